"""From where a program may call."""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of the caller; behind a trusted proxy the one that the proxy saw."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY_HEADERS:
        told = request.META.get("HTTP_X_FORWARDED_FOR", told).rpartition(",")[2].strip()
    try:
        return str(ip_address(told))
    except ValueError:
        return ""


def network(text: str) -> str:
    """An address or network as it is kept. Raises ValueError."""
    return str(ip_network(text.strip(), strict=False))


def is_among(address: str, networks: Iterable[str]) -> bool:
    if not address:
        return False
    place = ip_address(address)
    return any(place in ip_network(one) for one in networks)
