"""The part of a task that another unit does: asked for, answered with files, withdrawn."""

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, attach, record, sniff
from airdefense.casework.models import AttachmentKind
from airdefense.casework.notices import notify_after_commit
from airdefense.casework.workflow import NotPossible
from rectification.actions.guards import held_for_unit, require_role
from rectification.models import Contribution
from rectification.workflow import VERIFIERS, ContributionStatus


@transaction.atomic
def ask_contribution(*, task, unit, part, by, at):
    """Ask another unit of the region for its part; the unit in the lead answers for the whole."""
    require_role(by, task.scope_paths, Role.UNIT_CONTACT, *VERIFIERS)
    task = held_for_unit(task)
    words = {"unit": unit}
    if unit.pk == task.unit_id:
        raise NotPossible(_("%(unit)s has the lead of this task itself.") % words)
    if not unit.path.startswith(task.region.path) or unit.pk == task.region_id:
        raise NotPossible(
            _("%(unit)s does not belong to %(region)s.") % {"unit": unit, "region": task.region}
        )
    if task.contributions.filter(unit=unit).exclude(status=ContributionStatus.WITHDRAWN).exists():
        raise NotPossible(_("%(unit)s was asked already.") % words)
    if not part.strip():
        raise NotPossible(_("Say which part the unit is to do."))
    contribution = Contribution.objects.create(
        task=task, unit=unit, part=part.strip(), asked_at=at, asked_by=by
    )
    event = record(
        contribution, "ask_contribution", by=by, at=at, after=contribution.status, note=part
    )
    notify_after_commit(contribution, event)
    record(task, "ask_contribution", by=by, at=at, note=f"{unit} · {part.strip()}")
    return contribution


@transaction.atomic
def answer_contribution(*, contribution, answer, by, at, files=()):
    """Answer for the own part with what was done and the files that show it."""
    contribution.workflow.check(contribution, "answer", by, answer)
    for file in files:
        sniff(file)
    for file in files:
        attach(contribution, file, by=by, at=at, kind=AttachmentKind.PROOF)
    answer = answer.strip()
    contribution = advance(contribution, "answer", by=by, at=at, note=answer, answer=answer)
    record(contribution.task, "contribute", by=by, at=at, note=str(contribution.unit))
    return contribution


@transaction.atomic
def withdraw_contribution(*, contribution, note, by, at):
    """Take the request back; the task no longer waits for it."""
    contribution = advance(contribution, "withdraw", by=by, at=at, note=note)
    words = f"{contribution.unit} · {note}"
    record(contribution.task, "withdraw_contribution", by=by, at=at, note=words)
    return contribution
