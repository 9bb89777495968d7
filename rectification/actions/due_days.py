"""The day a task is due: moved only here, with its cause, so that the past keeps its due days."""

from rectification.models import DueMove


def move_due_day(task, *, to, cause, by, at):
    """Move the due day of a locked task; a day that stays the same is no move."""
    if to == task.due_on:
        return task
    DueMove.objects.create(
        task=task, cause=cause, previous_due_on=task.due_on, due_on=to, moved_at=at, moved_by=by
    )
    task.due_on = to
    task.save(update_fields=["due_on"])
    return task
