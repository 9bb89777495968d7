"""How an instrument moves. One row per step."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import Workflow, any_of, step
from rectification.workflow.statuses import (
    VERIFIERS,
    InstrumentStatus,
)


def not_own_draft(instrument, user):
    if instrument.drafted_by_id != user.pk:
        return None
    return _t("Who drafted an instrument does not approve it.")


def nothing_missing(instrument, user):
    """A document with a blank in it is not issued (domain §4)."""
    return instrument.missing_words()


def asks_no_reply(instrument, user):
    if instrument.status != InstrumentStatus.ISSUED or not instrument.reply_due_on:
        return None
    return _t("A reply is due on %(day)s: record it first.") % {"day": instrument.reply_due_on}


INSTRUMENT_WORKFLOW = Workflow(
    step(
        "approve",
        _("Approve"),
        source=[InstrumentStatus.DRAFT],
        target=InstrumentStatus.APPROVED,
        roles=VERIFIERS,
        objection=any_of(not_own_draft, nothing_missing),
        stamp="approved_at",
    ),
    step(
        "return_draft",
        _("Return to the drafter"),
        source=[InstrumentStatus.APPROVED],
        target=InstrumentStatus.DRAFT,
        roles=VERIFIERS,
        note_required=True,
        takes_back=True,
    ),
    step(
        "issue",
        _("Issue with number"),
        source=[InstrumentStatus.APPROVED],
        target=InstrumentStatus.ISSUED,
        roles=VERIFIERS,
        objection=nothing_missing,
        stamp="issued_at",
    ),
    step(
        "reply",
        _("Reply"),
        source=[InstrumentStatus.ISSUED],
        target=InstrumentStatus.REPLIED,
        roles=[Role.UNIT_CONTACT, *VERIFIERS],
        stamp="replied_at",
        note_required=True,
        form_url="rectification:instrument_reply",
    ),
    step(
        "reject_reply",
        _("Ask again"),
        source=[InstrumentStatus.REPLIED],
        target=InstrumentStatus.ISSUED,
        roles=VERIFIERS,
        note_required=True,
        takes_back=True,
        form_url="rectification:instrument_reject",
    ),
    step(
        "conclude",
        _("Re-checked: conclude"),
        source=[InstrumentStatus.REPLIED, InstrumentStatus.ISSUED],
        target=InstrumentStatus.CONCLUDED,
        roles=VERIFIERS,
        objection=asks_no_reply,
        stamp="concluded_at",
        note_required=True,
        form_url="rectification:instrument_conclude",
    ),
    step(
        "void",
        _("Void"),
        source=[InstrumentStatus.DRAFT, InstrumentStatus.APPROVED],
        target=InstrumentStatus.VOID,
        roles=VERIFIERS,
        note_required=True,
        takes_back=True,
        stamp="voided_at",
    ),
    tones={
        "draft": "",
        "approved": "warn",
        "issued": "run",
        "replied": "warn",
        "concluded": "ok",
        "void": "",
    },
)
