"""The key under which a phone keeps what it took along (docs/decisions/0024).

It is computed, never stored and never logged: the same person gets the same key again, so that
what was left unsent on a phone can be read once this person signs in there.
"""

from base64 import b64encode
from datetime import timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "airdefense.inspections.field.key.v1"
# How long a phone keeps the key without having heard from the server.
KEPT = timedelta(hours=72)


def keys_of(user) -> list[str]:
    """The person's key, and after it those of former SECRET_KEYs, which only open."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        b64encode(salted_hmac(SALT, str(user.pk), secret, algorithm="sha256").digest()).decode()
        for secret in secrets
    ]
