"""The time limits of leads and cases (domain §3.3), for the desk where they are entered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.limits import limited
from airdefense.casework.models import TimeLimit
from leads.models import ClockKind

# What no clock of a lead counts: how far a limit may be extended, and what others have to keep.
EXTENSIONS = {
    "case.decide.extension": _("Extension of the decision on a filed case"),
    "case.detention.extension": _("First extension of a detention"),
    "case.detention.extension.2": _("Second extension of a detention"),
    "case.trial.extension": _("Extension of the trial"),
    "outcome.execute.extension": _("Extension of an execution"),
}
OF_OTHERS = {
    "case.review.apply": _("Application for a review"),
    "case.reconsideration.apply": _("Application for a reconsideration"),
    "seal.open": _("Opening of a sealed part that was granted"),
}
# The day of these is set in each case: by the decision, by the letter, by the approved proposal.
BY_HAND = (ClockKind.PROBATION, ClockKind.REPLY, ClockKind.HOLD)
STEPS = dict(ClockKind.choices) | EXTENSIONS | OF_OTHERS

limited("leads", _("Problem leads and cases"), STEPS)


@dataclass(frozen=True, slots=True)
class Line:
    """One step with its limits of today, the general one first; none where it is missing."""

    label: Any
    limits: list[TimeLimit]
    is_by_hand: bool = False


def in_force(day: date, commissions: Iterable[Any]) -> list[Line]:
    """What counts on a day: in general, and where a commission has limits of its own."""
    places = [None, *commissions]
    entered = TimeLimit.objects.filter(
        Q(organisation=None) | Q(organisation__in=places[1:]),
        step__in=STEPS,
        effective_on__lte=day,
    )
    latest = {
        (limit.step, limit.organisation_id): limit
        for limit in entered.select_related("organisation").order_by("effective_on")
    }
    return [
        Line(
            label,
            [latest[key] for place in places if (key := (step, place and place.pk)) in latest],
            step in BY_HAND,
        )
        for step, label in STEPS.items()
    ]
