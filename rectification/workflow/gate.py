"""What a task still lacks before its next step, in words, each with the page that mends it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rectification.workflow.statuses import SUBMITTABLE, TaskStatus
from rectification.workflow.tasks import contributions_are_in, open_balance, words_of_open


def missing_of(task) -> list[tuple[str, str]]:
    """Everything that is missing; empty when the next step is somebody else's."""
    if not task.is_open:
        return []
    missing = []
    if task.status == TaskStatus.ISSUED:
        missing += _of_the_plan(task)
    if task.status in SUBMITTABLE:
        missing += blocking(task)
        missing.append((_proof_words(task), reverse("rectification:submit", args=[task.pk])))
    if balance := open_balance(task):
        words = f"{words_of_open(balance)} {_sums_of(task.fee_gap, balance)}"
        missing.append((words, f"{task.get_absolute_url()}#money"))
    return missing


def blocking(task) -> list[tuple[str, str]]:
    """What stands against handing in, whatever the form says."""
    page, found = task.get_absolute_url(), []
    if words := contributions_are_in(task, None):
        found.append((words, f"{page}#contributions"))
    if not task.awaits_more_time:
        found += [
            (_not_reached(milestone), f"{page}#milestones")
            for milestone in task.milestones.filter(reached_on=None)
        ]
    return found


def _not_reached(milestone):
    return _("Milestone %(order)d is not reached: %(measure)s (%(day)s).") % {
        "order": milestone.order,
        "measure": milestone.measure,
        "day": milestone.due_on,
    }


def _sums_of(gap, balance) -> str:
    """To pay, paid and short, of the gap a task has to close."""
    return _("To pay %(due)s, settled %(settled)s, short %(short)s (yuan).") % {
        "due": f"{gap.amount_yuan:,.2f}",
        "settled": f"{gap.amount_yuan - balance:,.2f}",
        "short": f"{balance:,.2f}",
    }


def _proof_words(task):
    if task.status == TaskStatus.RECTIFYING:
        return _("What was done, with at least one proof.")
    if task.status == TaskStatus.REOPENED:
        return _("A new proof that answers why the task was reopened.")
    return _("A new proof that answers the reason of the return.")


def _of_the_plan(task):
    page = reverse("rectification:plan", args=[task.pk])
    if not task.plan.strip():
        yield _("The measures of the plan."), page
    if not task.responsible_person.strip():
        yield _("The person responsible."), page
