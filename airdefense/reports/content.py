"""A report as a reader sees it: page, mail and API say the same numbers in the same words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.reports import words
from airdefense.reports.cells import cell_text, is_exact, total_text
from airdefense.reports.figures import FIGURES, Section
from airdefense.reports.models import FrozenFigure, Kind, Report

# Who works on leads and reads their numbers whole.
LEAD_ROLES = (
    Role.CASE_SUPERVISION,
    Role.CASE_OFFICER,
    Role.OFFICE_DIRECTOR,
    Role.APPROVING_LEADER,
    Role.SECRETARY,
    Role.TRIAL_OFFICER,
)
ROWS = ("row_ids", "row_regions", "row_values")
NAMED = 5
TOP = {
    Kind.DAILY: ("M13", "M14", "M08", "M16", "S01", "M01"),
    Kind.RECTIFICATION: ("M08", "M09", "M10", "M11", "S01", "S02"),
    Kind.FEE_RECOVERY: ("M12", "M13", "M14", "S06"),
}
COLUMNS = {
    Kind.DAILY: ("M01", "M02", "M08", "M12", "M13", "M14", "M15", "M16", "S01"),
    Kind.RECTIFICATION: ("M08", "M09", "M10", "M11", "S01", "S02"),
    Kind.FEE_RECOVERY: ("M12", "M13", "M14", "S06"),
}
# The few columns that a phone shows side by side.
IN_MAIL = {
    Kind.DAILY: ("M08", "M13", "M14", "M15", "S01"),
    Kind.RECTIFICATION: ("M08", "M09", "S01"),
    Kind.FEE_RECOVERY: ("M12", "M13", "M14"),
}
# Heads short enough for ten columns.
HEADS = {
    "M01": _l("Checked projects"),
    "M02": _l("Problems found"),
    "M08": _l("Rectified"),
    "M12": _l("Owed"),
    "M13": _l("Recovered"),
    "M15": _l("Leads in"),
    "M16": _l("Disposed"),
    "S01": _l("Overdue"),
    "S02": _l("Due in 3 days"),
    "S06": _l("Left open"),
    "M10": _l("Fell due"),
}
# What the last column compares: the figure that this report is about.
MOVING = {Kind.DAILY: "M13", Kind.RECTIFICATION: "M08", Kind.FEE_RECOVERY: "M13"}
# Less than this of what is owed is put in red.
LOW_RATE = Decimal(75)


def sees_leads(user: Any, region: Organisation) -> bool:
    """Whether counts of leads in this region are this person's business: a commission's people
    work for the region it sits in, and for no other."""
    homes = (grant.scope.region or grant.scope for grant in user.grants if grant.role in LEAD_ROLES)
    return any(region.path.startswith(home.path) for home in homes)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the table of regions, with the page of its rows."""

    text: str
    url: str = ""
    is_low: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One region of the table."""

    name: str
    cells: list[Cell]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A row by its name, with what it counted for."""

    name: str
    amount: str
    url: str


@dataclass(slots=True)
class Told:
    """A figure in words: value, unit, what changed and by which rows."""

    frozen: FrozenFigure
    paper: "Paper"
    names: list[Named] = field(default_factory=list)
    more: int = 0

    @property
    def code(self) -> str:
        return self.frozen.code

    @property
    def about(self) -> Any:
        return FIGURES[self.code]

    @property
    def unit(self) -> Any:
        return words.unit_words(self.about.unit)

    @property
    def head(self) -> Any:
        return HEADS.get(self.code, self.about.label)

    @property
    def is_hidden(self) -> bool:
        """A number of leads, for a reader who does not work on leads: small ones are not told."""
        return self.paper.hides(self.about)

    @property
    def text(self) -> str:
        if self.is_hidden:
            return total_text(self.frozen.counts())
        return words.number(self.frozen.value, self.about.unit)

    @property
    def raw(self) -> str:
        """The value to the fen, in yuan."""
        return f"{self.frozen.value:,.2f}" if self.about.is_money else self.text

    @property
    def delta(self) -> str:
        return self._difference(self.frozen.delta, "previous_by_region")

    @property
    def week_delta(self) -> str:
        return self._difference(self.frozen.week_delta, "week_by_region")

    def _difference(self, value: Decimal | None, before: str) -> str:
        """What changed, where both days are told exactly: else it would tell one of them."""
        days = (self.frozen.counts(), self.frozen.counts(before))
        if self.is_hidden and not all(is_exact(counts) for counts in days):
            return words.DASH
        return words.difference(value, self.about.unit)

    @property
    def has_changed(self) -> bool:
        return bool(self.frozen.delta) and self.delta != words.DASH

    @property
    def url(self) -> str:
        return reverse("reports:figure", args=[self.frozen.report_id, self.code])

    @property
    def moved(self) -> list[tuple[str, str]]:
        """Which regions the change since the day before comes from: (name, difference)."""
        if self.about.is_confidential or self.about.is_ratio or self.paper.is_of_county:
            return []
        found = []
        for region in self.paper.regions:
            now = self.frozen.in_region(region.code) or Decimal(0)
            before = self.frozen.in_region(region.code, "previous_by_region") or Decimal(0)
            if now != before:
                found.append((region.short_name, words.difference(now - before, self.about.unit)))
        return found


class Paper:
    """One report read by one person."""

    def __init__(self, report: Report, reader: Any) -> None:
        self.report, self.reader = report, reader
        self.sees_leads = sees_leads(reader, report.scope)

    def hides(self, about: Any) -> bool:
        return about.is_confidential and not self.sees_leads

    @cached_property
    def figures(self) -> dict[str, Told]:
        """The figures without their rows, which may be a hundred thousand."""
        found = self.report.figures.defer(*ROWS)
        return {figure.code: Told(figure, self) for figure in found if figure.code in FIGURES}

    @cached_property
    def regions(self) -> list[Organisation]:
        """The regions the report speaks of, the city first."""
        codes = {code for told in self.figures.values() for code in told.frozen.by_region}
        found = Organisation.objects.filter(code__in=codes).order_by("path")
        return [region for region in found.regions() if region.path.startswith(self.root)]

    @property
    def root(self) -> str:
        return self.report.scope.path

    @property
    def is_of_county(self) -> bool:
        return not self.report.is_of_city

    def __getitem__(self, code: str) -> Told:
        return self.figures[code]

    def __contains__(self, code: str) -> bool:
        return code in self.figures

    @property
    def top(self) -> list[Told]:
        return [self.figures[code] for code in TOP[self.report.kind] if code in self.figures]

    @property
    def warnings(self) -> list[Told]:
        told = (one for one in self.figures.values() if one.about.section == Section.WARNINGS)
        return [one for one in told if one.frozen.value and not self.hides(one.about)]

    def by_region(self, code: str) -> dict[str, str]:
        """The split of a figure as this reader may see it: region code → text."""
        told = self.figures[code]
        cells = {region.code: told.frozen.in_region(region.code) for region in self.regions}
        if self.hides(told.about):
            return {name: cell_text(int(count or 0)) for name, count in cells.items()}
        return {name: words.number(value, told.about.unit) for name, value in cells.items()}

    @property
    def heads(self) -> list[Told]:
        """The figures of the table of regions."""
        return [self.figures[code] for code in COLUMNS[self.report.kind] if code in self.figures]

    @property
    def moving(self) -> Told | None:
        """The figure that the last column and the trend follow; none that the reader may not
        see by region."""
        told = self.figures.get(MOVING[self.report.kind])
        return None if told is None or self.hides(told.about) else told

    @property
    def mail_heads(self) -> list[Told]:
        return [self.figures[code] for code in IN_MAIL[self.report.kind] if code in self.figures]

    @property
    def mail_table(self) -> list[Line]:
        """The table of regions with the columns of the mail."""
        codes = [told.code for told in self.heads]
        places = [codes.index(told.code) for told in self.mail_heads]
        return [
            Line(line.name, [line.cells[place] for place in places], line.is_sum)
            for line in self.table
        ]

    @cached_property
    def table(self) -> list[Line]:
        """A line for each region, and the whole."""
        splits = {told.code: self.by_region(told.code) for told in self.heads}
        lines = [
            Line(region.short_name, [*self._cells(region, splits), *self._moved(region)])
            for region in self.regions
        ]
        whole = [Cell(told.text + self._of(told), told.url) for told in self.heads]
        last = [Cell(self.moving.delta)] if self.moving else []
        if len(lines) > 1:
            lines.append(Line(_("Total"), [*whole, *last], is_sum=True))
        return lines

    def _cells(self, region: Organisation, splits: dict[str, dict[str, str]]) -> Iterable[Cell]:
        for told in self.heads:
            url = "" if told.about.is_confidential else f"{told.url}?region={region.code}"
            value = told.frozen.in_region(region.code)
            is_low = told.code == "M14" and value is not None and value < LOW_RATE
            yield Cell(splits[told.code][region.code] + self._of(told, region), url, is_low)

    def _of(self, told: Told, region: Organisation | None = None) -> str:
        """Of how many, behind what was rectified: “/12”."""
        if told.code != "M08":
            return ""
        every = self.figures["M07"].frozen
        value = every.in_region(region.code) if region else every.value
        return "/" + words.number(value, self.figures["M07"].about.unit)

    def _moved(self, region: Organisation) -> list[Cell]:
        if self.moving is None:
            return []
        frozen, unit = self.moving.frozen, self.moving.about.unit
        now, before = (
            frozen.in_region(region.code),
            frozen.in_region(region.code, "previous_by_region"),
        )
        return [Cell(words.difference((now or Decimal(0)) - (before or Decimal(0)), unit))]

    @property
    def tells_steps(self) -> bool:
        return any(self.hides(told.about) for told in self.heads)

    @cached_property
    def changed(self) -> list[Told]:
        """The figures that changed since the day before, those that may be with named rows."""
        codes = {told.code for told in self.figures.values() if told.has_changed}
        sections = {Section.WARNINGS}
        changed = [
            told
            for code, told in sorted(self.figures.items())
            if code in codes and told.about.section not in sections and not told.about.is_ratio
        ]
        for told in changed:
            self.name(told, told.frozen.change_ids, told.frozen.change_values)
        return changed

    def name(self, told: Told, ids: list[int], amounts: list[Decimal]) -> None:
        """Name the rows that weigh most, of those that the reader may see."""
        if told.about.is_confidential or not ids:
            return
        weights = dict(zip(ids, amounts, strict=True))
        first = sorted(weights, key=lambda key: -abs(weights[key]))[: NAMED * 4]
        found = self.visible(told.frozen).in_bulk(first)
        for key in [key for key in first if key in found][:NAMED]:
            amount = words.difference(weights[key], told.about.unit) if told.about.is_money else ""
            told.names.append(Named(row_name(told.about, found[key]), amount, url_of(found[key])))
        told.more = len(ids) - len(told.names)

    def visible(self, frozen: FrozenFigure) -> Any:
        """The rows of the figure's kind that the reader may see."""
        return readable_rows(frozen, self.reader)


def readable_rows(frozen: FrozenFigure, reader: Any, ids: list[int] | None = None) -> Any:
    """What this person may open of a figure: its rows, or of confidential ones what they belong
    to, for those who work on them; all that is readable, or of these rows only."""
    about = FIGURES[frozen.code]
    if about.is_confidential:
        rows = frozen.model._base_manager.filter(pk__in=ids or [])
        found = about.readable(reader).filter(pk__in=rows.values(about.opens))
    else:
        found = frozen.model.objects.visible_to(reader)
        found = found if ids is None else found.filter(pk__in=ids)
    return found.select_related(*related(about))


def related(about: Any) -> list[str]:
    """The relations that the columns of a figure read."""
    paths = (column.name.split(".")[:-1] for column in about.columns)
    return sorted({"__".join(path) for path in paths if path})


def row_name(about: Any, row: Any) -> str:
    """What a row is called: the column that stands first on a narrow screen."""
    return next((str(c.raw(row)) for c in about.columns if c.phone == "o0"), str(row))


def url_of(row: Any) -> str:
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
