"""The figures of rectification and of the documents that urge it."""

from datetime import timedelta

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from airdefense.casework.clock import by_end_of, end_of, not_by_end_of
from airdefense.casework.models import Event
from airdefense.exchange.columns import Column
from airdefense.reports.figures import Section, Unit, figure, ratio
from inspections.figures import FINDING_COLUMNS, general_problems
from inspections.models import Finding
from rectification.models import (
    Closure,
    DueMove,
    Instrument,
    InstrumentKind,
    RectificationTask,
)
from rectification.models.tasks import closed_by_day

SOON = timedelta(days=3)
TASK_COLUMNS = (
    Column("number", _("Number"), link=True),
    Column("title", _("Task"), link=True, phone="o0"),
    Column("region.short_name", _("Region")),
    Column("unit.name", _("Rectifying unit"), phone="hide"),
    Column("status", _("Status"), kind="status", phone="o1"),
    Column("due_on", _("Due"), kind="date"),
    Column("closed_at", _("Closed out at"), kind="moment", phone="hide"),
)
INSTRUMENT_COLUMNS = (
    Column("number", _("Number"), link=True),
    Column("title", _("Title"), link=True, phone="o0"),
    Column("kind", _("Kind")),
    Column("unit.name", _("Addressed to")),
    Column("issued_at", _("Issued at"), kind="moment"),
    Column("reply_due_on", _("Reply due on"), kind="date"),
    Column("replied_at", _("Replied at"), kind="moment", phone="hide"),
)
CLOSURE_COLUMNS = (
    Column("task.number", _("Number"), link=True),
    Column("task.title", _("Task"), link=True, phone="o0"),
    Column("task.region.short_name", _("Region")),
    Column("task.unit.name", _("Rectifying unit"), phone="hide"),
    Column("task.issued_on", _("Issued on"), kind="date"),
    Column("closed_at", _("Closed out at"), kind="moment"),
    Column("days_late", _("Days late"), kind="number", phone="hide"),
)
RECOMMENDATIONS = (
    InstrumentKind.DISC_REC,
    InstrumentKind.SUP_REC,
    InstrumentKind.JOINT_REC,
)


def with_due_then(tasks, day):
    """Annotates due_then: when each task was due on that day, before its due day moved again."""
    moved_later = DueMove.objects.filter(task=OuterRef("pk"), moved_at__gte=end_of(day))
    due_then = Subquery(moved_later.order_by("moved_at", "pk").values("previous_due_on")[:1])
    return tasks.annotate(due_then=Coalesce(due_then, F("due_on")))


def of_findings_or_gaps(tasks):
    """Tasks that come from a lead alone are the leads' business and in no report."""
    return tasks.filter(Q(finding__isnull=False) | Q(gap__isnull=False))


def general_tasks(day):
    """Tasks issued by the day for general problems, and not withdrawn by then."""
    tasks = RectificationTask.objects.filter(
        not_by_end_of(day, "withdrawn_at"), issued_on__lte=day, finding__in=general_problems(day)
    )
    return with_due_then(tasks, day)


def happened_between(since, day, field):
    before = since - timedelta(days=1)
    return by_end_of(day, field) & Q(**{f"{field}__gte": end_of(before)})


def task_of_round(day, key):
    return Q(finding__round=key) | Q(gap__finding__round=key)


def instrument_of_round(day, key):
    of_task = Q(task__finding__round=key) | Q(task__gap__finding__round=key)
    return Q(round=key) | Q(finding__round=key) | of_task


def task_figure(code, label, *, section=Section.RECTIFICATION, **options):
    return figure(
        code,
        label,
        unit=Unit.TASKS,
        section=section,
        region="region",
        organisation="unit",
        round=task_of_round,
        columns=TASK_COLUMNS,
        **options,
    )


def document_figure(code, label, **options):
    return figure(
        code,
        label,
        unit=Unit.DOCUMENTS,
        section=Section.DOCUMENTS,
        region="region",
        organisation="unit",
        round=instrument_of_round,
        columns=INSTRUMENT_COLUMNS,
        **options,
    )


@figure(
    "M08",
    _("General problems rectified"),
    unit=Unit.PROBLEMS,
    section=Section.RECTIFICATION,
    region="region",
    organisation="unit",
    columns=FINDING_COLUMNS,
    round="round",
    definition=_("Problems of M07 whose rectification task was closed out by the day."),
)
def rectified(day):
    return general_problems(day).filter(closed_by_day(day, "task__"))


ratio(
    "M09",
    _("Rectification rate"),
    section=Section.RECTIFICATION,
    numerator="M08",
    denominator="M07",
    definition=_("General problems rectified (M08) divided by general problems (M07)."),
)


@task_figure(
    "M10",
    _("Rectifications due"),
    definition=_(
        "Tasks for general problems (M07) that fell due by the day, extensions granted by the day "
        "taken into account."
    ),
)
def due(day):
    return general_tasks(day).filter(due_then__lte=day)


@task_figure(
    "M11a",
    _("Rectified in time"),
    definition=_("Tasks of M10 closed out by the day they were due."),
)
def closed_in_time(day):
    in_time = Closure.objects.standing_on(day).filter(days_late__lte=0)
    return due(day).filter(pk__in=in_time.values("task"))


ratio(
    "M11",
    _("In-time rate"),
    section=Section.RECTIFICATION,
    numerator="M11a",
    denominator="M10",
    definition=_("Tasks closed out in time (M11a) divided by tasks due (M10)."),
)


@task_figure(
    "S01",
    _("Rectifications overdue"),
    definition=_(
        "Tasks from findings and fee gaps, due before the day and not closed out by its end."
    ),
)
def overdue(day):
    tasks = with_due_then(RectificationTask.objects.open_on(day), day)
    return of_findings_or_gaps(tasks).filter(due_then__lt=day)


@task_figure(
    "S02",
    _("Due within three days"),
    definition=_(
        "Tasks from findings and fee gaps, not closed out by the end of the day, due on the day or "
        "within the three days after it."
    ),
)
def due_soon(day):
    tasks = with_due_then(RectificationTask.objects.open_on(day), day)
    return of_findings_or_gaps(tasks).filter(due_then__range=(day, day + SOON))


def returned_between(since, day):
    # Of a task returned twice only the last return has a stamp; the history has both.
    returns = Event.objects.filter(
        happened_between(since, day, "happened_at"),
        case_type=RectificationTask._meta.label_lower,
        name="return_for_rework",
    )
    return of_findings_or_gaps(RectificationTask.objects.filter(pk__in=returns.values("case_id")))


@task_figure(
    "S03",
    _("Returned for rework"),
    during=returned_between,
    definition=_(
        "Tasks from findings and fee gaps returned to the unit for rework on the day; in reports "
        "of a longer period on its days, each task once."
    ),
)
def returned(day):
    return returned_between(day, day)


@document_figure(
    "M25a",
    _("Documents issued"),
    definition=_(
        "Recommendations, urging letters and sheets, work advice, on-site guidance, summons talks "
        "and bulletins issued by the day; notices, problem lists and minutes are not counted."
    ),
)
def issued(day):
    return Instrument.objects.counted().issued_by_day(day)


@document_figure(
    "M25b",
    _("Documents replied to"),
    definition=_("Issued documents that the unit had replied to by the day."),
)
def replied(day):
    return Instrument.objects.counted().replied_by_day(day)


@document_figure(
    "M25c",
    _("Replies overdue"),
    definition=_("Issued documents not replied to by the day although the reply was due before."),
)
def replies_overdue(day):
    return Instrument.objects.counted().overdue_on(day)


def recommended_between(since, day):
    issued_then = happened_between(since, day, "issued_at")
    return Instrument.objects.filter(issued_then, kind__in=RECOMMENDATIONS)


@document_figure(
    "S04",
    _("Recommendations issued"),
    during=recommended_between,
    definition=_(
        "Discipline and supervision recommendations issued on the day; in reports of a longer "
        "period on its days."
    ),
)
def recommendations(day):
    return recommended_between(day, day)


def urged_between(since, day):
    issued_then = happened_between(since, day, "issued_at")
    return Instrument.objects.filter(issued_then, kind=InstrumentKind.URGE_LETTER)


@document_figure(
    "S05",
    _("Urging letters issued"),
    during=urged_between,
    definition=_("Urging letters issued on the day; in reports of a longer period on its days."),
)
def urging_letters(day):
    return urged_between(day, day)


@figure(
    "W05",
    _("Rectified, but not among the general problems"),
    unit=Unit.PROBLEMS,
    section=Section.WARNINGS,
    region="region",
    organisation="unit",
    columns=FINDING_COLUMNS,
    round="round",
    definition=_(
        "Findings whose task was closed out by the day although the finding was void by the day or "
        "merged into another: they count neither as problems (M07) nor as rectified (M08)."
    ),
)
def closed_without_problem(day):
    closed = Finding.objects.filter(closed_by_day(day, "task__"))
    gone = by_end_of(day, "voided_at") | by_end_of(day, "merged_at")
    return closed.filter(gone)


def closing_part(code, label, definition):
    return figure(
        code,
        label,
        unit=Unit.TASKS,
        section=Section.PARTS,
        region="task__region",
        organisation="task__unit",
        columns=CLOSURE_COLUMNS,
        definition=definition,
    )


@closing_part(
    "T00",
    _("Rectifications closed out"),
    _(
        "Tasks from findings and fee gaps closed out by the day and not reopened by then. The four "
        "lengths of time (T01 to T04) add up to them."
    ),
)
def closed_out(day):
    of_tasks = Q(task__finding__isnull=False) | Q(task__gap__isnull=False)
    took = ExpressionWrapper(
        TruncDate("closed_at") - F("task__issued_on"), output_field=DurationField()
    )
    return Closure.objects.standing_on(day).filter(of_tasks).annotate(took=took)


# How long it took, from which to which number of days since the task was issued.
LENGTHS = (
    ("T01", _("Closed within 30 days"), None, 30),
    ("T02", _("Closed in 31 to 60 days"), 30, 60),
    ("T03", _("Closed in 61 to 90 days"), 60, 90),
    ("T04", _("Closed after more than 90 days"), 90, None),
)


def part_by_length(code, label, longer_than, longest):
    @closing_part(
        code,
        label,
        _("Tasks of T00 by the days from the day of issue to the day they were closed out."),
    )
    def of_that_length(day):
        rows = closed_out(day)
        if longer_than is not None:
            rows = rows.filter(took__gt=timedelta(days=longer_than))
        return rows if longest is None else rows.filter(took__lte=timedelta(days=longest))


for _length in LENGTHS:
    part_by_length(*_length)
