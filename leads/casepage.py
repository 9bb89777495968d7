"""A case as its page shows it: the stages with their limits, the people, and what each may still
have recorded."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from airdefense.casework.templatetags.casework import day, due, due_tone
from leads.models import SANCTIONS, ClockKind, LeadClock
from leads.records import Desk
from leads.ribbon import Stage
from leads.sums import combined_warning
from leads.workflow import CaseStatus


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page with what may be recorded about it and the limit that runs on it."""

    row: Any
    offered: list[Any]
    limits: list[Any]


class CasePage:
    """Everything of a case that its page shows, each kind of row read once."""

    def __init__(self, case, user, today):
        self.case, self.user, self.today = case, user, today
        self.desk = Desk(case, user)

    def _rows(self, related, *prefetched, order=("pk",)):
        rows = related.visible_to(self.user).order_by(*order)
        return list(rows.prefetch_related(*prefetched))

    @cached_property
    def clocks(self) -> list[LeadClock]:
        running = self.case.clocks.visible_to(self.user).with_due(self.today)
        return list(running.order_by("started_on", "pk"))

    def _running(self, outcome=None) -> list[Any]:
        wanted = outcome.pk if outcome else None
        return [c for c in self.clocks if c.outcome_id == wanted and not c.stopped_on]

    def _lines(self, about, rows) -> list[Line]:
        return [Line(row, self.desk.offered(about, row), []) for row in rows]

    @cached_property
    def people(self):
        persons = self.case.persons.visible_to(self.user).select_related("person")
        return [(entry, combined_warning(entry.person)) for entry in persons.order_by("pk")]

    @property
    def may_record(self) -> bool:
        """Whether outcomes may be recorded by this reader now."""
        return bool(self.case.filed_at) and not self.case.withdrawn_at and self.desk.follows

    @cached_property
    def offered(self) -> dict[str, list[Any]]:
        """What may be recorded about the case itself, by the panel that shows it."""
        panels = {
            "people": ("add_case_person",),
            "trial": ("accept_trial", "deliberate", "decide_trial"),
            "detention": ("detain",),
            "prosecution": ("prosecute",),
        }
        return {
            panel: self.desk.offered("case", self.case, only=names)
            for panel, names in panels.items()
        }

    @cached_property
    def trials(self):
        trials = self.case.trials.visible_to(self.user).select_related("officer")
        return list(trials.order_by("pk"))

    @cached_property
    def detentions(self) -> list[Line]:
        return self._lines("detention", self._rows(self.case.detentions, "person", "extensions"))

    @cached_property
    def prosecutions(self) -> list[Line]:
        rows = self._rows(self.case.prosecutions, "outcome__person", "supplements")
        return self._lines("prosecution", rows)

    @cached_property
    def outcomes(self) -> list[Line]:
        rows = self._rows(
            self.case.outcomes,
            "person",
            "execution",
            "probation",
            "reviews",
            order=("effective_on", "pk"),
        )
        return [Line(row, self.desk.offered("outcome", row), self._running(row)) for row in rows]

    @cached_property
    def reviews(self) -> list[Line]:
        reviews = [r for line in self.outcomes for r in line.row.reviews.all()]
        return self._lines("review", reviews)

    # The stages.

    @property
    def stages(self) -> list[Stage]:
        stages = [self._filing(), self._investigation(), self._trial(), self._conclusion()]
        return [*stages, self._execution()]

    def _clock(self, kind):
        found = [c for c in self.clocks if c.kind == kind and c.outcome_id is None]
        return found[-1] if found else None

    def _filing(self) -> Stage:
        case = self.case
        if case.filed_at:
            return Stage(_("Filed"), day(case.filed_at), "done", basis=case.basis)
        if case.status == CaseStatus.REJECTED:
            return Stage(_("Filing not approved"), day(case.rejected_at), "done")
        since = _("Before the leader since %(day)s") % {"day": day(case.proposed_at)}
        return Stage(_("Filing"), _("Awaited"), "now", basis=since)

    def _investigation(self) -> Stage:
        case, label = self.case, _("Investigation")
        if case.status == CaseStatus.WITHDRAWN:
            return Stage(_("Case withdrawn"), day(case.withdrawn_at), "done")
        if not case.filed_at:
            return Stage(label, _("Not begun"))
        if case.status != CaseStatus.INVESTIGATION:
            return Stage(label, day(case.sent_to_trial_at), "done")
        return self._timed(label, self._clock(ClockKind.INVESTIGATION))

    def _trial(self) -> Stage:
        case, label = self.case, _("Trial")
        if case.status == CaseStatus.CONCLUDED:
            ended = self.trials[-1].ended_at if self.trials else case.concluded_at
            return Stage(label, day(ended), "done")
        if case.status != CaseStatus.TRIAL:
            return Stage(label, _("Not begun"))
        if not self.trials or self.trials[-1].ended_at:
            is_decided = bool(self.trials) and self.trials[-1].result == "decided"
            return Stage(label, _("Decided") if is_decided else _("Awaits acceptance"), "now")
        return self._timed(label, self._clock(ClockKind.TRIAL))

    def _conclusion(self) -> Stage:
        if self.case.concluded_at:
            return Stage(_("Concluded"), day(self.case.concluded_at), "done")
        return Stage(_("Conclusion"), _("Not begun"))

    def _execution(self) -> Stage:
        label, standing = _("Execution"), self._standing()
        if not standing:
            return Stage(label, _("Not begun"))
        announced = [one for one in standing if getattr(one, "execution", None)]
        words = _("%(done)d of %(all)d announced") % {
            "done": len(announced),
            "all": len(standing),
        }
        return Stage(label, words, "done" if len(announced) == len(standing) else "now")

    def _standing(self):
        rows = [line.row for line in self.outcomes]
        return [row for row in rows if row.kind in SANCTIONS and not row.revoked_on]

    def _timed(self, label, clock) -> Stage:
        """A stage under way, against its limit where one is entered."""
        if clock is None:
            return Stage(label, _("Under way"), "now", basis=_("No time limit entered."))
        if clock.due_by is None:
            return Stage(label, _("Paused"), "now", basis=clock.basis)
        total = (clock.due_by - clock.started_on).days
        used = max(0, min((self.today - clock.started_on).days, total))
        until = _("until %(day)s") % {"day": day(clock.due_by)}
        words, tone = due(clock.due_by, self.today), due_tone(clock.due_by, self.today)
        return Stage(label, until, "now", clock.basis, words, tone, used, total)
