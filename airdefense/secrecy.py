"""Identifiers kept encrypted, and a keyed hash by which an equal one is found again.

The cipher is chosen by name (FIELD_CIPHER): AES-256-GCM, or SM4-GCM where the customer asks for
Chinese commercial cryptography (domain §8.4); neither has been evaluated (未经密评). Every kept
text names its cipher, so that both are read side by side while a database is moved over.
"""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
TAG_BYTES = 16
# Name → the block cipher in GCM and the length of its key.
CIPHERS = {"aes": (algorithms.AES, 32), "sm4": (algorithms.SM4, 16)}


class Unreadable(Exception):
    """A kept text opens with none of the keys: FIELD_KEYS lacks the one it was written with."""


def _key(secret: str, purpose: str, length: int) -> bytes:
    derivation = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode())
    return derivation.derive(secret.encode())


def encrypt(text: str) -> str:
    """The text under the first of the keys: "cipher:" and base64 of nonce, tag and content."""
    name = settings.FIELD_CIPHER
    algorithm, length = CIPHERS[name]
    nonce = os.urandom(NONCE_BYTES)
    key = _key(settings.FIELD_KEYS[0], f"field {name}", length)
    worker = Cipher(algorithm(key), modes.GCM(nonce)).encryptor()
    content = worker.update(text.encode()) + worker.finalize()
    return f"{name}:{b64encode(nonce + worker.tag + content).decode()}"


def decrypt(kept: str) -> str:
    """The text again. Raises Unreadable when no key fits or a byte was changed."""
    for secret in settings.FIELD_KEYS:
        if (content := _opened(kept, secret)) is not None:
            return content.decode()
    raise Unreadable


def is_current(kept: str) -> bool:
    """Whether the text is under the first key and the cipher in use."""
    name = kept.partition(":")[0]
    return name == settings.FIELD_CIPHER and _opened(kept, settings.FIELD_KEYS[0]) is not None


def _opened(kept: str, secret: str) -> bytes | None:
    name, _colon, packed = kept.partition(":")
    if name not in CIPHERS:
        return None
    algorithm, length = CIPHERS[name]
    try:
        raw = b64decode(packed, validate=True)
        nonce, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES : NONCE_BYTES + TAG_BYTES]
        key = _key(secret, f"field {name}", length)
        worker = Cipher(algorithm(key), modes.GCM(nonce, tag)).decryptor()
        return worker.update(raw[NONCE_BYTES + TAG_BYTES :]) + worker.finalize()
    except (InvalidTag, ValueError):
        return None


def keyed_hash(text: str) -> str:
    """By what an equal text is found without reading any: HMAC-SHA256 under the hash key."""
    key = _key(settings.FIELD_HASH_KEY, "field hash", 32)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
