"""Sign-in by the customer's issuer of identities (OpenID Connect): the authorization code with
PKCE. PyJWT checks the token, requests carries the questions.

The issuer only says who somebody is: it opens no account here and grants nothing."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from airdefense.accounts.signin.entry import WAITS_SECONDS

ASKED = "asked_issuer"
# Signatures of key pairs only: a shared secret would let whoever reads it be anybody.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
PATIENCE_SECONDS, CLOCKS_DIFFER_SECONDS, KEPT_SECONDS = 10, 60, 3600
# Keys change now and then: a name that is not among the kept ones is asked for once a minute.
KEYS_KEPT_SECONDS, KEYS_AGAIN_SECONDS = 300, 60


class NotTold(Exception):
    """The issuer did not say, in a way that can be relied on, who this is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the issuer vouches for with its token, and the page to go on with."""

    token: str
    claims: dict[str, Any]
    then: str

    @property
    def name(self) -> str:
        return str(self.claims.get(settings.OIDC["claim"]) or "").replace("\x00", "")


def endpoints() -> dict[str, Any]:
    """The issuer's own description of where it is asked what, kept for an hour."""
    issuer = settings.OIDC["issuer"]
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    return cache.get_or_set(f"issuer:{address}", lambda: described(address, issuer), KEPT_SECONDS)


def described(address: str, issuer: str) -> dict[str, Any]:
    told = fetched("GET", address)
    if told.get("issuer") != issuer:
        raise NotTold("described by another issuer")
    return told


def fetched(verb: str, address: str, **more: Any) -> dict[str, Any]:
    try:
        answer = requests.request(
            verb, address, timeout=PATIENCE_SECONDS, allow_redirects=False, **more
        )
        answer.raise_for_status()
        told = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise NotTold(type(error).__name__) from error
    if not isinstance(told, dict):
        raise NotTold("no object")
    return told


def way_back() -> str:
    return settings.SITE_URL + reverse("accounts:issuer_answer")


def question(request: HttpRequest, then: str, *, at: datetime) -> str:
    """Where to send the browser; what the answer has to fit stays in the session."""
    kept = {name: token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    request.session[ASKED] = kept | {"next": then, "since": int(at.timestamp())}
    digest = sha256(kept["verifier"].encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC["client"],
        "redirect_uri": way_back(),
        "scope": settings.OIDC["scope"],
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    address = endpoints()["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def answer(request: HttpRequest, *, at: datetime) -> Answer:
    """Who came back from the issuer to this browser. Raises NotTold."""
    kept = request.session.pop(ASKED, None)
    if kept is None or int(at.timestamp()) - kept["since"] > WAITS_SECONDS:
        raise NotTold("nothing was asked, or too long ago")
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if not (code and constant_time_compare(state, kept["state"])):
        raise NotTold("not the answer to this question")
    token = exchanged(code, kept["verifier"])
    claims = verified(token, REQUIRED)
    if not constant_time_compare(str(claims.get("nonce")), kept["nonce"]):
        raise NotTold("a token of another sign-in")
    return Answer(token, claims, kept["next"])


def exchanged(code: str, verifier: str) -> str:
    """The token of identity for the code that the browser brought."""
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": way_back(),
        "code_verifier": verifier,
    }
    own = (settings.OIDC["client"], settings.OIDC["secret"])
    return str(fetched("POST", endpoints()["token_endpoint"], data=asked, auth=own).get("id_token"))


def verified(token: str, required: Sequence[str]) -> dict[str, Any]:
    """The claims of a token that this issuer signed, for us, and that still counts."""
    try:
        return jwt.decode(
            token,
            key_named(jwt.get_unverified_header(token).get("kid")),
            algorithms=ALGORITHMS,
            audience=settings.OIDC["client"],
            issuer=settings.OIDC["issuer"],
            leeway=CLOCKS_DIFFER_SECONDS,
            options={"require": list(required)},
        )
    except (jwt.PyJWTError, KeyError) as error:
        raise NotTold(type(error).__name__) from error


def key_named(name: str | None) -> jwt.PyJWK:
    """The issuer's public key of that name, or its first one where a token names none."""
    place = f"issuer-keys:{settings.OIDC['issuer']}"
    told = cache.get(place)
    if told is None or (
        not among(told, name) and cache.add(f"{place}:again", 1, KEYS_AGAIN_SECONDS)
    ):
        told = fetched("GET", endpoints()["jwks_uri"])
        cache.set(place, told, KEYS_KEPT_SECONDS)
    found = among(told, name)
    if not found:
        raise NotTold("signed with a key that is not the issuer's")
    return found[0]


def among(told: dict[str, Any], name: str | None) -> list[jwt.PyJWK]:
    return [key for key in jwt.PyJWKSet.from_dict(told).keys if name in (None, key.key_id)]
