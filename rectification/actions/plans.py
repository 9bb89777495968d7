"""The plan of a task: measures, milestones with their days, and how far they have come."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, record
from airdefense.casework.workflow import NotPossible
from rectification.actions.guards import held, held_for_unit, require_role
from rectification.models import Milestone
from rectification.workflow import SUBMITTABLE


@transaction.atomic
def submit_plan(*, task, plan, responsible_person, by, at, milestones=()):
    """Hand in the measures, who answers for them, and by when each milestone is reached."""
    task = advance(
        task,
        "submit_plan",
        by=by,
        at=at,
        plan=plan.strip(),
        responsible_person=responsible_person.strip(),
    )
    _write(task, milestones)
    return task


@transaction.atomic
def add_milestones(*, task, milestones, by, at):
    """Plan further milestones on a task that is being rectified."""
    require_role(by, task.scope_paths, Role.UNIT_CONTACT)
    task = held(task)
    _check_under_way(task)
    if not milestones:
        raise NotPossible(_("Enter at least one milestone."))
    written = _write(task, milestones)
    note = "\n".join(f"{row.order}. {row.measure} · {row.due_on}" for row in written)
    record(task, "add_milestones", by=by, at=at, note=note)
    return task


@transaction.atomic
def reach_milestone(*, milestone, reached_on, by, at):
    """State the day a milestone was reached; it is stated once."""
    require_role(by, milestone.task.scope_paths, Role.UNIT_CONTACT)
    task = held_for_unit(milestone.task)
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    words = {"milestone": milestone}
    if milestone.reached_at:
        raise NotPossible(_("%(milestone)s was reached already.") % words)
    if not task.issued_on <= reached_on <= timezone.localdate(at):
        raise NotPossible(_("Between the day of issue and today."))
    milestone.reached_on, milestone.reached_at, milestone.reached_by = reached_on, at, by
    milestone.save(update_fields=["reached_on", "reached_at", "reached_by"])
    note = f"{milestone.order}. {milestone.measure} · {reached_on}"
    record(task, "reach_milestone", by=by, at=at, note=note, detail={"reached_on": reached_on})
    return milestone


@transaction.atomic
def report_progress(*, task, words, by, at):
    """Say how far the work has come, between plan and proof."""
    require_role(by, task.scope_paths, Role.UNIT_CONTACT)
    task = held(task)
    _check_under_way(task)
    if not words.strip():
        raise NotPossible(_("Say how far the work has come."))
    return record(task, "progress", by=by, at=at, note=words.strip())


def _check_under_way(task) -> None:
    if task.status not in SUBMITTABLE:
        raise NotPossible(
            _("%(task)s is “%(status)s”: this is not possible now.")
            % {"task": task, "status": task.get_status_display()}
        )


def _write(task, milestones):
    """The milestones in the order given, after those that stand."""
    last = task.milestones.count()
    rows = [_row(task, last + place, row) for place, row in enumerate(milestones, start=1)]
    return Milestone.objects.bulk_create(rows)


def _row(task, order, row):
    measure, person = row["measure"].strip(), row["responsible_person"].strip()
    if not measure or not person:
        raise NotPossible(_("A milestone has a measure, a day and a responsible person."))
    if not task.issued_on <= row["due_on"] <= task.due_on:
        raise NotPossible(
            _("Milestone %(order)d: choose a day between %(first)s and %(last)s, the due day.")
            % {"order": order, "first": task.issued_on, "last": task.due_on}
        )
    return Milestone(
        task=task,
        order=order,
        measure=measure,
        due_on=row["due_on"],
        responsible_person=person,
    )
