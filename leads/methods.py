"""The four methods of disposal: what each asks for, its time limit, what it may change into, and
what stands against it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from airdefense.casework import clock
from airdefense.casework.models import TimeLimit
from leads.workflow import DisposalMethod, LeadStatus

ASKS_FOR = {
    DisposalMethod.TALK_LETTER: gettext_lazy(
        "Put the matter to the person by talk or letter; a report closes it."
    ),
    DisposalMethod.PRELIM_CHECK: gettext_lazy(
        "Needs approval, a checking team and a written report."
    ),
    DisposalMethod.HOLD: gettext_lazy("Name the day of review; it is proposed again then."),
    DisposalMethod.CLOSE: gettext_lazy("The matter is unfounded or cannot be checked."),
}
# What an approved method may give way to. The articles are those of the Rules on Supervision and
# Discipline Enforcement of 2018 from memory; what they say was not at hand when this was written.
CONVERSIONS: dict[str, tuple[DisposalMethod, ...]] = {
    # Ch. 5: what was answered settles it, or is not convincing and can be checked.
    DisposalMethod.TALK_LETTER: (
        DisposalMethod.PRELIM_CHECK,
        DisposalMethod.HOLD,
        DisposalMethod.CLOSE,
    ),
    # Ch. 6: the report suggests filing, closing, a reminder talk or holding; there is no way back
    # to asking the person in writing.
    DisposalMethod.PRELIM_CHECK: (DisposalMethod.HOLD, DisposalMethod.CLOSE),
    # Art. 21: held for want of the conditions, reviewed, and then disposed of anew.
    DisposalMethod.HOLD: tuple(DisposalMethod),
    # A closed lead is taken up again as a new lead, with its own number.
    DisposalMethod.CLOSE: (),
}
LIMITS = {
    DisposalMethod.TALK_LETTER: "lead.talk_letter",
    DisposalMethod.PRELIM_CHECK: "lead.prelim_check",
}


# What is recorded while a method is carried out.
RECORDS = {DisposalMethod.TALK_LETTER: "inquiry", DisposalMethod.PRELIM_CHECK: "check"}


@dataclass(frozen=True, slots=True)
class Way:
    """One method as the form shows it: chosen, or visible with what stands against it."""

    value: str
    label: Any
    asks_for: Any
    limit: str
    objection: str
    # Said by the calendar: the last day, the holidays on the way, the basis.
    deadline: str


def ways(lead, today) -> list[Way]:
    """The four methods in their order, each with its limit in force that day."""
    return [
        Way(
            method.value,
            method.label,
            ASKS_FOR[method],
            limit_words(LIMITS.get(method), today, lead.commission),
            lasting_objection(method, lead) or "",
            deadline_words(LIMITS.get(method), today, lead.commission),
        )
        for method in DisposalMethod
    ]


def limit_words(step, today, commission) -> str:
    """How long the method may take and on what basis; no national limit is invented."""
    limit = TimeLimit.objects.in_force(step, today, commission) if step else None
    if limit is None:
        return _("No time limit entered.")
    unit = _("%(days)d working days") if limit.is_working_days else _("%(days)d days")
    return f"{unit % {'days': limit.days}} · {limit.basis}"


def deadline_words(step, today, commission) -> str:
    """Until when a method that begins that day may last, and why; nothing without a limit."""
    limit = TimeLimit.objects.in_force(step, today, commission) if step else None
    if limit is None:
        return ""
    last = clock.due_on(step, noticed_on=today, organisation=commission)
    return clock.explain(due_on=last, noticed_on=today, limit=limit).sentence


def current_method(lead) -> str:
    """The approved method that a proposal would change, or none yet."""
    return lead.method if lead.status in (LeadStatus.IN_DISPOSAL, LeadStatus.HELD) else ""


def records_of(lead) -> str:
    """What the officer records now: "inquiry", "check" or nothing."""
    return RECORDS.get(lead.method, "") if lead.status == LeadStatus.IN_DISPOSAL else ""


def proposal_step(lead) -> str:
    """The step by which a method is proposed now: the first one, or another on the way."""
    is_under_way = lead.status in lead.workflow["propose_change"].sources
    return "propose_change" if is_under_way else "propose"


def lasting_objection(method, lead) -> str | None:
    """What stands against a method whatever else is filled in."""
    current = current_method(lead)
    if current and method not in CONVERSIONS[current]:
        return _("Does not follow on “%(current)s” by the Rules.") % {
            "current": DisposalMethod(current).label
        }
    if method == DisposalMethod.TALK_LETTER and not lead.persons.exists():
        return _("The lead names nobody to talk with or write to: add the person first.")
    return None


def objection_to(method, lead, review_on, today) -> str | None:
    """What stands against proposing this method now."""
    if method not in DisposalMethod.values:
        return _("Choose one of the four disposal methods.")
    if method != DisposalMethod.HOLD and review_on:
        return _("A day of review belongs to a held lead only.")
    if review_on and review_on <= today:
        return _("The day of review lies in the future.")
    return lasting_objection(method, lead)
