"""The sealed part of a transfer: what the compartment is told of it, and to whom it opens."""

from dataclasses import dataclass

from django.db.models import BooleanField, F, Func
from django.utils import timezone

from leads.models import Lead, Reporter, SealRequest


@dataclass(frozen=True, slots=True)
class Mark:
    """That somebody reported, without saying who."""

    is_anonymous: bool


def opened(lead, user):
    """The reporter's identity, for whoever holds a grant of the custodian today; else nothing."""
    return Reporter.objects.visible_to(user).filter(lead=lead).first()


def mark_of(lead) -> Mark | None:
    """That there is a reporter, and whether an anonymous one: told to the whole compartment by a
    function of the wall, since the row itself is sealed."""
    told = Func(F("pk"), function="wall.reporter_is_anonymous", output_field=BooleanField())
    is_anonymous = Lead.objects.filter(pk=lead.pk).values_list(told, flat=True).first()
    return None if is_anonymous is None else Mark(is_anonymous)


def requests_of(lead, user):
    """Every request to open it, granted, refused or awaiting its decision: the latest first."""
    requests = SealRequest.objects.visible_to(user).filter(lead=lead)
    return requests.select_related("asked_by", "decided_by").order_by("-pk")


def grant_of(lead, user) -> SealRequest | None:
    """The grant by which this user opens the seal today."""
    requests = SealRequest.objects.visible_to(user).open_on(timezone.localdate())
    return requests.filter(lead=lead, asked_by=user).order_by("-open_until").first()
