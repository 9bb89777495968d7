"""The morning's look at what has run past its day."""

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from airdefense.accounts.models import system_user
from airdefense.casework.actions import record
from airdefense.casework.clock import end_of
from airdefense.casework.models import Event
from rectification.models import RectificationTask


@transaction.atomic
def sweep_overdue(*, on) -> int:
    """Write once, into each open task past its day, that it is overdue; returns how many were new.

    The event is dated by the fact, the first moment after the due day, however late the sweep
    comes. A task whose due day was moved can become overdue again. Statuses stay as they are:
    being overdue is a question asked of the dates (pitfalls 5).
    """
    with connection.cursor() as cursor:
        # Two sweeps at once would both find the same task unwritten (pitfalls 45).
        cursor.execute("select pg_advisory_xact_lock(hashtext('rectification.sweep_overdue'))")
    written = Event.objects.filter(
        case_type=RectificationTask._meta.label_lower,
        case_id=OuterRef("pk"),
        name="overdue",
        happened_at__date__gt=OuterRef("due_on"),
    )
    late = RectificationTask.objects.overdue(on).exclude(Exists(written))
    system = system_user()
    count = 0
    for task in late.only("pk", "due_on").iterator():
        at = end_of(task.due_on)
        record(task, "overdue", by=system, at=at, detail={"due_on": task.due_on})
        count += 1
    return count
