"""Out at the issuer as well: when somebody signs out here, the browser ends the session there
(OpenID Connect RP-Initiated Logout); when a session ends there, the issuer says so and it ends here
(Back-Channel Logout)."""

from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense import secrecy
from airdefense.accounts.models import SessionEnding, SignInSession, system_user
from airdefense.accounts.signin import sessions
from airdefense.accounts.signin.entry import WAITS_SECONDS
from airdefense.accounts.signin.issuer import (
    CLOCKS_DIFFER_SECONDS,
    Answer,
    NotTold,
    endpoints,
    verified,
)

STILL_IN = _(
    "The unified sign-in may still know you. On a shared computer, sign out there too before you "
    "leave."
)
# Every server reads addresses of 4 KB; without the token, the issuer asks the person.
LONGEST_TOKEN = 3000
LEFT = "airdefense.left_issuer"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
REQUIRED = ["iss", "aud", "iat", "jti", "events"]
# How long after it was signed the issuer's word that a session ended is taken.
COUNTS_SECONDS = 300


def mark_of(kind: str, value: Any) -> str:
    """By what a person or session of the issuer is found again without keeping its name."""
    return secrecy.keyed_hash(f"issuer {kind} {value}") if value else ""


def kept(answer: Answer) -> dict[str, str]:
    """What a session keeps of the issuer's answer: the token encrypted, the names as hashes."""
    is_short = len(answer.token) <= LONGEST_TOKEN
    return {
        "token": secrecy.encrypt(answer.token) if is_short else "",
        "subject": mark_of("subject", answer.claims["sub"]),
        "session": mark_of("session", answer.claims.get("sid")),
    }


def way_out(token: str = "") -> str:
    """Where a browser ends its session at the issuer, given the encrypted token that was kept; ""
    where the issuer offers no such place or nobody wants it. Raises NotTold."""
    place = endpoints().get("end_session_endpoint") if settings.OIDC.get("signs_out") else None
    if not place:
        return ""
    if urlsplit(place).scheme not in {"https", urlsplit(settings.OIDC["issuer"]).scheme}:
        raise NotTold("no safe line")
    told = {
        "client_id": settings.OIDC["client"],
        "post_logout_redirect_uri": settings.SITE_URL + reverse("accounts:login"),
        "state": signing.dumps(token_urlsafe(8), salt=LEFT),
    }
    if hint := readable(token):
        told["id_token_hint"] = hint
    return f"{place}{'&' if '?' in place else '?'}{urlencode(told)}"


def readable(token: str) -> str:
    """The token again; "" where there is none, or the key it was kept under is gone."""
    try:
        return secrecy.decrypt(token) if token else ""
    except secrecy.Unreadable:
        return ""


def has_left(state: str) -> bool:
    """Whether the issuer sent this browser back after a sign-out that began here just now."""
    try:
        signing.loads(state, salt=LEFT, max_age=WAITS_SECONDS)
    except signing.BadSignature:
        return False
    return True


def end_named(token: str, *, at: datetime) -> int:
    """End the sessions here of whoever the issuer's token of a logout names; how many there were.
    Raises NotTold."""
    claims = verified(token, REQUIRED)
    names = [claims.get("sub"), claims.get("sid")]
    is_about_logout = isinstance(claims["events"], dict) and isinstance(
        claims["events"].get(EVENT), dict
    )
    # A nonce stands in tokens of a sign-in only: neither may be taken for the other.
    if not is_about_logout or "nonce" in claims or not any(names):
        raise NotTold("not about the end of a session")
    if at.timestamp() - int(claims["iat"]) > COUNTS_SECONDS:
        raise NotTold("said too long ago")
    number = sha256(str(claims["jti"]).encode()).hexdigest()
    if not cache.add(f"issuer-jti:{number}", 1, COUNTS_SECONDS + CLOCKS_DIFFER_SECONDS):
        raise NotTold("said before")
    return sessions.end(named(*names), by=system_user(), at=at, ending=SessionEnding.ISSUER)


def named(subject: Any, session: Any) -> Any:
    """The open sessions of a person of the issuer, or of one of its sessions. One that began
    without being told which session it belongs to, ends with every session of its person."""
    found = SignInSession.objects.open()
    if subject:
        found = found.filter(issuer_subject=mark_of("subject", subject))
    if session:
        marks = {mark_of("session", session)} | ({""} if subject else set())
        found = found.filter(issuer_session__in=marks)
    return found
