"""What a round is held to: its deadlines with their basis, and the entry notice."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense.accounts.models import OrganisationKind
from airdefense.casework import numbering
from airdefense.casework.actions import record
from airdefense.casework.models import TimeLimit
from airdefense.casework.workflow import NotPossible
from inspections.actions.rounds import held_for_change
from inspections.models import DeadlineItem, Round, RoundDeadline
from inspections.models.planning import deadline_items

NOTICE_PATTERN = "{region}巡通〔{{year}}〕{{n}}号"


def usual_deadlines(region, on) -> list[dict]:
    """The deadlines that the time limits in force on that day propose for a round."""
    limits = {
        item: TimeLimit.objects.in_force(f"round.{item}", on, region) for item in deadline_items()
    }
    return [
        {
            "item": item.value,
            "days": limit.days,
            "is_working_days": limit.is_working_days,
            "basis": limit.basis,
        }
        for item, limit in limits.items()
        if limit
    ]


@transaction.atomic
def set_deadlines(*, round, lines, by, at) -> list[RoundDeadline]:  # noqa: A002
    """Enter the deadlines of a round anew: what is not named any more is taken out.

    `lines` are mappings of item, days, is_working_days, basis. One that was met stays as it is.
    """
    round = held_for_change(round, by)  # noqa: A001
    wanted = {line["item"]: line for line in lines}
    if len(wanted) != len(lines):
        raise NotPossible(_("An item has one deadline."))
    stored = {deadline.item: deadline for deadline in round.deadlines.all()}
    for deadline in stored.values():
        if deadline.met_on and _differs(deadline, wanted.get(deadline.item)):
            raise NotPossible(_("%(deadline)s was met: it stays.") % {"deadline": deadline})
    changes = {}
    for item in deadline_items():
        deadline, line = stored.get(item), wanted.get(item)
        before = _words(deadline) if deadline else None
        if deadline and line is None:
            deadline.delete()
        elif line and _differs(deadline, line):
            RoundDeadline.objects.update_or_create(round=round, item=item, defaults=_facts(line))
        after = _words(RoundDeadline(**line)) if line else None
        if before != after:
            changes[str(item)] = [before, after]
    if changes:
        record(round, "set_deadlines", by=by, at=at, detail=changes)
    return list(round.deadlines.order_by("pk"))


def _facts(line) -> dict:
    return {name: line[name] for name in ("days", "is_working_days", "basis")}


def _differs(deadline: RoundDeadline | None, line) -> bool:
    """Whether the line is not what is stored."""
    if deadline is None or line is None:
        return True
    return any(getattr(deadline, name) != value for name, value in _facts(line).items())


def _words(deadline: RoundDeadline) -> str:
    days = deadline.days
    if deadline.is_working_days:
        said = ngettext("%(days)d working day", "%(days)d working days", days)
    else:
        said = ngettext("%(days)d day", "%(days)d days", days)
    return f"{said % {'days': days}} ({deadline.basis})"


@transaction.atomic
def meet_deadline(*, deadline, on, by, at, note="") -> RoundDeadline:
    """Record that what was due is done; another day than recorded before needs a reason."""
    round_ = held_for_change(deadline.round, by)
    deadline = RoundDeadline.objects.select_for_update(of=("self",)).get(pk=deadline.pk)
    if on > timezone.localdate(at):
        raise NotPossible(_("The day has not come yet."))
    if deadline.met_on and not note.strip():
        raise NotPossible(
            _("%(deadline)s was met on %(day)s already: say why that day is wrong.")
            % {"deadline": deadline, "day": deadline.met_on}
        )
    words = [str(deadline.get_item_display()), note.strip()]
    detail = {"met_on": [str(deadline.met_on) if deadline.met_on else None, str(on)]}
    _meet(deadline, on=on, by=by, at=at)
    said = " · ".join(filter(None, words))
    record(round_, "meet_deadline", by=by, at=at, note=said, detail=detail)
    return deadline


def _mark_of(region) -> str:
    """The word of a region in document numbers: 玉溪, 通海, without 市, 县 or 区."""
    name = region.name if region.kind == OrganisationKind.CITY else region.short_name
    return name.rstrip("市县区") or name


def _meet(deadline: RoundDeadline, *, on, by, at) -> None:
    deadline.met_on, deadline.met_at, deadline.met_by = on, at, by
    deadline.save(update_fields=["met_on", "met_at", "met_by"])


@transaction.atomic
def give_entry_notice(*, round, on, by, at) -> Round:  # noqa: A002
    """Give the entry notice its number; its deadline is met on that day, late or not."""
    round = held_for_change(round, by)  # noqa: A001
    if round.notice_number:
        raise NotPossible(
            _("%(round)s has its entry notice already: %(number)s.")
            % {"round": round, "number": round.notice_number}
        )
    if on > timezone.localdate(at):
        raise NotPossible(_("The day has not come yet."))
    round.notice_number = numbering.take(
        organisation=round.region,
        series="XCTZ",
        year=on.year,
        pattern=NOTICE_PATTERN.format(region=_mark_of(round.region)),
    )
    round.notice_on, round.noticed_at, round.noticed_by = on, at, by
    round.save(update_fields=["notice_number", "notice_on", "noticed_at", "noticed_by"])
    detail = {"notice_on": on}
    record(round, "give_notice", by=by, at=at, note=round.notice_number, detail=detail)
    deadline = round.deadlines.filter(item=DeadlineItem.ENTRY_NOTICE, met_on=None).first()
    if deadline:
        _meet(deadline, on=on, by=by, at=at)
    return round
