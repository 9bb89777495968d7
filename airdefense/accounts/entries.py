"""What visitors type into addresses and forms, made harmless where no form field does it."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

# No key of a row has more digits.
LONGEST_KEY = 18


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours or a program asks, which shows what it is told beside what it
    sent."""
    is_api = request.path_info.startswith("/api/")
    return is_api or request.headers.get("Accept", "").startswith("application/json")


def typed(entered: Mapping[str, str], name: str) -> str:
    """The text under a name, without the one character that PostgreSQL cannot keep."""
    return entered.get(name, "").replace("\x00", "")


def key_of(text: str) -> int | None:
    """The key of a row as an address names it, or None for what cannot be one."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_KEY else None


def own_page(request: HttpRequest, wanted: str) -> str:
    """The page asked for, when it is one of this site; else the home page."""
    is_address = wanted.startswith(("/", "http://", "https://"))
    is_ours = is_address and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("home")
