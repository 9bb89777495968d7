"""The way of a lead: transfer, receipt, assignment, proposal, decision, disposal."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.accounts.models import OrganisationKind, User
from airdefense.accounts.roles import Role
from airdefense.casework import clock, numbering
from airdefense.casework.actions import advance, attach, record, save_edit
from airdefense.casework.models import AttachmentKind
from airdefense.casework.search import search_text
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import recusal
from leads.actions.compartment import admit, expel, locked, needs_inside
from leads.methods import objection_to
from leads.models import Lead, LeadContent, LeadSource, Person, Reporter

SENDERS = (Role.TEAM_LEADER, Role.INSPECTION_OFFICE)
PROPOSAL_LIMIT = "lead.propose"
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
        "search_text": search_text(letter_number),
    }
    # What the sender hands in is not the sender's to read any more.
    with wall.acting(wall.Purpose.INTAKE):
        lead = Lead.objects.create(transferred_at=at, transferred_by=by, **header)
        LeadContent.objects.create(lead=lead, **content)
        Person.objects.bulk_create(Person(lead=lead, **entry) for entry in persons)
        if reporter:
            Reporter.objects.create(lead=lead, **reporter)
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
    due_on = clock.due_on(PROPOSAL_LIMIT, noticed_on=today, organisation=lead.commission)
    number = official_number(lead.commission, "lead", "线索", today.year)
    lead = advance(lead, "receive", by=by, at=at, note=note, number=number, disposal_due_on=due_on)
    return index(lead)


def official_number(commission, series: str, words: str, year: int) -> str:
    """玉纪线索〔2026〕41号: the commission's short name is the 代字 of its numbers."""
    mark = commission.short_name.replace("{", "").replace("}", "")
    pattern = f"{mark}{words}〔{{year}}〕{{n}}号"
    return numbering.take(organisation=commission, series=series, year=year, pattern=pattern)


def index(lead) -> Lead:
    """Keep the lead findable by its number and its letter, and by nothing else."""
    lead.search_text = search_text(lead.number, lead.letter_number)
    lead.save(update_fields=["search_text"])
    return lead


def return_to_sender(*, lead, by, at, note="") -> Lead:
    """Return a lead unregistered; the sender reads the reason."""
    return advance(lead, "return_to_sender", by=by, at=at, note=note)


@transaction.atomic
def assign(*, lead, handler, approver, by, at, expires_on=None, note="") -> Lead:
    """Put a lead into the hands of an officer and before a leader: they are its compartment."""
    lead = locked(lead)
    before = {lead.handler_id, lead.approver_id} - {None}
    lead.workflow.check(_with(lead, handler, approver), "assign", by, note)
    for person, role in ((handler, Role.CASE_OFFICER), (approver, Role.APPROVING_LEADER)):
        _check_assignable(lead, person, role, timezone.localdate(at))
    if handler == approver:
        raise NotPossible(_("Case officer and approving leader are two people."))
    lead = advance(lead, "assign", by=by, at=at, note=note, handler=handler, approver=approver)
    for member in lead.members.filter(user__in=before - {handler.pk, approver.pk}):
        if not member.withdrawn_at:
            expel(member, by=by, at=at, note=_("The lead was assigned anew."))
    _let_in(lead, handler, _("Case officer of the lead"), expires_on, by, at)
    _let_in(lead, approver, _("Approving leader of the lead"), None, by, at)
    return lead


def _with(lead, handler, approver) -> Lead:
    lead.handler, lead.approver = handler, approver
    return lead


def _check_assignable(lead, person, role, today) -> None:
    holders = User.objects.holding(role, path=lead.commission.path, on=today)
    if not holders.filter(pk=person.pk).exists():
        raise NotPossible(
            _("%(person)s does not hold the role “%(role)s” over %(commission)s.")
            % {"person": person, "role": role.label, "commission": lead.commission}
        )
    if ground := recusal.ground_of(person, lead):
        raise NotPossible(ground)


def _let_in(lead, person, reason, expires_on, by, at) -> None:
    in_force = lead.members.in_force(timezone.localdate(at)).filter(user=person)
    if not in_force.filter(expires_on=expires_on).exists():
        admit(lead, person, reason=reason, expires_on=expires_on, by=by, at=at)


@transaction.atomic
def propose(*, lead, method, opinion, by, at, review_on=None) -> Lead:
    """Propose one of the four methods, with the officer's opinion."""
    needs_inside(lead, by)
    lead = locked(lead)
    advanced = advance(
        lead, "propose", by=by, at=at, note=opinion, method=method, review_on=review_on
    )
    if objection := objection_to(method, lead, review_on, timezone.localdate(at)):
        raise NotPossible(objection)
    return advanced


def _content_step(name):
    def take(*, lead, by, at, note="") -> Lead:
        needs_inside(lead, by)
        return advance(lead, name, by=by, at=at, note=note)

    take.__name__ = name
    return take


approve = _content_step("approve")
refuse = _content_step("refuse")
hold = _content_step("hold")
dispose = _content_step("dispose")

STEPS: dict[str, Callable[..., Lead]] = {
    action.__name__: action
    for action in (receive, return_to_sender, assign, propose, approve, refuse, hold, dispose)
}


def take_step(lead, name, *, by, at, note="", **data) -> Lead:
    """Take any step by its name; `data` is what the step asks for beyond a note."""
    if name == "propose":
        return propose(lead=lead, opinion=note, by=by, at=at, **data)
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
