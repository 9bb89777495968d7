"""How a rectification task moves. One row per step."""

from decimal import Decimal

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.workflow import Workflow, any_of, step
from rectification.workflow.statuses import (
    OPEN_STATUSES,
    SUBMITTABLE,
    VERIFIERS,
    ContributionStatus,
    TaskStatus,
)


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


def not_own_closure(task, user):
    """A re-check is done by other eyes than those that closed the task out."""
    if task.closed_by_id != user.pk:
        return None
    return _t("You closed this out: somebody else re-checks it.")


def contributions_are_in(task, user):
    """The unit in the lead answers for the whole: what others owe it comes first."""
    outstanding = task.contributions.filter(status=ContributionStatus.ASKED)
    units = [str(contribution.unit) for contribution in outstanding.select_related("unit")]
    if not units:
        return None
    return _t("Not yet in: the contribution of %(units)s.") % {"units": "、".join(units)}


def milestones_are_reached(task, user):
    """What was planned is done, or more time is asked for the rest."""
    if task.awaits_more_time:
        return None
    open_ones = task.milestones.filter(reached_on=None).values_list("order", flat=True)
    numbers = [str(order) for order in open_ones]
    if not numbers:
        return None
    return _t("Milestones not reached yet: no. %(numbers)s. Or ask for more time for the rest.") % {
        "numbers": "、".join(numbers)
    }


def money_is_accounted_for(task, user):
    """Every yuan of the gap has a line that says what became of it, or more time is asked for."""
    submission = task.submissions.last()
    if submission is None or task.awaits_more_time:
        return None
    short = submission.unaccounted_yuan()
    if short <= 0:
        return None
    return _t(
        "%(short)s yuan of the gap are not accounted for: enter what became of them, or ask for "
        "more time for the rest."
    ) % {"short": f"{short:,.2f}"}


def vouchers_are_found(task, user):
    """What the unit says it paid is in the ledger before anybody believes it (domain §2.4)."""
    submission = task.submissions.last()
    if submission is None:
        return None
    if numbers := submission.unknown_vouchers():
        return _t("The ledger has no receipt of this number: %(numbers)s.") % {
            "numbers": "、".join(numbers)
        }
    for receipt, amount in submission.recovered_by_receipt():
        if fault := _fault_of(receipt, amount, task.fee_gap):
            return fault
    return None


def _fault_of(receipt, amount, gap):
    words = {"number": receipt.number, "amount": f"{receipt.amount_yuan:,.2f}"}
    if amount > receipt.amount_yuan - receipt.refunded_yuan:
        return _t("Receipt %(number)s is of %(amount)s yuan: it does not carry this much.") % words
    if gap and receipt.paid_on < gap.opened_on:
        return _t("Receipt %(number)s was paid before the gap was opened: it is in it.") % words
    return None


def money_is_reconciled(task, user):
    balance = open_balance(task)
    return words_of_open(balance) if balance else None


def open_balance(task):
    """What of the gap the task has to close is neither recovered nor written off, in yuan."""
    gap = task.fee_gap
    return gap.balance if gap else Decimal(0)


def words_of_open(balance):
    return _t("%(amount)s yuan of the gap are still open: recover or write them off first.") % {
        "amount": f"{balance:,.2f}"
    }


def has_lost_its_ground(task, user):
    """A task goes only with what it stands on; what was put right is closed out instead."""
    if task.has_lost_its_ground:
        return None
    return _t(
        "What this task stands on still stands: only when its finding is void or merged, or its "
        "whole gap is written off, is it withdrawn."
    )


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
        source=SUBMITTABLE,
        target=TaskStatus.SUBMITTED,
        roles=[Role.UNIT_CONTACT],
        objection=any_of(
            contributions_are_in,
            milestones_are_reached,
            needs_fresh_proof,
            money_is_accounted_for,
        ),
        stamp="submitted_at",
        form_url="rectification:submit",
    ),
    step(
        "verify",
        _("Verify the proof"),
        source=[TaskStatus.SUBMITTED],
        target=TaskStatus.VERIFIED,
        roles=VERIFIERS,
        objection=any_of(not_own_unit, not_own_submission, needs_proof, vouchers_are_found),
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
        form_url="rectification:return_for_rework",
        note_required=True,
        takes_back=True,
    ),
    step(
        "reopen",
        _("Reopen"),
        source=[TaskStatus.CLOSED],
        target=TaskStatus.REOPENED,
        roles=(*VERIFIERS, *INSPECTION_TEAM),
        objection=any_of(not_own_unit, not_own_closure),
        stamp="reopened_at",
        note_required=True,
        takes_back=True,
    ),
    step(
        "withdraw",
        _("Withdraw the task"),
        source=OPEN_STATUSES,
        target=TaskStatus.WITHDRAWN,
        roles=VERIFIERS,
        objection=has_lost_its_ground,
        stamp="withdrawn_at",
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
        "reopened": "bad",
        "withdrawn": "",
    },
)
