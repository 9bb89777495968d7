"""The icons of the frame, drawn once per process: a page has two dozen of them."""

from functools import cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, size: int = 16) -> SafeString:
    """A lucide icon beside words, which say all there is to say: readers of the page skip it."""
    return mark_safe(lucide(name, size=size, aria_hidden="true", **{"class": "i"}))  # noqa: S308
