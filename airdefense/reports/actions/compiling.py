"""A report is compiled once per kind, day and region; whatever is found wrong adds a revision."""

import hashlib
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.casework import numbering
from airdefense.casework.actions import record
from airdefense.casework.clock import end_of, is_working_day, previous_working_day
from airdefense.casework.sealing import newest_seal, seal_history
from airdefense.casework.workflow import NotPossible
from airdefense.reports.actions.mailing import queue_deliveries
from airdefense.reports.definitions.recording import record_definitions
from airdefense.reports.figures import of_sections, regions
from airdefense.reports.freezing import freeze, seal
from airdefense.reports.models import SECTIONS, FrozenFigure, Report, ReportSchedule

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
# So many missed business days are caught up; who was away longer compiles by command.
MOST_MISSED = 10


def lock(kind: str, scope: Organisation) -> None:
    """Nobody else compiles this kind for this region until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext(%s), %s)", [f"reports.{kind}", scope.pk]
        )


def compile_report(*, kind: str, day: date, scope: Organisation, by, at: datetime) -> Report:
    """Freeze the day; run again, it returns what was frozen. Raises NotPossible before the day."""
    # Sealed in a transaction of its own: writers wait for the seal, never for the compiling.
    seal_history(at=at)
    with transaction.atomic():
        lock(kind, scope)
        return latest(kind, day, scope) or _freeze(kind, day, scope, by=by, at=at)


def correct_report(*, report: Report, reason: str, by, at: datetime) -> Report:
    """Add a revision with its reason; what was reported first stays beside it."""
    if not reason.strip():
        raise NotPossible(_("Say why the report is corrected."))
    seal_history(at=at)
    with transaction.atomic():
        lock(report.kind, report.scope)
        last = latest(report.kind, report.day, report.scope)
        return _freeze(
            report.kind, report.day, report.scope, by=by, at=at, corrects=last, reason=reason
        )


def latest(kind: str, day: date, scope: Organisation) -> Report | None:
    found = Report.objects.filter(kind=kind, day=day, scope=scope)
    return found.order_by("-revision").first()


def _freeze(kind, day, scope, *, by, at, corrects=None, reason="") -> Report:
    if day > timezone.localdate(at):
        raise NotPossible(_("%(day)s is not here yet: nothing to report.") % {"day": day})
    chain = Report.objects.filter(kind=kind, scope=scope).order_by("-pk")
    report = Report(
        kind=kind,
        since=day,
        day=day,
        scope=scope,
        revision=corrects.revision + 1 if corrects else 1,
        reason=reason,
        number=corrects.number if corrects else _number(kind, day, scope),
        compiled_at=at,
        compiled_by=by,
        cut_off=min(end_of(day), at),
        compared_on=previous_working_day(day),
        week_on=day - WEEK,
        previous_digest=chain.values_list("digest", flat=True).first() or "",
        history=newest_seal(),
    )
    figures = freeze(report, of_sections(SECTIONS[kind]), record_definitions(at=at))
    report.digest = seal(report, figures)
    report.save()
    FrozenFigure.objects.bulk_create(figures)
    step = "correct" if corrects else "compile"
    record(report, step, by=by, at=at, note=reason, detail={"sha256": report.digest})
    return report


def _number(kind: str, day: date, scope: Organisation) -> int:
    series = f"report-{kind}"[:20]
    return int(numbering.take(organisation=scope, series=series, year=day.year, pattern="{n}"))


def publish(*, kind: str, day: date, scope: Organisation, by, at: datetime) -> Report:
    """Compile a report and write the mails to those who are to have it, both or neither."""
    seal_history(at=at)
    with transaction.atomic():
        report = compile_report(kind=kind, day=day, scope=scope, by=by, at=at)
        if not report.deliveries.exists():
            queue_deliveries(report, at=at)
        return report


def note_export(report: Report, file: bytes, *, by, at: datetime) -> None:
    """Write into the history who took the rows of a report away."""
    digest = hashlib.sha256(file).hexdigest()
    record(report, "export", by=by, at=at, detail={"sha256": digest, "bytes": len(file)})


def schedule_of(kind: str) -> ReportSchedule:
    """When this kind is compiled; as usual until the customer sets it."""
    schedule, _created = ReportSchedule.objects.get_or_create(kind=kind)
    return schedule


def is_reported(schedule: ReportSchedule, day: date) -> bool:
    return is_working_day(day) or not schedule.working_days_only


def last_due_day(schedule: ReportSchedule, at: datetime) -> date:
    """The business day whose report is out by now: it comes the next morning it may come."""
    now = timezone.localtime(at)
    morning = now.date()
    if now.time() < schedule.compile_at:
        morning -= DAY
    while not is_reported(schedule, morning):
        morning -= DAY
    day = morning - DAY
    while not is_reported(schedule, day):
        day -= DAY
    return day


def due_days(schedule: ReportSchedule, scope: Organisation, at: datetime) -> list[date]:
    """The business days to be published by now, the earliest first: what was missed since the
    last report, and the last one again as long as it is the newest (its mails may be missing)."""
    day = last_due_day(schedule, at)
    reports = Report.objects.filter(kind=schedule.kind, scope=scope)
    newest = reports.order_by("-day").values_list("day", flat=True).first()
    if newest and newest >= day:
        return [day] if newest == day else []
    missing = [day]
    while newest and (day := day - DAY) > newest and len(missing) < MOST_MISSED:
        if is_reported(schedule, day):
            missing.append(day)
    return missing[::-1]


def publish_due(kind: str, *, by, at: datetime) -> list[Report]:
    """Compile and queue what should be out of this kind, for the city and each of its regions."""
    schedule = schedule_of(kind)
    # A kind whose part is switched off has nothing to say.
    if not schedule.is_active or not of_sections(SECTIONS[kind]):
        return []
    return [
        publish(kind=kind, day=day, scope=scope, by=by, at=at)
        for scope in regions(timezone.localdate(at))
        for day in due_days(schedule, scope, at)
    ]
