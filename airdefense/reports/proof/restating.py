"""A figure of a past report that is another by now: kept beside it, once for every change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from airdefense.accounts.models import Organisation
from airdefense.reports.figures import FIGURES, Figure
from airdefense.reports.freezing import Taken, take
from airdefense.reports.models import DAILY_KINDS, FrozenFigure, Report, Restatement
from airdefense.reports.periods.measuring import figures_of
from airdefense.reports.proof.comparing import NOTHING, frozen_rows, unlike

# How far back the nightly job looks.
LOOKS_BACK = timedelta(days=92)
ROWS = ("row_ids", "row_regions", "row_values")
BY_CHANGES = ("change_ids", "change_values", "week_change_ids", "week_change_values")


def restate_compared(report: Report, figures: Iterable[FrozenFigure], *, at: datetime) -> None:
    """What the reports that this one is compared with would say by now: their days were just
    counted again, so nothing is asked twice."""
    days = (
        (report.compared_on, "previous_by_region"),
        (report.week_on, "week_by_region"),
    )
    for day, split in days:
        earlier = _report_of(report, day)
        if earlier is not None:
            now = {one.code: getattr(one, split) for one in figures if one.code in FIGURES}
            restate(earlier, now, at=at, told_in=report)


def _report_of(report: Report, day: date) -> Report | None:
    alike = Report.objects.filter(kind=report.kind, scope=report.scope, day=day)
    alike = alike.filter(subject_key=report.subject_key, pk__lt=report.pk)
    return alike.order_by("-revision").first()


def restate_recent(*, on: date, at: datetime) -> int:
    """Look through the reports of the last months; returns how many restatements were added."""
    reports = Report.objects.latest_revisions().filter(day__gte=on - LOOKS_BACK)
    splits: dict[Any, Mapping[str, str]] = {}
    found = 0
    for report in reports.select_related("scope").order_by("day", "pk"):
        found += len(restate(report, splits_now(report, splits), at=at))
    return found


def splits_now(report: Report, known: dict[Any, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """Code → the figure by region as it is now. A day is asked once: the kinds of a day count the
    same, and a county's share stands in the city's."""
    found: dict[str, Mapping[str, str]] = {}
    for figure in figures_of(report):
        if not isinstance(figure, Figure):
            continue
        if report.kind not in DAILY_KINDS:
            found[figure.code] = texts(figure.by_region(report.day, scope=report.scope))
            continue
        key = (figure.code, report.day)
        if key not in known:
            known[key] = texts(figure.by_region(report.day))
        inside = codes_below(report.scope, known)
        found[figure.code] = {c: text for c, text in known[key].items() if c in inside}
    return found


def texts(split: Mapping[str, Any]) -> dict[str, str]:
    return {code: str(amount) for code, amount in split.items()}


def codes_below(scope: Organisation, known: dict[Any, Any]) -> set[str]:
    if scope.pk not in known:
        below = Organisation.objects.filter(path__startswith=scope.path)
        known[scope.pk] = set(below.values_list("code", flat=True))
    return known[scope.pk]


def restate(
    report: Report,
    now: Mapping[str, Mapping[str, str]],
    *,
    at: datetime,
    told_in: Report | None = None,
) -> list[Restatement]:
    """Add what differs from the report and its earlier restatements; `now` is code → by region."""
    definitions = {one.code: one for one in figures_of(report) if isinstance(one, Figure)}
    last = last_restatements(report)
    added = []
    for frozen in report.figures.filter(code__in=now).defer(*ROWS, *BY_CHANGES):
        told = last[frozen.code].by_region_now if frozen.code in last else frozen.by_region
        if frozen.code in definitions and unlike(told, now[frozen.code]):
            one = _restate(frozen, definitions[frozen.code], report, at=at, told_in=told_in)
            added += [one] if one else []
    return added


def last_restatements(report: Report) -> dict[str, Restatement]:
    found = Restatement.objects.filter(figure__report=report).select_related("figure")
    return {one.figure.code: one for one in found.order_by("pk")}


@transaction.atomic
def _restate(
    frozen: FrozenFigure, figure: Figure, report: Report, *, at: datetime, told_in: Report | None
) -> Restatement | None:
    # Whoever else looks at this figure waits, and then finds what was added.
    frozen = FrozenFigure.objects.select_for_update(of=("self",)).get(pk=frozen.pk)
    earlier = list(frozen.restatements.order_by("pk"))
    taken = take(figure, report.day, report.scope)
    before = earlier[-1] if earlier else None
    if not unlike(before.by_region_now if before else frozen.by_region, taken.by_region):
        return None
    changed = changes_since(frozen, earlier, taken)
    return Restatement.objects.create(
        figure=frozen,
        found_at=at,
        value_before=before.value_now if before else frozen.value,
        value_now=taken.value,
        by_region_now=taken.by_region,
        change_ids=list(changed),
        change_values=list(changed.values()),
        told_in=told_in,
    )


def changes_since(
    frozen: FrozenFigure, earlier: Iterable[Restatement], now: Taken
) -> dict[int, Decimal]:
    """Row → by how much it counts otherwise than told last; rows that only moved to another
    region change by nothing."""
    rows = frozen_rows(frozen)
    told = {key: amount for key, (_region, amount) in rows.items()}
    named: set[int] = set()
    for one in earlier:
        named.update(one.change_ids)
        for key, amount in zip(one.change_ids, one.change_values, strict=True):
            told[key] = told.get(key, NOTHING) + amount
    changed = {}
    for key in sorted(told.keys() | now.rows.keys()):
        region, amount = now.rows.get(key, (0, NOTHING))
        other = amount - told.get(key, NOTHING)
        has_moved = key in rows and region not in (0, rows[key][0]) and key not in named
        if other or has_moved:
            changed[key] = other
    return changed
