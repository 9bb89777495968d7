"""From where somebody signs in, as far as it can be told."""

import re
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

# The first that fits names the browser; most browsers claim to be others as well.
BROWSERS = (
    (r"MicroMessenger/", "WeChat"),
    (r"QIHU|360SE|360EE", "360"),
    (r"QAXBrowser|QAX/", "Qianxin"),
    (r"Edg(?:A|iOS)?/", "Edge"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"HarmonyOS", "HarmonyOS"),
    (r"Android", "Android"),
    (r"iPhone|iPad", "iOS"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"Kylin", "Kylin"),
    (r"UOS|Uniontech", "UOS"),
    (r"Linux", "Linux"),
)


def address_of(request: HttpRequest, *_ignored) -> str | None:
    """The address a request came from: behind the proxy, the one the proxy itself saw."""
    found = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY_HEADERS:
        found = request.META.get("HTTP_X_FORWARDED_FOR", found).rsplit(",", 1)[-1].strip()
    try:
        return str(ip_address(found))
    except ValueError:
        return None


def device_of(request: HttpRequest) -> str:
    """Browser and system in two words, from what the browser says of itself."""
    said = request.META.get("HTTP_USER_AGENT", "")[:400]
    names = (next((n for p, n in table if re.search(p, said)), "") for table in (BROWSERS, SYSTEMS))
    return " · ".join(name for name in names if name)
