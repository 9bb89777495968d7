"""The clock ribbon of a lead and of a case: its stages, and every limit that runs with its why."""

from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from airdefense.casework import calendar, clock
from airdefense.casework.templatetags.casework import day, due, due_tone
from leads.actions.clocks import last_day
from leads.actions.extensions import is_trier
from leads.models import ClockKind, LeadClock, MoveKind
from leads.workflow import LeadStatus

OF_METHODS = (ClockKind.TALK_LETTER, ClockKind.PRELIM_CHECK)
ENDED = (LeadStatus.RETURNED, LeadStatus.MERGED, LeadStatus.VOIDED)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its words, its state ("done", "now" or ""), and how much of it is used up."""

    label: Any
    value: str
    state: str = ""
    basis: str = ""
    left: str = ""
    tone: str = ""
    used: int = 0
    total: int = 0


def stages(lead, today, *, is_open: bool) -> list[Stage]:
    """The stages; outside the compartment without the method."""
    if lead.status in ENDED:
        return [Stage(lead.get_status_display(), day(lead.returned_at or lead.voided_at), "done")]
    found = [_receipt(lead), _proposal(lead, today), _decision(lead)]
    return [*found, _execution(lead, today, is_open=is_open)]


def _receipt(lead) -> Stage:
    label = _("Received and registered")
    if not lead.registered_at:
        sent = _("Sent on %(day)s") % {"day": day(lead.transferred_at)}
        return Stage(label, _("Awaited"), "now", basis=sent)
    return Stage(label, day(lead.registered_at), "done", basis=_("Number given on signing"))


def _proposal(lead, today) -> Stage:
    label = _("Disposal proposed")
    begun = lead.proposal_clock
    if begun is None:
        return Stage(label, day(lead.proposed_at), "done" if lead.proposed_at else "")
    if begun.stopped_on is None:
        return _running(label, begun, today)
    due_on = last_day(begun, begun.stopped_on)
    margin = (due_on - begun.stopped_on).days
    left = _("%(days)d days before the limit") if margin >= 0 else _("%(days)d days late")
    tone, last = "grn" if margin >= 0 else "red b", _("until %(day)s") % {"day": day(due_on)}
    return Stage(label, last, "done", begun.basis, left % {"days": abs(margin)}, tone)


def _decision(lead) -> Stage:
    label = _("Decided by the leader")
    if lead.status == LeadStatus.PROPOSED:
        sent = _("Before the leader since %(day)s") % {"day": day(lead.proposed_at)}
        return Stage(label, _("Awaited"), "now", basis=sent)
    if lead.status in (LeadStatus.IN_DISPOSAL, LeadStatus.HELD, LeadStatus.DISPOSED):
        return Stage(label, day(lead.approved_at), "done")
    return Stage(label, _("Not begun"))


def _execution(lead, today, *, is_open: bool) -> Stage:
    label = lead.get_method_display() if is_open and lead.approved_at else _("Disposal")
    if lead.status == LeadStatus.DISPOSED:
        return Stage(label, day(lead.disposed_at), "done")
    if lead.status == LeadStatus.HELD:
        words, tone = due(lead.review_on, today), due_tone(lead.review_on, today)
        review = _("Review on %(day)s") % {"day": day(lead.review_on)}
        return Stage(label, review, "now", left=words, tone=tone)
    if lead.status != LeadStatus.IN_DISPOSAL:
        return Stage(label, _("Not begun"))
    method = lead.clocks.filter(kind__in=OF_METHODS).running_on(today).with_due(today).first()
    if not is_open or method is None:
        none = _("No time limit entered.") if is_open else ""
        return Stage(label, _("Under way"), "now", none)
    return _running(label, method, today)


def _running(label, begun, today) -> Stage:
    face = Face(begun, today)
    until = _("until %(day)s") % {"day": day(begun.due_by)} if begun.due_by else _("Rests")
    return Stage(label, until, "now", begun.basis, face.words, face.tone, face.used, face.total)


@dataclass(frozen=True)
class Face:
    """A running limit as a page shows it; `due_by` and `is_paused` as of today."""

    clock: Any
    today: date
    user: Any = None
    # The register knows that and when a limit moved, not the words of the compartment.
    is_open: bool = False

    @property
    def moves(self) -> list[Any]:
        return sorted(self.clock.moves.all(), key=attrgetter("pk"))

    @property
    def _last_day(self) -> date:
        return self.clock.due_by or last_day(self.clock, self._paused_since)

    @property
    def _paused_since(self) -> date:
        return self.moves[-1].moved_on

    def _units(self, after: date, until: date) -> int:
        if not self.clock.is_working_days:
            return (until - after).days
        return calendar.working_days(after, until, clock.overrides())

    @property
    def total(self) -> int:
        """The days of the limit, extensions included; the days it rested are none of them."""
        rested, since = 0, None
        for move in self.moves:
            if move.kind == MoveKind.PAUSE:
                since = move.moved_on
            elif since is not None and move.kind == MoveKind.RESUME:
                rested, since = rested + self._units(since, move.moved_on), None
        return max(self._units(self.clock.counted_from, self._last_day) - rested, 0)

    @property
    def used(self) -> int:
        now = self._paused_since if self.clock.is_paused else self.today
        return max(self.total - max(self._units(now, self._last_day), 0), 0)

    @property
    def words(self) -> str:
        if self.clock.is_paused:
            return _("rests since %(day)s") % {"day": day(self._paused_since)}
        return due(self.clock.due_by, self.today)

    @property
    def tone(self) -> str:
        return "mute" if self.clock.is_paused else due_tone(self.clock.due_by, self.today)

    @property
    def why(self) -> Any:
        """How the last day came about; nothing while it rests."""
        if self.clock.due_by is None:
            return None
        limit = self.clock if self.clock.days is not None else None
        noticed = self.clock.counted_from
        return clock.explain(due_on=self.clock.due_by, noticed_on=noticed, limit=limit)

    @property
    def may_move(self) -> bool:
        """Whether this user answers for it: its officer, or the trial officer of the case."""
        if not self.is_open or self.user is None:
            return False
        return self.user.pk == self.clock.lead.handler_id or is_trier(self.clock, self.user)


def faces(lead, user, today, *, is_open: bool, case=None) -> list[Face]:
    """The limits that run on a lead, or on one of its cases."""
    clocks = LeadClock.objects.visible_to(user).filter(lead=lead).running_on(today)
    if case is not None:
        clocks = clocks.filter(case=case)
    related = ("lead", "case")
    found = clocks.with_due(today).select_related(*related).order_by("due_by", "pk")
    return [Face(running, today, user, is_open) for running in found.prefetch_related("moves")]
