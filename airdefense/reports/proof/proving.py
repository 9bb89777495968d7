"""The proof of a report as its reader sees it: a line for each figure, green or red."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from airdefense.reports import words
from airdefense.reports.cells import cell_text, total_text
from airdefense.reports.content import Paper
from airdefense.reports.proof.checking import Seals
from airdefense.reports.proof.comparing import Difference
from airdefense.reports.proof.restated import named
from airdefense.reports.told import Named, Told


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what was reported, what another count says, and by which rows they differ."""

    told: Told
    now: str
    is_same: bool
    difference: str = ""
    regions: list[tuple[str, str, str]] = field(default_factory=list)
    names: list[Named] = field(default_factory=list)
    more: int = 0

    @property
    def code(self) -> str:
        return self.told.code


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of making a report again."""

    lines: list[Line]
    seals: Seals

    @property
    def others(self) -> list[Line]:
        return [line for line in self.lines if not line.is_same]

    @property
    def is_well(self) -> bool:
        return self.seals.is_well and not self.others


def lines_of(paper: Paper, differences: Mapping[str, Difference]) -> list[Line]:
    """The figures of a report beside another count of them, as this reader may know both."""
    return [
        _line(paper, paper[code], found)
        for code, found in sorted(differences.items())
        if code in paper
    ]


def _line(paper: Paper, told: Told, found: Difference) -> Line:
    if paper.hides(told.about):
        return _line_in_steps(told, found)
    unit, frozen = told.about.unit, told.frozen
    if not found:
        return Line(told, told.text, is_same=True)
    names = named(frozen, found.row_ids, weights(found), paper.reader)
    change = None if found.value_now is None else found.value_now - (frozen.value or 0)
    rows = 0 if told.about.is_confidential else len(found.row_ids)
    return Line(
        told,
        words.number(found.value_now, unit),
        is_same=False,
        difference=words.difference(change, unit),
        regions=[
            (name, words.number(number(then), unit), words.number(number(now), unit))
            for name, then, now in named_regions(paper, found)
        ],
        names=names,
        more=rows - len(names),
    )


def _line_in_steps(told: Told, found: Difference) -> Line:
    """Counts of leads are held against each other as they are told: nothing between the steps."""
    then = [int(number(text) or 0) for text in told.frozen.by_region.values()]
    split = told.frozen.by_region | {code: now for code, (_then, now) in found.regions.items()}
    now = [int(number(text) or 0) for text in split.values()]
    is_same = total_text(then) == total_text(now) and steps(told.frozen.by_region) == steps(split)
    return Line(told, total_text(now), is_same=is_same and not found.is_gone)


def steps(split: Mapping[str, Any]) -> dict[str, str]:
    return {code: cell_text(int(number(text) or 0)) for code, text in split.items()}


def weights(found: Difference) -> dict[int, Decimal]:
    return dict.fromkeys(found.moved, Decimal(0)) | dict(found.rows)


def named_regions(paper: Paper, found: Difference) -> list[tuple[str, Any, Any]]:
    names = {region.code: region.short_name for region in paper.regions}
    return [(names.get(code, code), *pair) for code, pair in found.regions.items()]


def number(text: Any) -> Decimal | None:
    return None if text is None else Decimal(text)
