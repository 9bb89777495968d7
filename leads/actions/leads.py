"""The way of a lead into the register, the steps it takes, and what is corrected in its entry."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from airdefense.casework import numbering
from airdefense.casework.actions import advance, attach, record, save_edit
from airdefense.casework.models import AttachmentKind
from airdefense.casework.search import search_text
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.actions import clocks
from leads.actions.assigning import assign
from leads.actions.compartment import locked, needs_inside
from leads.actions.disposal import (
    approve,
    dispose,
    hold,
    propose,
    propose_change,
    refuse,
    withdraw_proposal,
)
from leads.actions.merging import merge, unmerge, void
from leads.duplicates import fingerprint
from leads.models import ClockKind, Lead, LeadContent, LeadSource, Person, Reporter

SENDERS = (Role.TEAM_LEADER, Role.INSPECTION_OFFICE)
CORRECTED_FIELDS = ("region", "letter_number", "is_on_site")


def may_transfer(user, *, source, region, commission) -> bool:
    """Inspection leads are signed by the team leader or the inspection office; those of other
    bodies are keyed by the case supervision office from the paper letter."""
    if source == LeadSource.INSPECTION:
        return not user.roles_over((region.path,)).isdisjoint(SENDERS)
    return Role.CASE_SUPERVISION in user.roles_over((commission.path,))


@transaction.atomic
def transfer(
    *,
    by,
    at,
    source,
    region,
    commission,
    letter_number,
    content,
    persons=(),
    reporter=None,
    finding=None,
    project=None,
    is_on_site=False,
    files=(),
    package=None,
) -> Lead:
    """Hand a lead over to the commission with all it says; the sender keeps the receipt only."""
    if not may_transfer(by, source=source, region=region, commission=commission):
        raise NotAllowed(_("Transferring a lead of this source is not open to your role."))
    if commission.kind != OrganisationKind.COMMISSION:
        raise NotPossible(_("A lead is transferred to a commission."))
    if not letter_number.strip():
        raise NotPossible(_("Give the number of the transfer letter."))
    project = project or (finding.project if finding else None)
    for origin in filter(None, (finding, project)):
        if origin.region_id != region.pk:
            raise NotPossible(_("%(origin)s lies in another region.") % {"origin": origin})
    header = {
        "source": source,
        "region": region,
        "commission": commission,
        "letter_number": letter_number,
        "finding": finding,
        "project": project,
        "is_on_site": is_on_site,
        "package": package,
        "search_text": search_text(letter_number),
    }
    # What the sender hands in is not the sender's to read any more.
    with wall.acting(wall.Purpose.INTAKE):
        lead = Lead.objects.create(transferred_at=at, transferred_by=by, **header)
        LeadContent.objects.create(lead=lead, **content)
        Person.objects.bulk_create(Person(lead=lead, **entry) for entry in persons)
        if reporter:
            Reporter.objects.create(lead=lead, **reporter, identity_hash=fingerprint(**reporter))
        record(lead, "transfer", by=by, at=at, after=lead.status)
        for file in files:
            attach(lead, file, by=by, at=at, kind=AttachmentKind.EVIDENCE)
    return lead


@transaction.atomic
def receive(*, lead, by, at, note="") -> Lead:
    """Sign for the receipt: the lead gets its number and its limit for a proposal."""
    lead = locked(lead)
    lead.workflow.check(lead, "receive", by, note)
    today = timezone.localdate(at)
    clocks.start_required(lead, ClockKind.PROPOSAL, on=today)
    number = official_number(lead.commission, "lead", "线索", today.year)
    lead = advance(lead, "receive", by=by, at=at, note=note, number=number)
    return index(lead)


def official_number(body, series: str, words: str, year: int) -> str:
    """玉纪线索〔2026〕41号: the short name of a body is the 代字 of its numbers."""
    mark = body.short_name.replace("{", "").replace("}", "")
    pattern = f"{mark}{words}〔{{year}}〕{{n}}号"
    return numbering.take(organisation=body, series=series, year=year, pattern=pattern)


def index(lead) -> Lead:
    """Keep the lead findable by its number and its letter, and by nothing else."""
    lead.search_text = search_text(lead.number, lead.letter_number)
    lead.save(update_fields=["search_text"])
    return lead


def return_to_sender(*, lead, by, at, note="") -> Lead:
    """Return a lead unregistered; the sender reads the reason."""
    return advance(lead, "return_to_sender", by=by, at=at, note=note)


STEPS: dict[str, Callable[..., Lead]] = {
    action.__name__: action
    for action in (
        receive,
        return_to_sender,
        assign,
        propose,
        approve,
        refuse,
        withdraw_proposal,
        propose_change,
        hold,
        dispose,
        merge,
        unmerge,
        void,
    )
}
# Their words are the officer's opinion.
PROPOSALS = {"propose": propose, "propose_change": propose_change}


def take_step(lead, name, *, by, at, note="", **data) -> Lead:
    """Take any step by its name; `data` is what the step asks for beyond a note."""
    if action := PROPOSALS.get(name):
        return action(lead=lead, opinion=note, by=by, at=at, **data)
    if name not in STEPS:
        raise NotPossible(_("This step is taken by signing its form of approval."))
    return STEPS[name](lead=lead, by=by, at=at, note=note, **data)


@transaction.atomic
def name_power(*, lead, power, by, at) -> Lead:
    """Say which power a lead is about; the compartment alone does, and the history does not tell
    which."""
    needs_inside(lead, by)
    lead = locked(lead)
    content = lead.content
    if content.power_id != (power.pk if power else None):
        content.power = power
        content.save(update_fields=["power"])
        record(lead, "name_power", by=by, at=at)
    return lead


@transaction.atomic
def edit(lead, *, by, at, note) -> Lead:
    """Correct the register entry: region, letter number, on-site mark; never source or content."""
    if Role.CASE_SUPERVISION not in by.roles_over(lead.scope_paths):
        raise NotAllowed(_("Only the case supervision office corrects the register."))
    if not note.strip():
        raise NotPossible(_("Say why the register entry is corrected."))
    return index(save_edit(lead, by=by, at=at, fields=CORRECTED_FIELDS, note=note))
