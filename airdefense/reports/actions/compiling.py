"""A report is compiled once per kind, days and region; whatever is found wrong adds a revision."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.casework import numbering
from airdefense.casework.actions import record
from airdefense.casework.clock import end_of, previous_working_day
from airdefense.casework.remembering import forget
from airdefense.casework.sealing import newest_seal, seal_history
from airdefense.casework.workflow import NotPossible
from airdefense.reports.actions.due import MISSING, due_days, due_rounds, schedule_of
from airdefense.reports.actions.mailing import queue_deliveries
from airdefense.reports.definitions.recording import record_definitions
from airdefense.reports.figures import of_sections, regions
from airdefense.reports.freezing import freeze, seal
from airdefense.reports.models import SECTIONS, FrozenFigure, Kind, Report
from airdefense.reports.periods.measuring import figures_of
from airdefense.reports.periods.rounds import Round
from airdefense.reports.periods.rules import Period, compared_with, period_of
from airdefense.reports.planning.freezing import add_plan
from airdefense.reports.proof.restating import restate_compared


@dataclass(frozen=True, slots=True)
class Matter:
    """What a report is to be about: there is one of its kind, days, region and round."""

    kind: str
    period: Period
    scope: Organisation
    subject_key: str = ""
    subject: str = ""

    @classmethod
    def of(cls, kind: str, day: date, scope: Organisation, about: Round | None) -> "Matter":
        """Raises NotPossible for a report at the end of a round that names none."""
        if kind != Kind.ROUND:
            return cls(kind, period_of(kind, day), scope)
        if about is None:
            raise NotPossible(_("Name the round that the report is about: one that is concluded."))
        return cls(kind, about.period, scope, about.subject_key, about.name)

    @classmethod
    def of_report(cls, report: Report) -> "Matter":
        period = Period(report.since, report.day)
        return cls(report.kind, period, report.scope, report.subject_key, report.subject)

    def lock(self) -> None:
        """Nobody else compiles this kind for this region until the transaction ends."""
        key = [f"reports.{self.kind}", self.scope.pk]
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s), %s)", key)

    def latest(self) -> Report | None:
        """The last revision of the report, when there is one."""
        found = Report.objects.filter(
            kind=self.kind, day=self.period.until, scope=self.scope, subject_key=self.subject_key
        )
        return found.order_by("-revision").first()


def compile_report(
    *, kind: str, day: date, scope: Organisation, by, at: datetime, about: Round | None = None
) -> Report:
    """Freeze the day, or the period that it lies in; run again, it returns what was frozen.
    Raises NotPossible before the last day of the period."""
    matter = Matter.of(kind, day, scope, about)
    if matter.latest() is None:
        # Sealed in a transaction of its own: writers wait for the seal, never for the compiling.
        seal_history(at=at)
    with transaction.atomic():
        report = _compiled(matter, by=by, at=at)
    forget(MISSING)
    return report


def _compiled(matter: Matter, *, by, at) -> Report:
    matter.lock()
    return matter.latest() or _freeze(matter, by=by, at=at)


def correct_report(*, report: Report, reason: str, by, at: datetime) -> Report:
    """Add a revision with its reason; what was reported first stays beside it."""
    if not reason.strip():
        raise NotPossible(_("Say why the report is corrected."))
    matter = Matter.of_report(report)
    seal_history(at=at)
    with transaction.atomic():
        matter.lock()
        return _freeze(matter, by=by, at=at, corrects=matter.latest(), reason=reason)


def refuse_early(matter: Matter, at: datetime) -> None:
    """Raises NotPossible while the last day of the period is not here."""
    if matter.period.until > timezone.localdate(at):
        day = f"{matter.period.until:%Y-%m-%d}"
        raise NotPossible(_("%(day)s is not here yet: nothing to report.") % {"day": day})


def _freeze(matter: Matter, *, by, at, corrects=None, reason="") -> Report:
    refuse_early(matter, at)
    period = matter.period
    compared_on, week_on = compared_with(matter.kind, period, previous_working_day)
    chain = Report.objects.filter(kind=matter.kind, scope=matter.scope).order_by("-pk")
    report = Report(
        kind=matter.kind,
        since=period.since,
        day=period.until,
        subject_key=matter.subject_key,
        subject=matter.subject,
        scope=matter.scope,
        revision=corrects.revision + 1 if corrects else 1,
        reason=reason,
        number=corrects.number if corrects else _number(matter),
        compiled_at=at,
        compiled_by=by,
        cut_off=min(end_of(period.until), at),
        compared_on=compared_on,
        week_on=week_on,
        previous_digest=chain.values_list("digest", flat=True).first() or "",
        history=newest_seal(),
    )
    figures = freeze(report, figures_of(report), record_definitions(at=at))
    add_plan(report, figures)
    report.digest = seal(report, figures)
    report.save()
    FrozenFigure.objects.bulk_create(figures)
    restate_compared(report, figures, at=at)
    step = "correct" if corrects else "compile"
    record(report, step, by=by, at=at, note=reason, detail={"sha256": report.digest})
    return report


def _number(matter: Matter) -> int:
    taken = numbering.take(
        organisation=matter.scope,
        series=f"report-{matter.kind}"[:20],
        year=matter.period.until.year,
        pattern="{n}",
    )
    return int(taken)


def is_early(report: Report, at: datetime) -> bool:
    """Whether it was asked for before its days were over, and now they are."""
    return report.cut_off < end_of(report.day) <= at


def publish(
    *, kind: str, day: date, scope: Organisation, by, at: datetime, about: Round | None = None
) -> Report:
    """Compile a report and write the mails to those who are to have it, both or neither. One that
    was asked for before its days were over gets a further revision with all of them."""
    matter = Matter.of(kind, day, scope, about)
    out = matter.latest()
    # Beat asks every minute: what is out as it should be is not sealed again.
    if out is None or is_early(out, at):
        seal_history(at=at)
    with transaction.atomic():
        report = _compiled(matter, by=by, at=at)
        if is_early(report, at):
            reason = _("Compiled before the day was over; now with the whole of it.")
            report = _freeze(matter, by=by, at=at, corrects=report, reason=reason)
        if not report.deliveries.exists():
            queue_deliveries(report, at=at)
        return report


def publish_due(kind: str, *, by, at: datetime) -> list[Report]:
    """Compile and queue what should be out of this kind, for the city and each of its regions."""
    schedule = schedule_of(kind)
    # A kind whose part is switched off has nothing to say.
    if not schedule.is_active or not of_sections(SECTIONS[Kind(kind)]):
        return []
    scopes = regions(timezone.localdate(at))
    if kind == Kind.ROUND:
        wanted = [
            (scope, about.period.until, about)
            for about in due_rounds(schedule, at)
            for scope in scopes
            if about.is_reported_in(scope)
        ]
    else:
        wanted = [(scope, day, None) for scope in scopes for day in due_days(schedule, scope, at)]
    return [
        publish(kind=kind, day=day, scope=scope, by=by, at=at, about=about)
        for scope, day, about in wanted
    ]


def note_export(report: Report, file: bytes, *, by, at: datetime) -> None:
    """Write into the history who took the rows of a report away."""
    digest = hashlib.sha256(file).hexdigest()
    record(report, "export", by=by, at=at, detail={"sha256": digest, "bytes": len(file)})
