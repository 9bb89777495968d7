"""A report as a reader sees it: page, mail and API say the same numbers in the same words."""

from collections.abc import Iterable, Iterator
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
    MOST_ROWS,
    MOVING,
    RANKING,
    TOP,
)
from airdefense.reports.models import FrozenFigure, Report
from airdefense.reports.naming import Known, related, row_name
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
from airdefense.reports.weights import GAPS, Picked, Weights, changed_in_a_week, picked_rows

NAMED = 5
# What does not fit together stands apart; parts of figures are drawn, not told.
NOT_TOLD = frozenset({Section.WARNINGS, Section.PARTS})


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
        counted = self.picked.by_region
        rates = {
            region.code: rate
            for region in self.regions
            if region.kind == OrganisationKind.COUNTY
            and counted.get(region.pk, 0) >= LEAST_DENOMINATOR
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
        return [self.change(told, PREVIOUS) for told in self.changed]

    @cached_property
    def changed_in_a_week(self) -> list[Told]:
        """The figures with another value than on the earlier of the two days compared with."""
        return [
            one
            for _code, one in sorted(self.figures.items())
            if one.frozen.week_delta
            and one.week_delta != words.DASH
            and one.about.section not in NOT_TOLD
            and not one.about.is_ratio
            and not one.about.is_flow
        ]

    @cached_property
    def week_changes(self) -> list[Change]:
        """What changed since that day, by regions and by named rows."""
        told = self.changed_in_a_week
        self.known.meet(self._keys(told, WEEK))
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
        first = self.picked.first.get(told.code, [])
        return self._named(told, int(told.frozen.value or 0), dict.fromkeys(first, ""))

    def _named(self, told: Told, count: int, amounts: dict[int, str]) -> Side:
        rows = self.known.of(told, amounts, NAMED)
        return Side(
            count,
            [
                Named(row_name(told.about, row), amounts[key], url_of(row))
                for key, row in rows.items()
            ],
        )

    @cached_property
    def known(self) -> Known:
        """The rows that are named, with those that changed since the day before and the large
        gaps fetched for all figures together."""
        known, wanted = Known(self.reader), list(self._keys(self.changed, PREVIOUS))
        if GAPS in self:
            wanted.append((self[GAPS], [*self.picked.large], MOST_ROWS))
        known.meet(wanted)
        return known

    def _keys(self, several: list[Told], since: Since) -> Iterator[tuple[Told, list[int], int]]:
        """The rows of each side of these figures that may be named, and how many are."""
        for told in several:
            if told.about.is_confidential:
                continue
            if told.about.is_flow:
                yield told, self.picked.first.get(told.code, []), NAMED
            else:
                for came in (True, False):
                    yield told, [*self.weights(since).of(told.code, came=came)], NAMED

    @cached_property
    def picked(self) -> Picked:
        """The rows that the paper speaks of, chosen once for all figures."""
        return picked_rows(self.report, NAMED * 4)

    @cached_property
    def _week_weights(self) -> Weights:
        return changed_in_a_week(self.report, NAMED * 4)

    def weights(self, since: Since) -> Weights:
        """The rows by which the figures changed."""
        return self._week_weights if since is WEEK else self.picked.changed

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


def url_of(row: Any) -> str:
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
