"""The tours of the roles: one role's first hour, stop by stop."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from airdefense.accounts.roles import Role
from airdefense.accounts.touring import administrators, commission, offices
from airdefense.accounts.touring.stops import Stop

TOURS: dict[str, tuple[Stop, ...]] = {
    **offices.TOURS,
    **commission.TOURS,
    **administrators.TOURS,
}
SESSION_KEY = "tour"
SEEN_COOKIE = "airdefense_tour"


def address(stop: Stop) -> str:
    """Where the stop is; nothing where its part of the product is not installed."""
    try:
        return reverse(stop.page)
    except NoReverseMatch:
        return ""


def stops_of(role: str) -> list[tuple[Stop, str]]:
    """The stops of a role's tour with their addresses."""
    pairs = [(stop, address(stop)) for stop in TOURS.get(role, ())]
    return [(stop, url) for stop, url in pairs if url]


def tours_for(user: Any) -> list[tuple[Role, list[tuple[Stop, str]]]]:
    """The tours of the roles a person holds, in the order of the roles."""
    return [(Role(code), stops_of(code)) for code in Role.values if code in user.role_codes]


def standing(request: Any) -> dict[str, Any] | None:
    """At which stop of which tour a person stands, with the way on."""
    role, place = request.session.get(SESSION_KEY) or ("", 0)
    stops = stops_of(role) if request.user.has_role(role) else []
    if not 0 <= place < len(stops):
        return None
    stop, url = stops[place]
    return {
        "role": Role(role),
        "stop": stop,
        "url": url,
        "number": place + 1,
        "total": len(stops),
        "place": place,
        "is_last": place + 1 == len(stops),
        # The boards lead on to the first of them.
        "is_here": request.path == url or (url != "/" and request.path.startswith(url)),
    }
