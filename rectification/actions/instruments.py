"""Instruments: drafted from their case, approved by somebody else, issued with a number, answered,
re-checked."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.casework import clock, numbering
from airdefense.casework.actions import advance, attach, record, save_edit, sniff
from airdefense.casework.models import AttachmentKind
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.documents.words import chinese_day
from airdefense.reports.instructions.actions import tell_of_letter
from inspections.models import Finding
from inspections.workflow import FindingStatus
from rectification.actions.drafting import COMMISSION, context_of, titled
from rectification.actions.opening import issue_task, require_role
from rectification.models import (
    Instrument,
    InstrumentEffect,
    InstrumentKind,
    InstrumentOfLead,
    InstrumentReply,
    RectificationTask,
)
from rectification.models.instruments import ANSWERED, RECOMMENDATIONS, SERIES
from rectification.workflow import VERIFIERS, InstrumentStatus

ABOUT = ("task", "finding", "round", "power")
ENTERED = ("reply_due_on", "held_on", "held_where", "present", "copies_to")
EDITABLE = ("issuer", "title", "body", *ENTERED)


@transaction.atomic
def draft_instrument(*, kind, issuer, unit, by, at, matter="", title="", parts=None, **fields):
    """Write the draft of an instrument to a unit, about a task, a finding, a round or the unit as
    a whole; parts that are not given say what the case knows. Raises NotAllowed, NotPossible."""
    region = unit.home_region
    require_role(by, (region.path, unit.path), *VERIFIERS)
    return _drafted(
        Instrument(kind=kind, issuer=issuer, region=region, unit=unit, **fields),
        matter=matter,
        title=title,
        parts=parts,
        by=by,
        at=at,
    )


def _drafted(instrument, *, matter, title, parts, by, at):
    _require_issuer(instrument.kind, instrument.issuer)
    _require_case(instrument)
    if parts is None or not title.strip():
        values = context_of(instrument, on=timezone.localdate(at), matter=matter)
        title = title.strip() or titled(instrument, values["matter"])
        parts = instrument.kind_entry.drafted(values) if parts is None else parts
    instrument.title, instrument.parts = title.strip(), _known_parts(instrument, parts)
    instrument.body = instrument.composed()
    instrument.drafted_at, instrument.drafted_by = at, by
    instrument.save()
    record(instrument, "draft", by=by, at=at, after=instrument.status)
    return instrument


def draft_known(instrument, *, title, values, by, at):
    """The draft of an instrument whose words are given and not taken from a case."""
    parts = instrument.kind_entry.drafted(values)
    return _drafted(instrument, matter="", title=title, parts=parts, by=by, at=at)


@transaction.atomic
def urge(*, task, issuer, by, at):
    """One press: the draft of an urging letter about a task, filled from it, for the office to
    look over; leaders may ask for it too."""
    require_role(by, task.scope_paths, *VERIFIERS, Role.LEADERSHIP)
    # Two presses at once would both find no draft.
    task = RectificationTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if not task.is_open:
        raise NotPossible(_("%(task)s is settled: nothing is urged.") % {"task": task})
    waiting = task.instruments.filter(
        kind=InstrumentKind.URGE_LETTER,
        status__in=[InstrumentStatus.DRAFT, InstrumentStatus.APPROVED],
    )
    if waiting.exists():
        raise NotPossible(_("An urging letter about this task is being drafted already."))
    draft = Instrument(
        kind=InstrumentKind.URGE_LETTER,
        issuer=issuer,
        region=task.unit.home_region,
        unit=task.unit,
        task=task,
    )
    return _drafted(draft, matter="", title="", parts=None, by=by, at=at)


def letter_of_urging(task):
    """The urging letter about a task that is being drafted or waits for its reply, if any."""
    standing = [InstrumentStatus.DRAFT, InstrumentStatus.APPROVED, InstrumentStatus.ISSUED]
    letters = task.instruments.filter(kind=InstrumentKind.URGE_LETTER, status__in=standing)
    return letters.order_by("-pk").first()


@transaction.atomic
def edit_instrument(*, instrument, by, at):
    """Keep an edited draft; `instrument` carries the new values and the version that was read."""
    require_role(by, instrument.scope_paths, *VERIFIERS)
    if instrument.status != InstrumentStatus.DRAFT:
        raise NotPossible(_("%(instrument)s is no draft any more.") % {"instrument": instrument})
    _require_issuer(instrument.kind, instrument.issuer)
    instrument.parts = _known_parts(instrument, instrument.parts)
    # History keeps the text as a whole: what is read, not how it is stored.
    instrument.body = instrument.composed()
    instrument = save_edit(instrument, by=by, at=at, fields=EDITABLE)
    instrument.save(update_fields=["parts"])
    return instrument


def _known_parts(instrument, parts) -> dict[str, str]:
    known = {part.key for part in instrument.kind_entry.parts}
    if unknown := sorted(set(parts) - known):
        words = {"kind": instrument.get_kind_display(), "parts": ", ".join(unknown)}
        raise NotPossible(_("%(kind)s has no part %(parts)s.") % words)
    return {part.key: parts.get(part.key, "").strip() for part in instrument.kind_entry.parts}


def _require_issuer(kind, issuer) -> None:
    if kind in RECOMMENDATIONS and issuer.kind not in COMMISSION:
        raise NotPossible(_("Recommendations are issued by the commission alone."))


def _require_case(instrument) -> None:
    """What an instrument is about is the addressed unit's own."""
    unit, task, finding = instrument.unit, instrument.task, instrument.finding
    if task is not None and task.unit_id != unit.pk:
        raise NotPossible(_("%(task)s is not a task of this unit.") % {"task": task})
    if finding is not None and (finding.unit_id != unit.pk or not finding.stands):
        raise NotPossible(
            _("%(finding)s is no approved finding of this unit.") % {"finding": finding}
        )
    if instrument.round and not unit.path.startswith(instrument.round.region.path):
        raise NotPossible(_("%(round)s does not reach this unit.") % {"round": instrument.round})


def approve(*, instrument, by, at, note=""):
    """Approve a draft written by somebody else."""
    origin = InstrumentOfLead.objects.filter(instrument=instrument, drafted_by=by)
    if origin.exists():
        raise NotPossible(_("Who drafted an instrument does not approve it."))
    return advance(instrument, "approve", by=by, at=at, note=note)


def return_draft(*, instrument, note, by, at):
    """Give an approved draft back to be changed; the approval is gone with it."""
    return advance(
        instrument, "return_draft", by=by, at=at, note=note, approved_at=None, approved_by=None
    )


@transaction.atomic
def issue(*, instrument, by, at, note=""):
    """Issue an approved instrument with the next number of its issuer and kind. From then on its
    text stands: what is settled at issue is written into it."""
    instrument = _locked(instrument)
    # The number is taken for an issue that will stand, never for one that is refused.
    instrument.workflow.check(instrument, "issue", by, note)
    on = timezone.localdate(at)
    due = _reply_day(instrument, on)
    _settle_text(instrument, due, on, by=by, at=at)
    number = numbering.take(
        organisation=instrument.issuer,
        series=instrument.kind,
        year=on.year,
        pattern=mark_of(instrument.issuer) + SERIES[instrument.kind] + "〔{year}〕{n}号",
    )
    issued = advance(instrument, "issue", by=by, at=at, note=note, number=number, reply_due_on=due)
    _tell_task(issued, "urge", by=by, at=at)
    tell_of_letter(issued, "letter_issued", by=by, at=at)
    return issued


def _locked(instrument):
    return Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)


def _reply_day(instrument, on):
    due = instrument.reply_due_on
    if due is None and instrument.kind in ANSWERED:
        due = clock.due_on("instrument.reply", noticed_on=on, organisation=instrument.region)
    if due is not None and due <= on:
        raise NotPossible(_("The reply day must lie after the day of issue."))
    return due


def _settle_text(instrument, due, on, *, by, at):
    instrument.reply_due_on, known = due, {}
    if instrument.kind_entry.opens_tasks:
        day = clock.due_on("task.rectify", noticed_on=on, organisation=instrument.region)
        known["rectify_due"] = chinese_day(day)
        _open_tasks(instrument, due_on=day, by=by, at=at)
    instrument.parts = {key: instrument.text_of(key, **known) for key in instrument.parts}
    instrument.body = instrument.composed()
    instrument.save(update_fields=["parts", "body", "task"])


def _open_tasks(instrument, *, due_on, by, at):
    """A rectification notice makes tasks of the findings it lists that have none yet."""
    tasks = []
    for number, requirement in _listed(instrument):
        finding = Finding.objects.filter(
            number=number, unit=instrument.unit, status=FindingStatus.APPROVED, merged_into=None
        ).first()
        if finding is None:
            raise NotPossible(
                _("The list names %(number)s: that is no approved finding of this unit.")
                % {"number": number}
            )
        task = RectificationTask.objects.filter(finding=finding).first()
        tasks.append(
            task
            or issue_task(finding=finding, requirement=requirement, due_on=due_on, by=by, at=at)
        )
    if instrument.task is None and len(tasks) == 1:
        (instrument.task,) = tasks


def _listed(instrument):
    """The number and the demand of each row of the list."""
    part = instrument.kind_entry.part("list")
    for number, *_words, requirement in part.rows(instrument.text_of("list")):
        yield number, requirement or instrument.text_of("demands")


def _tell_task(instrument, name, *, by, at, note=""):
    """What an instrument does about a task stands in the task's own history too."""
    if instrument.task is not None:
        told = {"instrument": instrument.number, "reply_due_on": instrument.reply_due_on}
        words = note or f"{instrument.number} {instrument.title}"
        record(instrument.task, name, by=by, at=at, note=words, detail=told)


def mark_of(issuer) -> str:
    """The mark of an issuing body (机关代字): its short name, told apart where two share it."""
    short = issuer.short_name
    if Organisation.objects.filter(short_name=short).exclude(pk=issuer.pk).exists():
        short = f"{issuer.home_region.short_name}{short}"
    return short.replace("{", "").replace("}", "")


@transaction.atomic
def reply(*, instrument, text, by, at, files=()):
    """Record the unit's reply with its files."""
    text = text.strip()
    instrument = _locked(instrument)
    # Refused with the reason before a file is stored for nothing.
    instrument.workflow.check(instrument, "reply", by, text)
    for file in files:
        sniff(file)
    row = InstrumentReply.objects.create(
        instrument=instrument,
        text=text,
        reply_due_on=instrument.reply_due_on,
        replied_at=at,
        replied_by=by,
    )
    for file in files:
        attach(row, file, by=by, at=at, kind=AttachmentKind.PROOF)
    replied = advance(instrument, "reply", by=by, at=at, note=text, reply=text)
    # Who asked for the letter reads of the reply; its words stand with the letter.
    tell_of_letter(replied, "letter_answered", by=by, at=at)
    return replied


@transaction.atomic
def reject_reply(*, instrument, note, by, at, reply_due_on=None):
    """Ask again, with the reason and a new reply day; the refused reply stays as it was."""
    instrument, on = _locked(instrument), timezone.localdate(at)
    instrument.workflow.check(instrument, "reject_reply", by, note)
    due = reply_due_on or clock.due_on(
        "instrument.reply", noticed_on=on, organisation=instrument.region
    )
    if due <= on:
        raise NotPossible(_("Choose a day still to come."))
    standing = instrument.replies.filter(rejected_at=None)
    standing.update(rejected_at=at, rejected_by=by, reason=note.strip())
    return advance(
        instrument,
        "reject_reply",
        by=by,
        at=at,
        note=note,
        reply_due_on=due,
        reply="",
        replied_at=None,
        replied_by=None,
    )


@transaction.atomic
def conclude(*, instrument, effect, note, by, at):
    """Say what the re-check found and what the instrument achieved; its task is told."""
    instrument = _locked(instrument)
    instrument.workflow.check(instrument, "conclude", by, note)
    if effect not in InstrumentEffect.values:
        raise NotPossible(_("Say what the instrument achieved."))
    instrument = advance(
        instrument, "conclude", by=by, at=at, note=note, effect=effect, result=note.strip()
    )
    words = f"{instrument.number} · {instrument.get_effect_display()} · {note.strip()}"
    _tell_task(instrument, "urge_concluded", by=by, at=at, note=words)
    return instrument


def void(*, instrument, note, by, at):
    """Give up a draft; no number was taken for it."""
    return advance(instrument, "void", by=by, at=at, note=note)
