"""Failed sign-ins are counted by name and address; too many lock both together for a while.

django-axes counts; a wrong code of the second factor counts like a wrong password."""

from datetime import datetime
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from airdefense.accounts.models import Organisation
from airdefense.accounts.signin import events
from airdefense.accounts.signin.addresses import address_of, device_of


def is_locked(request: HttpRequest) -> bool:
    return getattr(request, "axes_locked_out", False)


def sentence() -> str:
    minutes = settings.SIGN_IN_LOCK_MINUTES
    return ngettext(
        "Too many failed sign-ins with this name from this address. Wait %(n)s minute, or ask the "
        "security administrator to lift the lock.",
        "Too many failed sign-ins with this name from this address. Wait %(n)s minutes, or ask the "
        "security administrator to lift the lock.",
        minutes,
    ) % {"n": minutes}


def may_try(request: HttpRequest, username: str) -> bool:
    return AxesProxyHandler.is_allowed(request, {"username": username})


def count_failure(request: HttpRequest, username: str) -> None:
    """A wrong code, counted like a wrong password."""
    user_login_failed.send(__name__, credentials={"username": username}, request=request)
    note_failure(request, username)


def note_failure(request: HttpRequest, username: str) -> None:
    """Write a failure into the history; what is tried while locked adds nothing to it."""
    count = getattr(request, "axes_failures_since_start", None)
    if (count is None and is_locked(request)) or not Organisation.objects.exists():
        return
    events.leave_failure(
        username,
        at=timezone.now(),
        is_locked=is_locked(request),
        address=address_of(request),
        device=device_of(request),
    )


def of(person: Any, at: datetime) -> list[dict[str, Any]]:
    """The addresses from which this person's name is locked now."""
    since = at - settings.AXES_COOLOFF_TIME
    tries = AccessAttempt.objects.filter(username=person.username, attempt_time__gte=since)
    counted = tries.values("ip_address").annotate(failures=Sum("failures_since_start"))
    return list(counted.filter(failures__gte=settings.AXES_FAILURE_LIMIT).order_by("ip_address"))


@transaction.atomic
def lift(person: Any, *, by: Any, at: datetime, note: str) -> None:
    """Let a person try again from everywhere."""
    reset(username=person.username)
    events.leave(person, "unlock_sign_in", by=by, at=at, note=note)
