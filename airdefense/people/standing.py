"""What stands about accounts and grants on a day: the same for lists and for the page of work."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from airdefense.accounts.models import RoleGrant
from airdefense.people.models import GrantRequest

UNUSED = timedelta(days=180)
RECENT = timedelta(days=7)


def opened(people: Any) -> Any:
    """The accounts with which somebody may sign in."""
    return people.filter(is_active=True).exclude(username=settings.SYSTEM_USERNAME)


def without_role(people: Any, day: date) -> Any:
    """Those that hold no role, will hold none, and are proposed for none."""
    held = RoleGrant.objects.filter(user=OuterRef("pk"), withdrawn_at=None)
    held = held.filter(Q(valid_until=None) | Q(valid_until__gte=day))
    asked = GrantRequest.objects.open().filter(person=OuterRef("pk"))
    return opened(people).filter(~Exists(held), ~Exists(asked))


def unused(people: Any, day: date) -> Any:
    """Those with which nobody signed in for half a year: doors that nobody watches."""
    since = beginning(day - UNUSED)
    never = Q(last_login=None, date_joined__lt=since)
    return opened(people).filter(Q(last_login__lt=since) | never)


def recent(grants: Any, day: date) -> Any:
    """What was granted or withdrawn within a week."""
    since = beginning(day - RECENT)
    return grants.filter(Q(granted_at__gte=since) | Q(withdrawn_at__gte=since))


def beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
