"""Who looks at a page, from which unit, when and by which request: faint over the whole of it.

A picture of the screen cannot be prevented; it can be traced. The mark is an image and no text of
the page: it is not read out, not found by searching and not copied with a paragraph.
"""

from base64 import b64encode
from html import escape
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

EVERYWHERE = "everywhere"
SHORT = 8
TILE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%"><defs>'
    '<pattern id="m" width="380" height="190" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(-20)"><g font-family="sans-serif" font-size="14" fill="#5b6470">'
    '<text x="8" y="60">{first}</text><text x="8" y="82">{second}</text></g></pattern></defs>'
    '<rect width="100%" height="100%" fill="url(#m)"/></svg>'
)


def is_marked(request: HttpRequest) -> bool:
    """Whether pages at this address are marked, for whoever is signed in."""
    match = request.resolver_match
    if match is None or not request.user.is_authenticated:
        return False
    chosen = settings.WATERMARKED
    return EVERYWHERE in chosen or match.namespace in chosen or match.view_name in chosen


def mark_of(request: HttpRequest) -> str:
    """The mark as an address of an image; empty where the page has none."""
    if not is_marked(request):
        return ""
    user: Any = request.user
    now, number = timezone.localtime(), vars(request)["request_id"]
    first = f"{user} {user.organisation}"
    second = f"{now:%Y-%m-%d %H:%M} {number[:SHORT]}"
    if settings.DEMO_MODE:
        second = f"{_('simulated data')} {second}"
    image = TILE.format(first=escape(first), second=escape(second))
    return f"data:image/svg+xml;base64,{b64encode(image.encode()).decode()}"
