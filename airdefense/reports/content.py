"""A report as a reader sees it: page, mail and API say the same numbers in the same words."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.reports import words
from airdefense.reports.audience import sees_leads
from airdefense.reports.cells import cell_text
from airdefense.reports.figures import FIGURES, Section
from airdefense.reports.layout import (
    COLUMNS,
    IN_MAIL,
    LEAST_DENOMINATOR,
    LOW_RATE,
    MOVING,
    RANKING,
    TOP,
)
from airdefense.reports.models import FrozenFigure, Report
from airdefense.reports.naming import Known, first_rows, related
from airdefense.reports.told import (
    NOTHING,
    PREVIOUS,
    WEEK,
    Cell,
    Change,
    Line,
    Named,
    Side,
    Since,
    Told,
)
from airdefense.reports.weights import Weights, rows_by_region, weights_of

NAMED = 5
# What does not fit together stands apart; parts of figures are drawn, not told.
NOT_TOLD = frozenset({Section.WARNINGS, Section.PARTS})


class Paper:
    """One report read by one person."""

    def __init__(self, report: Report, reader: Any) -> None:
        self.report, self.reader = report, reader
        self.sees_leads = sees_leads(reader, report.scope)
        self._weights: dict[str, Weights] = {}
        self._known = Known(reader)
        self._firsts: dict[int, list[int]] = {}

    def hides(self, about: Any) -> bool:
        return about.is_confidential and not self.sees_leads

    @cached_property
    def figures(self) -> dict[str, Told]:
        """The figures without their rows, which may be a hundred thousand."""
        found = self.report.figures.without_rows()
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
            Line(
                region.short_name,
                [*self._cells(region, splits), *self._moved(region)],
                rank=self.ranks.get(region.code, ""),
            )
            for region in self.regions
        ]
        whole = [Cell(told.text + self._of(told), told.url) for told in self.heads]
        last = [Cell(self.moving.delta)] if self.moving else []
        if len(lines) > 1:
            lines.append(Line(_("Total"), [*whole, *last], is_sum=True))
        return lines

    @property
    def ranking(self) -> Told | None:
        """The rate that the counties are ranked by, in a report of several."""
        return None if self.is_of_county else self.figures.get(RANKING[self.report.kind])

    @cached_property
    def ranks(self) -> dict[str, str]:
        """Region code → place by the rate, for counties with enough to divide by; the city itself
        is no county. Who has the same rate shares the place."""
        if self.ranking is None or self.ranking.about.is_confidential:
            return {}
        bottom = self.figures[self.ranking.about.denominator]
        counted = rows_by_region(bottom.frozen)
        rates = {
            region.code: rate
            for region in self.regions
            if region.kind == OrganisationKind.COUNTY
            and counted.get(region.code, 0) >= LEAST_DENOMINATOR
            and (rate := self.ranking.frozen.in_region(region.code)) is not None
        }
        return {
            code: str(1 + sum(other > rate for other in rates.values()))
            for code, rate in rates.items()
        }

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
        return [Cell(words.difference((now or NOTHING) - (before or NOTHING), unit))]

    @property
    def tells_steps(self) -> bool:
        return any(self.hides(told.about) for told in self.heads)

    @cached_property
    def changed(self) -> list[Told]:
        """The figures with something to tell since the day before."""
        return [
            told
            for _code, told in sorted(self.figures.items())
            if told.has_changed and told.about.section not in NOT_TOLD and not told.about.is_ratio
        ]

    @cached_property
    def is_quiet(self) -> bool:
        """Whether nothing that this reader is told changed since the day before, one line then."""
        return not self.changed

    @cached_property
    def changes(self) -> list[Change]:
        """What changed since the day before, by regions and by named rows."""
        self._meet(self.changed, PREVIOUS)
        return [self.change(told, PREVIOUS) for told in self.changed]

    @cached_property
    def week_changes(self) -> list[Change]:
        """What changed since the earlier of the two days compared with."""
        told = [
            one
            for _code, one in sorted(self.figures.items())
            if one.frozen.week_delta
            and one.week_delta != words.DASH
            and one.about.section not in NOT_TOLD
            and not one.about.is_ratio
            and not one.about.is_flow
        ]
        self._meet(told, WEEK)
        return [self.change(one, WEEK) for one in told]

    @cached_property
    def planned(self) -> list[Told]:
        """The figures that a plan was made for."""
        found = sorted(self.figures.items())
        return [told for _code, told in found if told.frozen.plan_value is not None]

    def change(self, told: Told, since: Since) -> Change:
        text = told.delta if since is PREVIOUS else told.week_delta
        if told.about.is_flow:
            text = words.difference(told.frozen.value, told.about.unit)
        return Change(told, text, told.moved_since(since), *self.sides(told, since))

    def sides(self, told: Told, since: Since) -> tuple[Side, Side]:
        """The rows that came and those that left, the heaviest by name, of those that the reader
        may see; of leads nothing."""
        if told.about.is_confidential:
            return Side(0), Side(0)
        if told.about.is_flow:
            return self._happened(told), Side(0)
        return self._side(told, since, came=True), self._side(told, since, came=False)

    def _side(self, told: Told, since: Since, *, came: bool) -> Side:
        found = self.weights(since)
        heaviest = found.of(told.code, came=came)
        amounts = dict.fromkeys(heaviest, "")
        if told.about.is_money:
            amounts = {
                key: words.difference(amount, told.about.unit) for key, amount in heaviest.items()
            }
        return self._named(told, found.count(told.code, came=came), amounts)

    def _happened(self, told: Told) -> Side:
        """What happened in the days of the report, whatever happened before."""
        return self._named(
            told, int(told.frozen.value or 0), dict.fromkeys(self._first_of(told), "")
        )

    def _first_of(self, told: Told) -> list[int]:
        if told.frozen.pk not in self._firsts:
            self._firsts |= first_rows([told], NAMED * 4)
        return self._firsts[told.frozen.pk]

    def _meet(self, several: list[Told], since: Since) -> None:
        """Fetch the rows that these figures name, so that none of them asks for its own."""
        several = [told for told in several if not told.about.is_confidential]
        if flows := [told for told in several if told.about.is_flow]:
            self._firsts |= first_rows(flows, NAMED * 4)
        self._known.fetch((told, self._keys(told, since)) for told in several)

    def _keys(self, told: Told, since: Since) -> list[int]:
        if told.about.is_flow:
            return self._first_of(told)
        found = self.weights(since)
        return [key for came in (True, False) for key in found.of(told.code, came=came)]

    def _named(self, told: Told, count: int, amounts: dict[int, str]) -> Side:
        rows = self._known.of(told, amounts)
        names = [
            Named(row_name(told.about, rows[key]), amount, url_of(rows[key]))
            for key, amount in amounts.items()
            if key in rows
        ]
        return Side(count, names[:NAMED])

    def weights(self, since: Since) -> Weights:
        """The rows by which the figures changed, fetched once for all figures."""
        if since.rows not in self._weights:
            self._weights[since.rows] = weights_of(self.report, since.rows, NAMED * 4)
        return self._weights[since.rows]

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


def row_name(about: Any, row: Any) -> str:
    """What a row is called: the column that stands first on a narrow screen."""
    return next((str(c.raw(row)) for c in about.columns if c.phone == "o0"), str(row))


def url_of(row: Any) -> str:
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
