"""Passwords asked of a directory (LDAP), where the customer keeps one; off unless LDAP_URL is set.

The directory only says whether name and password fit: it opens no account, changes none and
grants nothing. Who has no account here stays outside."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django_python3_ldap import ldap

from airdefense.accounts.models import User


class DirectoryBackend(ModelBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_others: Any,
    ) -> Any:
        # An empty password would bind as nobody, which every directory allows.
        if not (username and password) or not fits(username, password):
            return None
        person = User.objects.filter(username=username).first()
        return person if person is not None and self.user_can_authenticate(person) else None


def fits(username: str, password: str) -> bool:
    """Whether the directory knows this person by this password. It is asked before our own table
    is, so that the time of an answer tells nobody which accounts there are."""
    with ldap.connection(username=username, password=password) as directory:
        return directory is not None and directory.has_user(username=username)
