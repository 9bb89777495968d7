"""An issuer of identities (OpenID Connect) that serves on this machine and keeps the rules: it
gives a code once, to who proves to have asked, signs what it says, and ends its own session for
who shows such a token."""

import json
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_hex
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

EVENT = "http://schemas.openid.net/event/backchannel-logout"
SESSION = "session-5"
ASK, BACK = "/accounts/login/issuer/", "/accounts/login/issuer/answer/"


def known_here(issuer):
    """What the settings say of it."""
    return {
        "issuer": issuer.url,
        "client": "airdefense",
        "secret": "a secret of ours",
        "scope": "openid profile",
        "claim": "preferred_username",
        "signs_out": True,
    }


def comes_back(issuer, username, client=None, then=""):
    """A browser that asked the issuer, was signed in there under that name and came back."""
    client = client or Client(headers={"accept-language": "en"})
    asked = client.get(ASK, {"next": then})
    client.answer = client.get(BACK, issuer.agrees(asked["Location"], username))
    return client


def one(query):
    return {name: values[0] for name, values in parse_qs(query).items()}


class Issuer(ThreadingHTTPServer):
    """`claims` and `key` may be made wrong by a test; `left` is with what browsers came to sign
    out, and `fetched` which of its pages were asked for."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.published = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.reset()

    def reset(self):
        self.key, self.claims, self.codes, self.name = self.published, {}, {}, self.url
        self.algorithm, self.kid, self.offers_sign_out = "RS256", "1", True
        self.left, self.fetched = [], []

    def agrees(self, address, username):
        """Somebody signs in there; the query with which the browser is sent back."""
        asked = one(urlsplit(address).query)
        self.codes["once"] = asked | {"username": username}
        return {"code": "once", "state": asked["state"]}

    def token(self, asked):
        claims = {
            "iss": self.url,
            "sub": "17",
            "aud": asked["client_id"],
            "nonce": asked["nonce"],
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            "sid": SESSION,
            "preferred_username": asked["username"],
        }
        return self.signed(claims | self.claims)

    def signed(self, claims):
        return jwt.encode(claims, self.key, algorithm=self.algorithm, headers={"kid": self.kid})

    def logout_token(self, **claims):
        """What it posts when a session ended there; a claim made None is left out."""
        told = {
            "iss": self.url,
            "aud": "airdefense",
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            "jti": token_hex(8),
            "events": {EVENT: {}},
            "sub": "17",
            "sid": SESSION,
        } | claims
        return self.signed({name: value for name, value in told.items() if value is not None})

    def described(self):
        told = {
            "issuer": self.name,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }
        return told | ({"end_session_endpoint": f"{self.url}/end"} if self.offers_sign_out else {})

    def keys(self):
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.published.public_key(), as_dict=True)
        return {"keys": [public | {"kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def serve(self):
        Thread(target=self.serve_forever, daemon=True).start()


class Answers(BaseHTTPRequestHandler):
    def say(self, status, told):
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def lead(self, address, query, cookie=""):
        """Send the browser on, with its session here begun or ended."""
        self.send_response(302)
        self.send_header("Location", f"{address}?{urlencode(query)}")
        if cookie:
            self.send_header("Set-Cookie", f"somebody={cookie}; HttpOnly; Path=/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        issuer, place = self.server, urlsplit(self.path)
        issuer.fetched.append(place.path)
        if place.path == "/authorize":
            self.authorize(one(place.query))
        elif place.path == "/end":
            told = one(place.query)
            issuer.left.append(told)
            back = {name: told[name] for name in ("state",) if name in told}
            self.lead(told["post_logout_redirect_uri"], back, "gone; Max-Age=0")
        else:
            pages = {"/.well-known/openid-configuration": issuer.described, "/keys": issuer.keys}
            self.say(200, pages[place.path]())

    def authorize(self, asked):
        """Who is known here already goes back at once; anybody else says a name first."""
        known = SimpleCookie(self.headers.get("Cookie", "")).get("somebody")
        username = asked.get("username") or (known and known.value)
        if not username:
            self.say(200, {"who": "are you?"})
            return
        brought = self.server.agrees(self.path, username)
        self.lead(asked["redirect_uri"], brought, username)

    def do_POST(self):
        told = one(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = self.server.codes.pop(told.get("code"), None)
        digest = sha256(told["code_verifier"].encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_right = asked and (asked["code_challenge"], asked["redirect_uri"]) == (
            challenge,
            told["redirect_uri"],
        )
        if is_right and self.headers["Authorization"].startswith("Basic "):
            self.say(200, {"token_type": "Bearer", "id_token": self.server.token(asked)})
        else:
            self.say(400, {"error": "invalid_grant"})

    def log_message(self, *_anything):
        """A test is quiet."""
