"""The rows taken in, each by the actions of the pages; one that is refused leaves the others."""

from django.db import transaction

from airdefense.casework.workflow import NotAllowed, NotPossible
from rectification import actions
from rectification.drafts import keep_as_draft


def apply(verdicts, *, by, at) -> list[tuple]:
    """Take the rows in; returns (verdict, what became of it) for each that changes something."""
    return [(one, _taken_in(one, by=by, at=at)) for one in verdicts if one.changes]


def _taken_in(verdict, *, by, at) -> str:
    """ "" when the row was taken in, else why not."""
    try:
        with transaction.atomic():
            _take_in(verdict, by=by, at=at)
    except (NotPossible, NotAllowed) as refusal:
        return str(refusal)
    return ""


def _take_in(verdict, *, by, at) -> None:
    task = verdict.task
    if verdict.plan:
        task = actions.submit_plan(task=task, by=by, at=at, **verdict.plan)
    if verdict.milestones:
        actions.add_milestones(task=task, milestones=verdict.milestones, by=by, at=at)
    for milestone, day in verdict.reached:
        actions.reach_milestone(milestone=milestone, reached_on=day, by=by, at=at)
    if verdict.progress:
        actions.report_progress(task=task, words=verdict.progress, by=by, at=at)
    if verdict.draft:
        keep_as_draft(by, task, at=at, **verdict.draft)
