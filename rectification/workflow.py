"""How a rectification task, a request for time and an instrument move. One row per step."""

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import Workflow, any_of, step

VERIFIERS = (Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE)


class TaskStatus(models.TextChoices):
    ISSUED = "issued", _("Plan awaited")
    RECTIFYING = "rectifying", _("Being rectified")
    SUBMITTED = "submitted", _("Handed in for review")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")
    CLOSED = "closed", _("Closed out")


OPEN_STATUSES = tuple(status for status in TaskStatus if status != TaskStatus.CLOSED)
# The unit has to move next; more time can be asked for in these only.
OPEN_TO_UNIT = (TaskStatus.ISSUED, TaskStatus.RECTIFYING, TaskStatus.RETURNED)


class ExtensionStatus(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class InstrumentStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Issued")
    REPLIED = "replied", _("Replied")


def needs_a_plan(task, user):
    if task.plan.strip() and task.responsible_person.strip():
        return None
    return _t("Write the measures and name the responsible person first.")


def needs_proof(task, user):
    """Nobody closes without proof: the last submission has at least one file."""
    submission = task.submissions.last()
    if submission and submission.has_attachments():
        return None
    return _t("Attach at least one proof to the submission.")


def needs_fresh_proof(task, user):
    """What was returned is answered by a new submission, never by the old one again."""
    submission = task.submissions.last()
    before = task.submitted_at
    if submission is None or (before is not None and submission.submitted_at <= before):
        return _t("Attach at least one new proof: what was handed in before does not count again.")
    return needs_proof(task, user)


def not_own_unit(task, user):
    if user.organisation_id != task.unit_id:
        return None
    return _t("A unit does not verify its own rectification.")


def not_own_submission(task, user):
    submission = task.submissions.last()
    if submission is None or submission.submitted_by_id != user.pk:
        return None
    return _t("You handed this in: somebody else verifies it.")


def money_is_reconciled(task, user):
    gap = task.fee_gap
    if gap is None or not gap.balance:
        return None
    return _t("%(amount)s yuan of the gap are still open: recover or write them off first.") % {
        "amount": f"{gap.balance:,.2f}"
    }


TASK_WORKFLOW = Workflow(
    step(
        "submit_plan",
        _("Hand in the plan"),
        source=[TaskStatus.ISSUED],
        target=TaskStatus.RECTIFYING,
        roles=[Role.UNIT_CONTACT],
        objection=needs_a_plan,
        stamp="planned_at",
        form_url="rectification:plan",
    ),
    step(
        "submit",
        _("Hand in for review"),
        source=[TaskStatus.RECTIFYING, TaskStatus.RETURNED],
        target=TaskStatus.SUBMITTED,
        roles=[Role.UNIT_CONTACT],
        objection=needs_fresh_proof,
        stamp="submitted_at",
        form_url="rectification:submit",
    ),
    step(
        "verify",
        _("Verify the proof"),
        source=[TaskStatus.SUBMITTED],
        target=TaskStatus.VERIFIED,
        roles=VERIFIERS,
        objection=any_of(not_own_unit, not_own_submission, needs_proof),
        stamp="verified_at",
    ),
    step(
        "close",
        _("Close out"),
        source=[TaskStatus.VERIFIED],
        target=TaskStatus.CLOSED,
        roles=VERIFIERS,
        objection=any_of(not_own_unit, not_own_submission, money_is_reconciled),
        stamp="closed_at",
    ),
    step(
        "return_for_rework",
        _("Return with reason"),
        source=[TaskStatus.SUBMITTED, TaskStatus.VERIFIED],
        target=TaskStatus.RETURNED,
        roles=VERIFIERS,
        objection=not_own_unit,
        stamp="returned_at",
        note_required=True,
        takes_back=True,
    ),
    tones={
        "issued": "",
        "rectifying": "run",
        "submitted": "warn",
        "returned": "bad",
        "verified": "run",
        "closed": "ok",
    },
)


def not_own_request(extension, user):
    if extension.requested_by_id != user.pk:
        return None
    return _t("Who asks for more time does not grant it.")


EXTENSION_WORKFLOW = Workflow(
    step(
        "grant",
        _("Grant"),
        source=[ExtensionStatus.REQUESTED],
        target=ExtensionStatus.GRANTED,
        roles=VERIFIERS,
        objection=not_own_request,
        stamp="decided_at",
    ),
    step(
        "refuse",
        _("Refuse"),
        source=[ExtensionStatus.REQUESTED],
        target=ExtensionStatus.REFUSED,
        roles=VERIFIERS,
        objection=not_own_request,
        stamp="decided_at",
        note_required=True,
        takes_back=True,
    ),
    tones={"requested": "warn", "granted": "ok", "refused": "bad"},
)


def not_own_draft(instrument, user):
    if instrument.drafted_by_id != user.pk:
        return None
    return _t("Who drafted an instrument does not approve it.")


INSTRUMENT_WORKFLOW = Workflow(
    step(
        "approve",
        _("Approve"),
        source=[InstrumentStatus.DRAFT],
        target=InstrumentStatus.APPROVED,
        roles=VERIFIERS,
        objection=not_own_draft,
        stamp="approved_at",
    ),
    step(
        "issue",
        _("Issue with number"),
        source=[InstrumentStatus.APPROVED],
        target=InstrumentStatus.ISSUED,
        roles=VERIFIERS,
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
    ),
    tones={"draft": "", "approved": "warn", "issued": "run", "replied": "ok"},
)
