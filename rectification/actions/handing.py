"""A draft whose author leaves."""

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from rectification.models import Instrument
from rectification.workflow import VERIFIERS, InstrumentStatus


@transaction.atomic
def hand_on_instrument(*, instrument, to, reason, by, at) -> Instrument:
    """Give the draft of a document to another author."""
    if by.roles_over(instrument.scope_paths).isdisjoint(VERIFIERS):
        raise NotAllowed(_("Drafts are handed on by those who write such documents."))
    stored = Instrument.objects.select_related("drafted_by")
    instrument = stored.select_for_update(of=("self",)).get(pk=instrument.pk)
    if instrument.status != InstrumentStatus.DRAFT:
        raise NotPossible(_("%(instrument)s is no draft any more.") % {"instrument": instrument})
    if to.roles_over(instrument.scope_paths).isdisjoint(VERIFIERS):
        raise NotPossible(
            _("%(person)s does not write documents to %(organisation)s.")
            % {"person": to, "organisation": instrument.unit}
        )
    before, instrument.drafted_by = instrument.drafted_by, to
    instrument.version += 1
    instrument.save(update_fields=["drafted_by", "version"])
    note = f"{before} → {to}: {reason.strip()}"
    record(
        instrument,
        "hand_on",
        by=by,
        at=at,
        note=note,
        detail={"drafted_by": [str(before), str(to)]},
    )
    return instrument
