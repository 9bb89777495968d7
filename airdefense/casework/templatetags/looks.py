"""The style sheets of every page, in the order in which they are read."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# A later one may say more of what an earlier one draws: narrow windows and paper after all of it.
SHEETS = (
    "tabler/css/tabler.min.css",
    "airdefense/theme/base.css",
    "airdefense/theme/frame.css",
    "airdefense/theme/panes.css",
    "airdefense/theme/lists.css",
    "airdefense/theme/forms.css",
    "airdefense/theme/charts.css",
    "airdefense/theme/documents.css",
    "airdefense/theme/narrow.css",
    "airdefense/theme/paper.css",
    "airdefense/theme/parts.css",
)


@register.simple_tag
def style_sheets() -> SafeString:
    links = ((static(name),) for name in SHEETS)
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', links)
