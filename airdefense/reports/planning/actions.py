"""The marks of the plan are entered and changed by name; what they were stays in their history."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import changed_fields, record
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.reports.models import PlanMark

PLANNERS = (Role.INSPECTION_OFFICE,)
FIELDS = ("code", "region", "due_on", "value", "basis")


def require_planner(user, region) -> None:
    """Raises NotAllowed: the plan of a region is the business of the inspection office over it."""
    if user.roles_over((region.path,)).isdisjoint(PLANNERS):
        raise NotAllowed(_("The plan is entered by the inspection office over the region."))


@transaction.atomic
def enter_mark(*, by, at: datetime, **facts) -> PlanMark:
    """Set what a figure of a region should reach by a day."""
    mark = PlanMark(recorded_at=at, recorded_by=by, **facts)
    require_planner(by, mark.region)
    mark.save()
    record(mark, "enter", by=by, at=at, detail={name: getattr(mark, name) for name in FIELDS})
    return mark


@transaction.atomic
def change_mark(mark: PlanMark, *, by, at: datetime, **facts) -> PlanMark:
    """Change a mark; reports compiled before keep the plan they were held against."""
    stored = (
        PlanMark.objects.select_for_update(of=("self",)).select_related("region").get(pk=mark.pk)
    )
    require_planner(by, stored.region)
    for name, value in facts.items():
        setattr(mark, name, value)
    require_planner(by, mark.region)
    changes = changed_fields(stored, mark, FIELDS)
    if changes:
        mark.save(update_fields=list(changes))
        record(mark, "edit", by=by, at=at, detail=changes)
    return mark


@transaction.atomic
def withdraw_mark(mark: PlanMark, *, reason: str, by, at: datetime) -> None:
    """Take a mark back that was entered in error; its history stays, with the reason."""
    require_planner(by, mark.region)
    if not reason.strip():
        raise NotPossible(_("Say why the mark is taken back."))
    detail = {name: getattr(mark, name) for name in FIELDS}
    record(mark, "withdraw", by=by, at=at, note=reason, detail=detail)
    mark.delete()
