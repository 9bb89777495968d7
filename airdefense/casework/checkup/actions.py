"""A hit accepted for a while: asked with a reason, decided by a second person, with an end."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.actions import advance, record
from airdefense.casework.checkup.registry import CaseRule
from airdefense.casework.models import Waiver
from airdefense.casework.oversight import WaiverStatus
from airdefense.casework.workflow import NotAllowed, NotPossible

ASKERS = (
    *INSPECTION_TEAM,
    Role.INSPECTION_OFFICE,
    Role.SUPERVISION_OFFICE,
    Role.DATA_CLERK,
)
# Nothing is accepted for longer than a year; who still accepts it then says so again.
LONGEST_DAYS = 366


def may_ask(user: Any, rule: CaseRule, case: Any) -> bool:
    """Whether this user may ask that a hit be accepted: a compartment's hits are mended, never
    accepted, for a waiver would be read outside of it."""
    if rule.is_compartmented:
        return False
    paths = [region_of(rule, case).path]
    for holder in (case, getattr(case, "project", None)):
        paths += getattr(holder, "scope_paths", ())
    return not user.roles_over(paths).isdisjoint(ASKERS)


def region_of(rule: CaseRule, case: Any) -> Organisation:
    """The region of a case, where its rule says it stands."""
    for step in rule.subject.region.split("__"):
        case = getattr(case, step)
    return case


@transaction.atomic
def request_waiver(
    *, rule: CaseRule, case: Any, reason: str, expires_on: date, by: Any, at: datetime
) -> Waiver:
    """Ask that a hit be accepted until a day. Raises NotAllowed, NotPossible."""
    if not may_ask(by, rule, case):
        raise NotAllowed(_("Your role does not ask for waivers."))
    if not reason.strip():
        raise NotPossible(_("Say why this is accepted."))
    today = timezone.localdate(at)
    if not 0 < (expires_on - today).days <= LONGEST_DAYS:
        raise NotPossible(_("A waiver ends after today and within a year."))
    key = {"rule": rule.code, "case_type": rule.subject.case_type, "case_id": case.pk}
    # Who asks at the same moment waits for this row, and is then refused by the next line.
    type(case)._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    if Waiver.objects.filter(status=WaiverStatus.REQUESTED, **key).exists():
        raise NotPossible(_("A waiver was asked for already and waits for its decision."))
    waiver = Waiver.objects.create(
        region=region_of(rule, case),
        reason=reason.strip(),
        expires_on=expires_on,
        requested_at=at,
        requested_by=by,
        **key,
    )
    record(waiver, "create", by=by, at=at, note=reason.strip(), after=waiver.status)
    return waiver


def take_waiver_step(
    waiver: Waiver, name: str, *, by: Any, at: datetime, note: str = "", **_data: Any
) -> Waiver:
    """Grant or refuse a waiver. Raises NotAllowed, NotPossible."""
    return advance(waiver, name, by=by, at=at, note=note)
