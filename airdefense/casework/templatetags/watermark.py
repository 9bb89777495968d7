from django import template
from django.utils.html import format_html

from airdefense.casework.watermark import mark_of

register = template.Library()


@register.simple_tag(takes_context=True)
def watermark(context):
    """The mark over a page of confidential data; nothing on other pages."""
    request = context.get("request")
    image = mark_of(request) if request is not None else ""
    if not image:
        return ""
    return format_html('<img class="watermark" src="{}" alt="" aria-hidden="true">', image)
