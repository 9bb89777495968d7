"""The history of a grant in words: how it was proposed, granted, reviewed and withdrawn."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import RoleGrant
from airdefense.casework.history import Entry
from airdefense.casework.models import Event
from airdefense.people.models import GrantRequest

LABELS = {
    "propose": _("Proposed"),
    "grant": _("Granted"),
    "withdraw": _("Withdrawn"),
    "keep": _("Kept at a review"),
}


def history_of_grant(grant: RoleGrant) -> list[Entry]:
    """The events of a grant and of the request it came from, the latest first."""
    wanted = Q(case_type=RoleGrant._meta.label_lower, case_id=grant.pk)
    asked: Any = GrantRequest.objects.filter(grant=grant).values("pk")
    wanted |= Q(case_type=GrantRequest._meta.label_lower, case_id__in=asked, name="propose")
    events = Event.objects.filter(wanted).select_related("actor").order_by("-happened_at", "-pk")
    return [Entry(event, LABELS.get(event.name, event.name)) for event in events]
