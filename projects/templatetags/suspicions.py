"""Suspicions on a page, in the reader's words."""

from django import template

from projects.models import Suspicion
from projects.screening import describe
from projects.suspected import check_words

register = template.Library()
register.filter("check_words", check_words)


@register.filter
def reason(suspicion: Suspicion) -> str:
    """What was noticed, in one sentence."""
    return str(describe(suspicion))
