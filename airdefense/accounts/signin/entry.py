"""The way in, in two steps where a second factor is kept: who has shown a password waits for a
few minutes, without being anybody, until the code is right."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from airdefense.accounts.models import SignInMethod, User
from airdefense.accounts.signin import factors, locks, sessions

WAITING = "sign_in_waiting"
WAITS_SECONDS = 300


def method_of(backend: str) -> str:
    """By what a password was found to fit: our own table, or the customer's directory."""
    is_directory = backend.endswith(".DirectoryBackend")
    return SignInMethod.DIRECTORY if is_directory else SignInMethod.PASSWORD


def set_aside(
    request: HttpRequest,
    person: Any,
    *,
    method: str,
    at: datetime,
    then: str,
    issuer: dict[str, str] | None = None,
) -> None:
    """Remember who is half-way in; the session belongs to nobody until the code is right."""
    waiting = {
        "user": person.pk,
        "method": method,
        "issuer": issuer,
        "next": then,
        "since": int(at.timestamp()),
    }
    request.session[WAITING] = waiting


def waiting(request: HttpRequest, at: datetime) -> tuple[Any, dict[str, Any]]:
    """Who waits for the code in this session, and how that began; (None, {}) when nobody."""
    kept = request.session.get(WAITING)
    if kept is None or int(at.timestamp()) - kept["since"] > WAITS_SECONDS:
        return None, {}
    return User.objects.filter(pk=kept["user"], is_active=True).first(), kept


def complaint(request: HttpRequest, person: Any, code: str, at: datetime) -> str:
    """What is wrong with a typed code, or "" when it is right."""
    if not locks.may_try(request, person.username):
        return locks.sentence()
    if factors.verify(person, code, at=at):
        return ""
    locks.count_failure(request, person.username)
    if locks.is_locked(request):
        return locks.sentence()
    return _("This code is wrong, too old or was used already.")


def finish(request: HttpRequest, person: Any, kept: dict[str, Any], at: datetime) -> str:
    """Sign in who waited; the page to go on with."""
    request.session.pop(WAITING, None)
    method, issuer = kept["method"], kept.get("issuer")
    sessions.begin(request, person, method=method, with_factor=True, at=at, issuer=issuer)
    return kept["next"]


def enter(
    request: HttpRequest,
    person: Any,
    *,
    method: str,
    at: datetime,
    issuer: dict[str, str] | None = None,
) -> None:
    """Sign in somebody without a second factor."""
    sessions.begin(request, person, method=method, at=at, issuer=issuer)
