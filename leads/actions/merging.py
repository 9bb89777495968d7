"""A lead that is another one over again, and a number that was given by mistake."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework import numbering
from airdefense.casework.actions import advance
from airdefense.casework.models import IssuedNumber
from airdefense.casework.workflow import NotPossible
from leads import retention
from leads.actions import clocks
from leads.actions.compartment import locked, needs_inside
from leads.models import ClockKind, Lead, LeadMerge
from leads.workflow import LeadStatus

LONGEST_REASON = 200
NOT_MERGED_INTO = (
    LeadStatus.TRANSFERRED,
    LeadStatus.RETURNED,
    LeadStatus.REGISTERED,
    LeadStatus.MERGED,
    LeadStatus.VOIDED,
)


@transaction.atomic
def merge(*, lead, into, by, at, note="") -> Lead:
    """Handle a lead as part of another one: its clocks stop, what it says stays where it is.

    Neither history names the other lead: their compartments are two.
    """
    for one in (lead, into):
        needs_inside(one, by)
    if lead.pk == into.pk:
        raise NotPossible(_("A lead is not merged into itself."))
    # In one order, so that two officers merging two leads crosswise do not wait for each other.
    rows = {one.pk: locked(one) for one in sorted((lead, into), key=lambda one: one.pk)}
    lead, into = rows[lead.pk], rows[into.pk]
    if into.handler_id != by.pk:
        raise NotPossible(_("Only the case officer of both leads merges them."))
    if into.commission_id != lead.commission_id:
        raise NotPossible(_("Both leads have to stand in one register."))
    if into.status in NOT_MERGED_INTO:
        raise NotPossible(
            _("%(lead)s is “%(status)s”: nothing is merged into it.")
            % {"lead": into, "status": into.get_status_display()}
        )
    for one in (lead, into):
        retention.refuse_held(one)
    lead = advance(lead, "merge", by=by, at=at, note=note)
    LeadMerge.objects.create(
        lead=lead, into=into, reason=_cut(note, 300), merged_at=at, merged_by=by
    )
    clocks.stop_all(lead, on=timezone.localdate(at))
    return lead


@transaction.atomic
def unmerge(*, lead, by, at, note="") -> Lead:
    """Take a lead out of the other one again: its limit for a proposal begins anew."""
    needs_inside(lead, by)
    lead = advance(lead, "unmerge", by=by, at=at, note=note)
    lead.merges.filter(undone_at=None).update(
        undone_at=at, undone_by=by, undo_reason=_cut(note, 300)
    )
    clocks.start_required(lead, ClockKind.PROPOSAL, on=timezone.localdate(at))
    return lead


@transaction.atomic
def void(*, lead, by, at, note="") -> Lead:
    """Make an entry of the register void: the number is kept, marked, and never given again."""
    retention.refuse_held(lead)
    lead = advance(lead, "void", by=by, at=at, note=note)
    given = IssuedNumber.objects.select_for_update(of=("self",)).get(
        series__organisation=lead.commission, series__series="lead", text=lead.number
    )
    numbering.void(given, reason=_cut(note, LONGEST_REASON), by=by, at=at)
    clocks.stop_all(lead, on=timezone.localdate(at))
    return lead


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
