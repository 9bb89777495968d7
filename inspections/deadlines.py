"""The deadlines of a round as its page shows them: due when, why, and how it stands."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from airdefense.casework import clock
from inspections.models import DeadlineItem, Round, RoundDeadline
from inspections.models.planning import COUNTED_FROM, deadline_items

FROM_WORDS = {
    "starts_on": gettext_lazy("the start of the round"),
    "ends_on": gettext_lazy("the end of the round"),
    "feedback_on": gettext_lazy("the feedback"),
}


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """One deadline on one day."""

    deadline: RoundDeadline
    due_on: date | None
    today: date

    @property
    def explanation(self) -> str:
        """从…起…个工作日: from which day so many days are counted."""
        start, days = self.deadline.counted_from, self.deadline.days
        words = {
            "days": days,
            "event": FROM_WORDS[COUNTED_FROM[self.deadline.item]],
            "start": start or _("day not known yet"),
        }
        return self._pattern(days) % words

    def _pattern(self, days: int) -> str:
        if self.deadline.item == DeadlineItem.ENTRY_NOTICE:
            if self.deadline.is_working_days:
                return ngettext(
                    "%(days)d working day before %(event)s (%(start)s)",
                    "%(days)d working days before %(event)s (%(start)s)",
                    days,
                )
            return ngettext(
                "%(days)d day before %(event)s (%(start)s)",
                "%(days)d days before %(event)s (%(start)s)",
                days,
            )
        if self.deadline.is_working_days:
            return ngettext(
                "%(days)d working day from %(event)s (%(start)s)",
                "%(days)d working days from %(event)s (%(start)s)",
                days,
            )
        return ngettext(
            "%(days)d day from %(event)s (%(start)s)",
            "%(days)d days from %(event)s (%(start)s)",
            days,
        )

    @property
    def days_late(self) -> int:
        """How many days after its day it was done, or stands undone."""
        if self.due_on is None:
            return 0
        return max(0, ((self.deadline.met_on or self.today) - self.due_on).days)

    @property
    def state(self) -> str:
        """met, met_late, waiting (nothing counts yet), late, or open."""
        if self.deadline.met_on:
            return "met_late" if self.days_late else "met"
        if self.due_on is None:
            return "waiting"
        return "late" if self.days_late else "open"


def deadlines_of(round_: Round, today: date) -> list[DeadlineLine]:
    """In the order of a round's course, with the calendar read once."""
    order = deadline_items()
    told = [deadline for deadline in round_.deadlines.all() if deadline.item in order]
    rows = sorted(told, key=lambda deadline: order.index(deadline.item))
    overrides = clock.overrides() if rows else {}
    for deadline in rows:
        deadline.round = round_
    return [DeadlineLine(deadline, deadline.due_by(overrides), today) for deadline in rows]
