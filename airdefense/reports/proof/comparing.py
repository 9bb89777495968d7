"""A frozen report made again from the dated facts of today, and held against what was frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from airdefense.reports.figures import Figure, Ratio, percent
from airdefense.reports.freezing import ONE, take
from airdefense.reports.models import FrozenFigure, Report
from airdefense.reports.periods.measuring import figures_of

NOTHING = Decimal(0)
# Key → (region, what the row counts for).
Rows = Mapping[int, tuple[int, Decimal]]


@dataclass(frozen=True, slots=True)
class Difference:
    """How a frozen figure differs from what the facts say now; falsy where it does not."""

    code: str
    value_then: Decimal | None = None
    value_now: Decimal | None = None
    # Region code → (then, now), of the regions that differ.
    regions: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    # Row → by how much it counts more now, or less; and the rows that another region has now.
    rows: Mapping[int, Decimal] = field(default_factory=dict)
    moved: tuple[int, ...] = ()
    # The figure is not measured any more: its part of the product is switched off.
    is_gone: bool = False

    def __bool__(self) -> bool:
        is_other = self.value_then != self.value_now
        return bool(is_other or self.regions or self.rows or self.moved or self.is_gone)

    @property
    def row_ids(self) -> list[int]:
        """The rows that differ, the heaviest first."""
        weigh = sorted(self.rows, key=lambda key: -abs(self.rows[key]))
        return [*weigh, *(key for key in self.moved if key not in self.rows)]


def recompute(report: Report) -> list[Difference]:
    """Every figure of a report asked anew for the report's day; what differs is returned."""
    return [found for found in recomputed(report).values() if found]


def recomputed(report: Report) -> dict[str, Difference]:
    """Code → how the figure compares, those that are the same included."""
    definitions = {one.code: one for one in figures_of(report)}
    found: dict[str, Difference] = {}
    splits: dict[str, Mapping[str, str]] = {}
    # One after the other: the rows of a figure may be a hundred thousand.
    for frozen in report.figures.order_by("code").iterator(chunk_size=1):
        definition = definitions.get(frozen.code)
        if isinstance(definition, Figure):
            now = take(definition, report.day, report.scope)
            splits[frozen.code] = now.by_region
            found[frozen.code] = compare(frozen, now.value, now.by_region, now.rows)
    for frozen in report.figures.exclude(code__in=found):
        definition = definitions.get(frozen.code)
        is_measured = isinstance(definition, Ratio) and parts(definition) <= splits.keys()
        found[frozen.code] = (
            compare_ratio(frozen, definition, splits)
            if is_measured
            else Difference(frozen.code, frozen.value, is_gone=True)
        )
    return dict(sorted(found.items()))


def parts(ratio: Ratio) -> set[str]:
    return {ratio.numerator, ratio.denominator}


def compare(
    frozen: FrozenFigure, value: Decimal | None, split: Mapping[str, Any], rows: Rows
) -> Difference:
    """A frozen figure beside another count of the same: made anew, or of another revision."""
    then = frozen_rows(frozen)
    nothing = (0, NOTHING)
    pairs = {
        key: (then.get(key, nothing), rows.get(key, nothing))
        for key in sorted(then.keys() | rows.keys())
    }
    return Difference(
        frozen.code,
        frozen.value,
        value,
        regions=unlike(frozen.by_region, split),
        rows={key: new[1] - old[1] for key, (old, new) in pairs.items() if new[1] != old[1]},
        moved=tuple(
            key for key, (old, new) in pairs.items() if old[0] and new[0] and old[0] != new[0]
        ),
    )


def compare_ratio(
    frozen: FrozenFigure, ratio: Ratio, splits: Mapping[str, Mapping[str, str]]
) -> Difference:
    """A frozen percentage beside that of its two figures as they are now."""
    tops, bottoms = (
        {code: Decimal(text) for code, text in splits[part].items()}
        for part in (ratio.numerator, ratio.denominator)
    )
    shares = {code: percent(tops.get(code, NOTHING), amount) for code, amount in bottoms.items()}
    now = {code: None if share is None else str(share) for code, share in shares.items()}
    value = percent(sum(tops.values(), NOTHING), sum(bottoms.values(), NOTHING))
    return Difference(frozen.code, frozen.value, value, regions=unlike(frozen.by_region, now))


def frozen_rows(frozen: FrozenFigure) -> dict[int, tuple[int, Decimal]]:
    """Key → (region, what the row counted for), as it was frozen."""
    amounts = frozen.row_values or [ONE] * len(frozen.row_ids)
    triples = zip(frozen.row_ids, frozen.row_regions, amounts, strict=True)
    return {key: (region, amount) for key, region, amount in triples}


def unlike(then: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The regions in which two splits differ; one that is left out counts nothing."""
    return {
        code: (then.get(code), now.get(code))
        for code in sorted(then.keys() | now.keys())
        if Decimal(then.get(code) or 0) != Decimal(now.get(code) or 0)
    }


def between(first: Report, second: Report) -> dict[str, Difference]:
    """Code → what another revision says otherwise, of the figures that both have."""
    others = {one.code: one for one in second.figures.only("code")}
    found = {}
    for frozen in first.figures.order_by("code").iterator(chunk_size=1):
        if frozen.code in others:
            other = second.figures.get(code=frozen.code)
            rows = frozen_rows(other)
            found[frozen.code] = compare(frozen, other.value, other.by_region, rows)
    return found
