"""From the registry of figures to rows that stay: what a report holds, and its seal."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from airdefense.accounts.models import Organisation
from airdefense.reports.figures import CENT, Figure, Ratio, percent, regions
from airdefense.reports.models import FigureDefinition, FrozenFigure, Report

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Taken:
    """The rows of one figure on one day: key → (region, what the row counts for)."""

    rows: dict[int, tuple[int, Decimal]]
    codes: dict[int, str]
    is_money: bool

    @property
    def value(self) -> Decimal:
        return sum((amount for _region, amount in self.rows.values()), Decimal(0))

    @property
    def by_region(self) -> dict[str, str]:
        totals: dict[int, Decimal] = defaultdict(Decimal)
        for region, amount in self.rows.values():
            totals[region] += amount
        return {code: self.text(totals[region]) for region, code in self.codes.items()}

    def text(self, amount: Decimal) -> str:
        return str(amount.quantize(CENT)) if self.is_money else str(int(amount))


def take(figure: Figure, day: date, scope: Organisation) -> Taken:
    """Ask a figure for its rows on that day."""
    rows = {
        row[0]: (row[1], row[2] if len(row) > 2 else ONE) for row in figure.each(day, scope=scope)
    }
    codes = {region.pk: region.code for region in regions(day, scope)}
    strangers = {region for region, _amount in rows.values()} - codes.keys()
    if strangers:
        found = Organisation.objects.filter(pk__in=strangers).values_list("pk", "code")
        codes |= dict(found)
    return Taken(rows, codes, figure.is_money)


def changes(now: Taken, before: Taken) -> tuple[list[int], list[Decimal]]:
    """By which rows two days differ, and by how much each."""
    nothing = (0, Decimal(0))
    pairs = (
        (key, now.rows.get(key, nothing)[1] - before.rows.get(key, nothing)[1])
        for key in sorted(now.rows.keys() | before.rows.keys())
    )
    differing = [(key, amount) for key, amount in pairs if amount]
    return [key for key, _amount in differing], [amount for _key, amount in differing]


def frozen(figure: Figure, report: Report) -> FrozenFigure:
    """The rows of a figure on the report's day, with what changed since the days compared with."""
    now, before, week = (
        take(figure, day, report.scope) for day in (report.day, report.compared_on, report.week_on)
    )
    change_ids, change_values = changes(now, before)
    week_ids, week_values = changes(now, week)
    return FrozenFigure(
        report=report,
        code=figure.code,
        value=now.value,
        by_region=now.by_region,
        previous_value=before.value,
        previous_by_region=before.by_region,
        week_value=week.value,
        week_by_region=week.by_region,
        row_model=figure.counted(report.day).model._meta.label_lower,
        row_ids=list(now.rows),
        row_regions=[region for region, _amount in now.rows.values()],
        row_values=[amount for _region, amount in now.rows.values()] if figure.is_money else [],
        change_ids=change_ids,
        change_values=change_values,
        week_change_ids=week_ids,
        week_change_values=week_values,
    )


def frozen_ratio(ratio: Ratio, report: Report, done: dict[str, FrozenFigure]) -> FrozenFigure:
    """A percentage of two figures of the same report."""
    top, bottom = done[ratio.numerator], done[ratio.denominator]
    fields: dict[str, Any] = {}
    for value, split in (
        ("value", "by_region"),
        ("previous_value", "previous_by_region"),
        ("week_value", "week_by_region"),
    ):
        fields[value] = percent(getattr(top, value), getattr(bottom, value))
        tops, bottoms = getattr(top, split), getattr(bottom, split)
        shares = {
            code: percent(Decimal(tops.get(code, 0)), Decimal(n)) for code, n in bottoms.items()
        }
        fields[split] = {
            code: None if share is None else str(share) for code, share in shares.items()
        }
    return FrozenFigure(report=report, code=ratio.code, **fields)


def freeze(
    report: Report,
    definitions: Iterable[Figure | Ratio],
    wordings: Mapping[str, FigureDefinition],
) -> list[FrozenFigure]:
    """Every figure of a report with its definition, ratios after the figures they divide."""
    done: dict[str, FrozenFigure] = {}
    for definition in definitions:
        if isinstance(definition, Ratio):
            done[definition.code] = frozen_ratio(definition, report, done)
        else:
            done[definition.code] = frozen(definition, report)
        done[definition.code].wording = wordings[definition.code]
    return list(done.values())


def seal(report: Report, figures: Iterable[FrozenFigure]) -> str:
    """SHA-256 over everything the report says, chained to the report before and to the history.

    It reads only what is stored, so that anybody makes it again from the rows.
    """
    content = {
        "kind": report.kind,
        "since": str(report.since),
        "day": str(report.day),
        "subject": [report.subject_key, report.subject],
        "scope": report.scope.code,
        "revision": report.revision,
        "reason": report.reason,
        "number": report.number,
        "cut_off": timezone.localtime(report.cut_off).isoformat(),
        "compared_on": [str(report.compared_on), str(report.week_on)],
        "previous": report.previous_digest,
        "history": report.history.root if report.history else "",
        "figures": [said(figure) for figure in sorted(figures, key=lambda one: one.code)],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def said(figure: FrozenFigure) -> list[Any]:
    """What a frozen figure says, in a form that reads the same before and after storing."""
    return [
        figure.code,
        *(_text(value) for value in (figure.value, figure.previous_value, figure.week_value)),
        figure.by_region,
        figure.previous_by_region,
        figure.week_by_region,
        figure.row_model,
        figure.row_ids,
        figure.row_regions,
        [_text(value) for value in figure.row_values],
        figure.change_ids,
        [_text(value) for value in figure.change_values],
        figure.week_change_ids,
        [_text(value) for value in figure.week_change_values],
        _text(figure.plan_value),
        figure.plan_by_region,
        figure.wording.said if figure.wording else None,
    ]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(Decimal(value).quantize(CENT))
