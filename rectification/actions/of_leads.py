"""Instruments drafted from a lead or its case: the text alone goes on, the link stays walled."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import system_user
from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.models import Lead
from rectification.actions.drafting import parties_of, titled, unbraced
from rectification.actions.instruments import draft_known
from rectification.models import Instrument, InstrumentKind, InstrumentOfLead
from rectification.models.instruments import RECOMMENDATIONS

# What a commission writes to a unit about what a lead brought up (domain §4).
FROM_LEADS = (
    *RECOMMENDATIONS,
    InstrumentKind.WORK_ADVICE,
    InstrumentKind.ONSITE,
    InstrumentKind.TALK,
)
DRAFTERS = (Role.CASE_OFFICER, Role.APPROVING_LEADER, Role.TRIAL_OFFICER)


def needs_drafter(lead, user) -> None:
    """Raises NotAllowed for who is not inside, or works on no lead."""
    is_inside = Lead.objects.in_compartment_of(user).filter(pk=lead.pk).exists()
    if not is_inside or user.roles_over(lead.scope_paths).isdisjoint(DRAFTERS):
        raise NotAllowed(_("Instruments are drafted from a lead by who works on it."))


@transaction.atomic
def draft_from_lead(
    *, lead, kind, issuer, unit, matter, by, at, facts="", measures="", case=None
) -> Instrument:
    """Draft an instrument with what the officer chooses to disclose, and nothing else of the lead.

    Its readers learn neither of the lead nor of who works on it: the office takes the draft over
    from the system. Raises NotAllowed, NotPossible.
    """
    lead = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    needs_drafter(lead, by)
    if kind not in FROM_LEADS:
        raise NotPossible(_("This kind of document is not drafted from a lead."))
    if case is not None and case.lead_id != lead.pk:
        raise NotPossible(_("The case belongs to another lead."))
    _require_silence(lead, matter, facts, measures)
    instrument = Instrument(kind=kind, issuer=issuer, region=unit.home_region, unit=unit)
    words = {"matter": matter, "facts": facts, "requirement": measures}
    told = {name: unbraced(text).strip() for name, text in words.items()}
    values = parties_of(instrument, timezone.localdate(at)) | told
    instrument = draft_known(
        instrument,
        title=titled(instrument, told["matter"]),
        values=values,
        by=system_user(),
        at=at,
    )
    InstrumentOfLead.objects.create(
        instrument=instrument, lead=lead, case=case, drafted_at=at, drafted_by=by
    )
    record(lead, "draft_instrument", by=by, at=at, detail={"instrument": instrument.pk})
    return instrument


def _require_silence(lead, *texts) -> None:
    """Neither the number of the lead or of a case nor that of its letter leaves the compartment."""
    numbers = [lead.number, lead.letter_number, *lead.cases.values_list("number", flat=True)]
    if any(number and number in text for number in numbers for text in texts):
        raise NotPossible(_("The unit must not learn of the lead: leave its numbers out."))
