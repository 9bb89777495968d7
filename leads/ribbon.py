"""The clock ribbon of a lead: its stages, their limits with basis, and where it stands."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework import clock
from airdefense.casework.models import TimeLimit
from airdefense.casework.templatetags.casework import day, due, due_tone
from leads.methods import LIMITS
from leads.workflow import LeadStatus


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
    if lead.status == LeadStatus.RETURNED:
        return [Stage(_("Returned to sender"), day(lead.returned_at), "done")]
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
    if not lead.registered_at:
        return Stage(label, _("Not begun"))
    begun = lead.proposal_clock
    last = _("until %(day)s") % {"day": day(begun.due_by)}
    if begun.stopped_on:
        margin = (begun.due_by - begun.stopped_on).days
        left = _("%(days)d days before the limit") if margin >= 0 else _("%(days)d days late")
        tone = "grn" if margin >= 0 else "red b"
        return Stage(label, last, "done", begun.basis, left % {"days": abs(margin)}, tone)
    total = (begun.due_by - begun.counted_from).days
    used = min((today - begun.counted_from).days, total)
    words, tone = due(begun.due_by, today), due_tone(begun.due_by, today)
    return Stage(label, last, "now", begun.basis, words, tone, max(used, 0), total)


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
    return _running(label, lead, today) if is_open else Stage(label, _("Under way"), "now")


def _running(label, lead, today) -> Stage:
    """A method under way, against its limit where one is entered."""
    approved_on = timezone.localdate(lead.approved_at)
    step = LIMITS.get(lead.method)
    limit = step and TimeLimit.objects.in_force(step, approved_on, lead.commission)
    if not limit:
        return Stage(label, _("Under way"), "now", _("No time limit entered."))
    last = clock.due_on(step, noticed_on=approved_on, organisation=lead.commission)
    total, used = (last - approved_on).days, (today - approved_on).days
    until = _("until %(day)s") % {"day": day(last)}
    words, tone = due(last, today), due_tone(last, today)
    return Stage(label, until, "now", limit.basis, words, tone, max(0, min(used, total)), total)
