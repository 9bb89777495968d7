"""What signing in leaves in the history of an account, for the auditor."""

from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string

from airdefense.accounts.models import User, system_user

# A name that no account has: an event is about something, and there is nothing else.
NO_ACCOUNT = 0


def leave(person: Any, name: str, *, by: Any, at: datetime, note: str = "", **detail: Any) -> None:
    """Write one line into the history of an account. History stands above accounts, so it is
    named by its path."""
    record = import_string("airdefense.casework.actions.record")
    record(person, name, by=by, at=at, note=note, detail=detail)


def leave_failure(username: str, *, at: datetime, is_locked: bool, **detail: Any) -> None:
    """A failed sign-in in the name of nobody. What was typed as a name that no account has is
    not kept: it is a password often enough."""
    person = User.objects.filter(username=username).first() or User(pk=NO_ACCOUNT)
    system = system_user()
    leave(person, "sign_in_failed", by=system, at=at, **detail)
    if is_locked:
        leave(person, "lock_sign_in", by=system, at=at, **detail)
