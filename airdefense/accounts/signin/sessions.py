"""Sessions: begun by signing in, kept alive by work, ended by their owner, by time or by the
security administrator."""

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from airdefense.accounts.models import SessionEnding, SignInMethod, SignInSession
from airdefense.accounts.signin import backend, events, passwords
from airdefense.accounts.signin.addresses import address_of, device_of

# What a session carries about how it began, and when it was last used.
MARK, SEEN = "sign_in", "seen"
# How exact "last used" is: the session is not written more often than this.
SEEN_EVERY = 60


def store(key: str | None = None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


@transaction.atomic
def begin(
    request: HttpRequest,
    person: Any,
    *,
    method: str,
    at: datetime,
    with_factor: bool = False,
    issuer: dict[str, str] | None = None,
) -> None:
    """Sign a person in, who has shown everything that is asked; every way in ends here."""
    login(request, person, backend=backend.PATH)
    known = issuer or {}
    asked = method == SignInMethod.PASSWORD
    request.session[MARK] = {
        "began": int(at.timestamp()),
        "method": method,
        "factor": with_factor,
        "password": passwords.has_to_change(person, at) if asked else "",
        "token": known.get("token", ""),
    }
    request.session[SEEN] = int(at.timestamp())
    request.session.save()
    _close_dead(person, at)
    if person.has_role(*settings.ONE_SESSION_ROLES):
        earlier = SignInSession.objects.open().filter(began_by=person)
        end(earlier, by=person, at=at, ending=SessionEnding.REPLACED)
    address, device = address_of(request), device_of(request)
    SignInSession.objects.create(
        began_by=person,
        began_at=at,
        method=method,
        has_second_factor=with_factor,
        session_key=request.session.session_key,
        issuer_subject=known.get("subject", ""),
        issuer_session=known.get("session", ""),
        address=address,
        device=device,
    )
    events.leave(
        person,
        "sign_in",
        by=person,
        at=at,
        method=method,
        second_factor=with_factor,
        address=address,
        device=device,
    )


def _close(session: SignInSession, *, by: Any, at: datetime, ending: str) -> None:
    session.session_key = session.issuer_subject = session.issuer_session = ""
    session.ended_at, session.ended_by, session.ending = max(at, session.began_at), by, ending
    forgotten = ["session_key", "issuer_subject", "issuer_session"]
    session.save(update_fields=[*forgotten, "ended_at", "ended_by", "ending"])


def _close_dead(person: Any, at: datetime) -> None:
    """Sessions that nobody came back to are over, though no request of theirs said so."""
    for session in SignInSession.objects.open().filter(began_by=person):
        if not store(session.session_key).load():
            _close(session, by=person, at=at, ending=SessionEnding.IDLE)


@transaction.atomic
def end(sessions: Any, *, by: Any, at: datetime, ending: str, note: str = "") -> int:
    """End open sessions at once, wherever they are; how many there were."""
    found = list(sessions.open().select_related("began_by").select_for_update(of=("self",)))
    for session in found:
        forget = store(session.session_key).delete
        forget()
        # A request of that very moment may have put it back into the cache.
        transaction.on_commit(forget)
        _close(session, by=by, at=at, ending=ending)
        events.leave(session.began_by, "end_session", by=by, at=at, note=note, ending=ending)
    return len(found)


def leave(request: HttpRequest, *, at: datetime, ending: str = SessionEnding.SIGNED_OUT) -> None:
    """Sign out whoever sends this request, because of a button or because of the time."""
    person, key = request.user, request.session.session_key
    if person.is_authenticated:
        for session in SignInSession.objects.open().filter(began_by=person, session_key=key or "-"):
            _close(session, by=person, at=at, ending=ending)
        name = "sign_out" if ending == SessionEnding.SIGNED_OUT else "end_session"
        events.leave(person, name, by=person, at=at, ending=ending)
    logout(request)


@transaction.atomic
def change_password(request: HttpRequest, new: str, *, at: datetime) -> None:
    """Give oneself a new password: this session goes on under a new key, the others end."""
    person, old_key = request.user, request.session.session_key
    own = SignInSession.objects.open().filter(began_by=person)
    end(own.exclude(session_key=old_key), by=person, at=at, ending=SessionEnding.ENDED)
    passwords.set_password(person, new, by=person, at=at)
    update_session_auth_hash(request, person)
    if MARK in request.session:
        request.session[MARK] = request.session[MARK] | {"password": ""}
    request.session.save()
    own.filter(session_key=old_key).update(session_key=request.session.session_key)


def mark_factor(session: Any, *, is_shown: bool) -> None:
    if MARK in session:
        session[MARK] = session[MARK] | {"factor": is_shown}


def note_use(session: Any, now: int) -> None:
    """Keep a session alive; it is written once a minute at most."""
    if now - session[SEEN] >= SEEN_EVERY:
        session[SEEN] = now


def over(session: Any, now: int) -> str:
    """How a session is over by now, or "" while it lasts."""
    mark = session.get(MARK)
    if mark is None or now - mark["began"] > settings.SESSION_COOKIE_AGE:
        return SessionEnding.AGED
    return SessionEnding.IDLE if now - session[SEEN] > settings.SESSION_IDLE_SECONDS else ""


@dataclass(frozen=True, slots=True)
class Open:
    """An open session as its owner sees it."""

    session: SignInSession
    seen_at: datetime
    is_this: bool


def open_of(person: Any, now: datetime, this: str | None = None) -> list[Open]:
    """The sessions of a person that still last, the latest used first."""
    found = []
    for session in SignInSession.objects.open().filter(began_by=person):
        data = store(session.session_key).load()
        if data and not over(data, int(now.timestamp())):
            seen = datetime.fromtimestamp(data[SEEN], UTC)
            found.append(Open(session, seen, session.session_key == this))
    return sorted(found, key=lambda one: one.seen_at, reverse=True)
