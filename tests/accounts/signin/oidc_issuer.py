"""An issuer of identities (OpenID Connect) that serves on this machine and keeps the rules: it
gives a code once, to who proves to have asked, and signs what it says."""

import json
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


def one(query):
    return {name: values[0] for name, values in parse_qs(query).items()}


class Issuer(ThreadingHTTPServer):
    """`claims` and `key` may be made wrong by a test; `asked` is what came to be exchanged."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.published = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.reset()

    def reset(self):
        self.key, self.claims, self.codes, self.name = self.published, {}, {}, self.url
        self.algorithm = "RS256"

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
            "preferred_username": asked["username"],
        }
        return jwt.encode(
            claims | self.claims, self.key, algorithm=self.algorithm, headers={"kid": "1"}
        )

    def described(self):
        return {
            "issuer": self.name,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    def keys(self):
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.published.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def serve(self):
        Thread(target=self.serve_forever, daemon=True).start()


class Answers(BaseHTTPRequestHandler):
    def say(self, status, told):
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        issuer = self.server
        pages = {"/.well-known/openid-configuration": issuer.described, "/keys": issuer.keys}
        self.say(200, pages[self.path]())

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
