"""Transfer packages: a list of leads is prepared, approved and sent, signed for or returned."""

import json
from collections.abc import Callable

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.accounts.models import OrganisationKind, User
from airdefense.accounts.roles import Role
from airdefense.casework import clock
from airdefense.casework.actions import advance, attach, record, save_edit
from airdefense.casework.models import Attachment
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.actions.leads import SENDERS, official_number, receive, return_to_sender, transfer
from leads.models import ClockKind, Lead, LeadSource, PackageEntry, TransferPackage
from leads.workflow import LeadStatus, TransferStatus

# Who puts a list together; the team leader or the office approves it.
PREPARERS = (Role.TEAM_LEADER, Role.DEPUTY_LEADER, Role.INSPECTION_OFFICE)
HEADER = (
    "sender",
    "commission",
    "approver",
    "letter_number",
    "paper_approver",
    "paper_received_on",
    "feedback_due_on",
)
CONTENT = ("subject_unit", "power", "matter", "facts", "amount_yuan")
ORIGIN = ("region", "finding", "project", "is_on_site")
FILE_FACTS = ("kind", "description", "obtained_on", "obtained_from", "obtained_where")


def may_prepare(user, *, source, sender, commission) -> bool:
    """Inspection prepares its own packages, a team whose reach are counties in its own name;
    letters of other bodies are keyed by the register."""
    if source == LeadSource.INSPECTION:
        is_own = user.organisation_id == sender.pk and user.has_role(*PREPARERS)
        return is_own or not user.roles_over((sender.path,)).isdisjoint(PREPARERS)
    return Role.CASE_SUPERVISION in user.roles_over((commission.path,))


@transaction.atomic
def prepare(*, by, at, **header) -> TransferPackage:
    """Begin a package: from whom, to whom, and who approves it."""
    package = TransferPackage(prepared_at=at, prepared_by=by, **header)
    _check_header(package, by, timezone.localdate(at))
    package.save()
    record(package, "create", by=by, at=at, after=package.status)
    return package


@transaction.atomic
def edit_package(package, *, by, at) -> TransferPackage:
    """Correct the head of a package that is not sent yet; its source stays."""
    _needs_own_draft(_locked(package), by)
    _check_header(package, by, timezone.localdate(at))
    return save_edit(package, by=by, at=at, fields=HEADER)


def _check_header(package, by, today) -> None:
    source, sender, commission = package.source, package.sender, package.commission
    if not may_prepare(by, source=source, sender=sender, commission=commission):
        raise NotAllowed(_("Preparing a package of this source is not open to your role."))
    if commission.kind != OrganisationKind.COMMISSION:
        raise NotPossible(_("A lead is transferred to a commission."))
    if package.feedback_due_on and package.feedback_due_on < today:
        raise NotPossible(_("The day of feedback lies in the past."))
    if package.is_paper:
        _check_paper(package, today)
    else:
        _check_approver(package, by, today)


def _check_paper(package, today) -> None:
    paper = (package.letter_number.strip(), package.paper_approver.strip())
    if not all(paper) or package.paper_received_on is None:
        raise NotPossible(
            _("Give the number of the paper letter, who approved it there, and the day it came.")
        )
    if package.paper_received_on > today:
        raise NotPossible(_("The letter cannot have come after today."))


def _check_approver(package, by, today) -> None:
    leaders = User.objects.holding(*SENDERS, path=package.sender.path, on=today)
    if package.approver_id == by.pk:
        raise NotPossible(_("Who prepares a package does not approve it."))
    if not leaders.filter(pk=package.approver_id).exists():
        raise NotPossible(_("Name the leader of the sending body who approves the package."))


def _locked(package) -> TransferPackage:
    return TransferPackage.objects.select_for_update(of=("self",)).get(pk=package.pk)


def _needs_own_draft(package, by) -> None:
    if package.prepared_by_id != by.pk:
        raise NotAllowed(_("Only who prepares this package writes its list."))
    if not package.is_open:
        raise NotPossible(_("This package is sent: its list is closed."))


@transaction.atomic
def add_entry(*, package, by, at, files=(), **said) -> PackageEntry:
    """Put a lead on the list."""
    [entry] = _put_on_list(package, [said], by, at)
    _keep_files(entry, files, by, at)
    record(package, "add_entry", by=by, at=at, detail={"no": entry.order})
    return entry


@transaction.atomic
def add_entries(*, package, rows, by, at) -> list[PackageEntry]:
    """Put the leads of a workbook on the list, all of them or none."""
    entries = _put_on_list(package, rows, by, at)
    if entries:
        record(package, "import_entries", by=by, at=at, detail={"count": len(entries)})
    return entries


def _put_on_list(package, rows, by, at) -> list[PackageEntry]:
    package = _locked(package)
    _needs_own_draft(package, by)
    last = package.entries.aggregate(last=Max("order"))["last"] or 0
    entries = [
        PackageEntry(package=package, order=order, **_stored(package, said))
        for order, said in enumerate(rows, start=last + 1)
    ]
    return PackageEntry.objects.bulk_create(entries)


def _stored(package, said) -> dict:
    """What a form or a workbook says of a lead, as its row keeps it."""
    finding, project = said.get("finding"), said.get("project")
    project = project or (finding.project if finding else None)
    for origin in filter(None, (finding, project)):
        if origin.region_id != said["region"].pk:
            raise NotPossible(_("%(origin)s lies in another region.") % {"origin": origin})
    answers = package.is_paper or package.approver.roles_over((said["region"].path,)) & {*SENDERS}
    if not answers:
        raise NotPossible(
            _("%(person)s, who approves this package, does not answer for %(region)s.")
            % {"person": package.approver, "region": said["region"]}
        )
    reporter = said.get("reporter")
    return {name: said.get(name) for name in CONTENT} | {
        "region": said["region"],
        "finding": finding,
        "project": project,
        "is_on_site": bool(said.get("is_on_site")),
        "persons": list(said.get("persons") or ()),
        "sealed": json.dumps(reporter, ensure_ascii=False) if reporter else "",
    }


def _keep_files(entry, files, by, at) -> None:
    for file in files:
        attach(entry, file, by=by, at=at)


@transaction.atomic
def edit_entry(*, entry, by, at, files=(), **said) -> PackageEntry:
    """Change what a lead on the list says."""
    package = _locked(entry.package)
    _needs_own_draft(package, by)
    values = _stored(package, said)
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save(update_fields=[*values])
    _keep_files(entry, files, by, at)
    record(package, "edit_entry", by=by, at=at, detail={"no": entry.order})
    return entry


@transaction.atomic
def withdraw_entry(*, entry, by, at) -> PackageEntry:
    """Take a lead off the list; the row stays, and is not sent."""
    package = _locked(entry.package)
    _needs_own_draft(package, by)
    if entry.withdrawn_at:
        raise NotPossible(_("This lead is off the list already."))
    entry.withdrawn_at, entry.withdrawn_by = at, by
    entry.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(package, "withdraw_entry", by=by, at=at, detail={"no": entry.order})
    return entry


@transaction.atomic
def send(*, package, by, at, note="") -> TransferPackage:
    """Approve and send: the letter has its number, and every entry becomes a lead that the sender
    no longer reads."""
    package, day = _locked(package), timezone.localdate(at)
    package.workflow.check(package, "send", by, note)
    entries = package.entries.standing().order_by("order")
    facts = {"lead_count": entries.count()}
    if not package.is_paper:
        # In a series of the sending body: 市委巡察办移〔2026〕3号.
        number = official_number(package.sender, "transfer", "移", day.year)
        facts["letter_number"] = number
    if package.feedback_due_on is None:
        facts["feedback_due_on"] = clock.due_if_limited(
            ClockKind.FEEDBACK, noticed_on=day, organisation=package.commission
        )
    package = advance(package, "send", by=by, at=at, note=note, **facts)
    with wall.acting(wall.Purpose.INTAKE):
        for entry in entries.select_related("finding__project"):
            _hand_over(entry, package, by, at)
    return package


def _hand_over(entry, package, by, at) -> Lead:
    lead = transfer(
        by=by,
        at=at,
        source=package.source,
        commission=package.commission,
        letter_number=package.letter_number,
        content={name: getattr(entry, name) for name in CONTENT},
        persons=entry.persons,
        reporter=entry.reporter,
        package=package,
        **{name: getattr(entry, name) for name in ORIGIN},
    )
    for kept in Attachment.objects.of(entry).current():
        facts = {name: getattr(kept, name) for name in FILE_FACTS}
        with kept.file.open() as content:
            attach(lead, File(content, name=kept.name), by=by, at=at, **facts)
    # Who reported stands in the lead from now on, and nowhere else.
    entry.lead, entry.sealed = lead, ""
    entry.save(update_fields=["lead", "sealed"])
    return lead


def _waiting(package):
    return package.leads.filter(status=LeadStatus.TRANSFERRED).order_by("pk")


@transaction.atomic
def sign(*, package, by, at, note="") -> TransferPackage:
    """Sign for the receipt: every lead not returned on its own is registered and numbered."""
    package = _locked(package)
    package.workflow.check(package, "sign", by, note)
    year = timezone.localdate(at).year
    number = official_number(package.commission, "receipt", "线索收", year)
    leads = list(_waiting(package))
    facts = {"receipt_number": number, "accepted_count": len(leads)}
    package = advance(package, "sign", by=by, at=at, note=note, **facts)
    for lead in leads:
        receive(lead=lead, by=by, at=at)
    return package


@transaction.atomic
def return_package(*, package, by, at, note="") -> TransferPackage:
    """Return the package and every lead of it; the sender reads the reason."""
    package = advance(package, "return_package", by=by, at=at, note=note)
    for lead in _waiting(package):
        return_to_sender(lead=lead, by=by, at=at, note=note)
    return package


@transaction.atomic
def feed_back(*, package, text, by, at) -> TransferPackage:
    """Tell the sender what became of the package as a whole; once, and in words of the register."""
    package = _locked(package)
    if Role.CASE_SUPERVISION not in by.roles_over((package.commission.path,)):
        raise NotAllowed(_("Only the case supervision office answers the sender."))
    if package.status != TransferStatus.SIGNED or package.fed_back_at:
        raise NotPossible(_("Feedback is given once, after the receipt was signed."))
    if not text.strip():
        raise NotPossible(_("Say what the sender is told."))
    package.feedback, package.fed_back_at, package.fed_back_by = text.strip(), at, by
    package.save(update_fields=["feedback", "fed_back_at", "fed_back_by"])
    record(package, "feed_back", by=by, at=at, note=package.feedback)
    return package


STEPS: dict[str, Callable[..., TransferPackage]] = {
    "send": send,
    "sign": sign,
    "return_package": return_package,
}


def take_transfer_step(package, name, *, by, at, note="") -> TransferPackage:
    """Take any step of a package by its name."""
    return STEPS[name](package=package, by=by, at=at, note=note)
