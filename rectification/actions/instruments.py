"""Instruments: drafted, approved by somebody else, issued with a number, answered."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.casework import clock, numbering
from airdefense.casework.actions import advance, record, save_edit
from airdefense.casework.workflow import NotPossible
from rectification.actions.opening import require_role
from rectification.models import Instrument, InstrumentReply
from rectification.models.instruments import ANSWERED, RECOMMENDATIONS, SERIES
from rectification.workflow import VERIFIERS, InstrumentStatus

COMMISSION = (OrganisationKind.COMMISSION, OrganisationKind.COMMISSION_OFFICE)
EDITABLE = ("kind", "issuer", "title", "body", "reply_due_on")


@transaction.atomic
def draft_instrument(*, kind, issuer, unit, title, body, by, at, task=None, reply_due_on=None):
    """Write the draft of an instrument to a unit, about a task or the unit as a whole."""
    region = unit.home_region
    require_role(by, (region.path, unit.path), *VERIFIERS)
    _require_issuer(kind, issuer)
    if task is not None and task.unit_id != unit.pk:
        raise NotPossible(_("%(task)s is not a task of this unit.") % {"task": task})
    instrument = Instrument.objects.create(
        kind=kind,
        issuer=issuer,
        region=region,
        unit=unit,
        task=task,
        title=title.strip(),
        body=body.strip(),
        reply_due_on=reply_due_on,
        drafted_at=at,
        drafted_by=by,
    )
    record(instrument, "draft", by=by, at=at, after=instrument.status)
    return instrument


def edit_instrument(*, instrument, by, at):
    """Keep an edited draft; `instrument` carries the new values and the version that was read."""
    require_role(by, instrument.scope_paths, *VERIFIERS)
    if instrument.status != InstrumentStatus.DRAFT:
        raise NotPossible(_("%(instrument)s is no draft any more.") % {"instrument": instrument})
    _require_issuer(instrument.kind, instrument.issuer)
    return save_edit(instrument, by=by, at=at, fields=EDITABLE)


def _require_issuer(kind, issuer) -> None:
    if kind in RECOMMENDATIONS and issuer.kind not in COMMISSION:
        raise NotPossible(_("Recommendations are issued by the commission alone."))


def approve(*, instrument, by, at, note=""):
    """Approve a draft written by somebody else."""
    return advance(instrument, "approve", by=by, at=at, note=note)


@transaction.atomic
def issue(*, instrument, by, at, note=""):
    """Issue an approved instrument with the next number of its issuer and kind."""
    instrument = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
    # The number is taken for an issue that will stand, never for one that is refused.
    instrument.workflow.check(instrument, "issue", by, note)
    on = timezone.localdate(at)
    due = instrument.reply_due_on
    if due is None and instrument.kind in ANSWERED:
        due = clock.due_on("instrument.reply", noticed_on=on, organisation=instrument.region)
    if due is not None and due <= on:
        raise NotPossible(_("The reply day must lie after the day of issue."))
    number = numbering.take(
        organisation=instrument.issuer,
        series=instrument.kind,
        year=on.year,
        pattern=mark_of(instrument.issuer) + SERIES[instrument.kind] + "〔{year}〕{n}号",
    )
    return advance(instrument, "issue", by=by, at=at, note=note, number=number, reply_due_on=due)


def mark_of(issuer) -> str:
    """The mark of an issuing body (机关代字): its short name, told apart where two share it."""
    short = issuer.short_name
    if Organisation.objects.filter(short_name=short).exclude(pk=issuer.pk).exists():
        short = f"{issuer.home_region.short_name}{short}"
    return short.replace("{", "").replace("}", "")


@transaction.atomic
def reply(*, instrument, text, by, at):
    """Record the unit's reply."""
    text = text.strip()
    instrument = advance(instrument, "reply", by=by, at=at, note=text, reply=text)
    InstrumentReply.objects.create(instrument=instrument, text=text, replied_at=at, replied_by=by)
    return instrument
