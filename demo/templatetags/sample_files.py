"""Where the demonstration has a file to try an import with."""

from django import template
from django.conf import settings
from django.urls import reverse

from demo.workbook import MAKERS

register = template.Library()


@register.simple_tag
def sample_file(kind: str) -> str:
    """The address of a sample of this kind of file; nothing outside the demonstration."""
    has_one = settings.DEMO_MODE and kind in MAKERS
    return reverse("demo:sample_file", args=[kind]) if has_one else ""
