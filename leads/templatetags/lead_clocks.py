"""Who has to act on a limit, as far as the reader may be told."""

from typing import Any

from django import template

from leads.board import office_words, officer_of

register = template.Library()


@register.filter
def officer(running: Any) -> str:
    """The officer by name, or the office with which the limit lies."""
    return str(officer_of(running) or office_words(running))
