"""Which board is for whom, and what stands on it in which order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from airdefense.casework.charts import Chart
from airdefense.reports.boards import charts
from airdefense.reports.boards.numbers import Number, Numbers, OfReport
from airdefense.reports.boards.ranking import ranking, tile_map
from airdefense.reports.boards.trends import TRENDING, Trends
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES
from airdefense.reports.layout import HEADS
from airdefense.reports.models import READERS
from airdefense.reports.words import unit_words

REGIONS = (OrganisationKind.CITY, OrganisationKind.COUNTY)


@dataclass(frozen=True, slots=True)
class Tell:
    """One figure of the strip on top."""

    number: Number
    delta: str = ""

    @property
    def label(self) -> Any:
        return HEADS.get(self.number.code, self.number.about.label)

    @property
    def unit(self) -> Any:
        return unit_words(self.number.about.unit)

    @property
    def is_alarm(self) -> bool:
        return self.number.code in ALARMS and bool(self.number.value)


ALARMS = frozenset({"S01", "M18", "M25c"})


class Sheet:
    """One report as a board draws from it: its numbers, how they moved, its regions."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.numbers = OfReport(paper)

    @cached_property
    def trends(self) -> Trends:
        return Trends(self.paper, TRENDING)

    def strip(self, codes: Sequence[str]) -> list[Tell]:
        found = [code for code in codes if code in self.paper]
        return [Tell(self.numbers[code], self.paper[code].delta) for code in found]


Pane = Callable[[Sheet], Any]


def of(draw: Callable[[OfReport], Chart | None]) -> Pane:
    return lambda sheet: draw(sheet.numbers)


def rank(code: str) -> Pane:
    return of(partial(ranking, code))


def tiles(code: str) -> Pane:
    return of(partial(tile_map, code))


@dataclass(frozen=True, slots=True)
class Board:
    """A board: its name in the address, its title, who looks at it, and its panes."""

    name: str
    title: Any
    roles: tuple[Role, ...]
    top: tuple[str, ...]
    panes: tuple[Pane, ...] = ()
    kinds: tuple[OrganisationKind, ...] = REGIONS
    # The numbers of one's own unit as they are, not those of a report.
    is_live: bool = False


BOARDS = {
    board.name: board
    for board in (
        Board(
            "leadership",
            _("Board of the leadership"),
            (Role.LEADERSHIP,),
            ("M13", "M14", "S06", "M09", "S01", "M16"),
            (
                lambda sheet: sheet.trends.money(),
                rank("M14"),
                of(charts.recovery),
                tiles("M14"),
                of(charts.fees),
                of(charts.ageing),
                of(charts.funnel),
                of(charts.closing),
                of(charts.overdue_by_region),
                lambda sheet: sheet.trends.rates(),
                of(charts.instructions),
            ),
        ),
        Board(
            "inspection",
            _("Board of the inspection office"),
            (Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE),
            ("M02", "M07", "M09", "M11", "S01", "S02"),
            (
                lambda sheet: sheet.trends.rates(),
                of(charts.overdue_by_region),
                rank("M09"),
                rank("M11"),
                lambda sheet: sheet.trends.late(),
                of(charts.closing),
                tiles("M09"),
                of(charts.documents),
                of(charts.instructions),
                of(charts.recovery),
                of(charts.ageing),
            ),
        ),
        Board(
            "commission",
            _("Board of the commission"),
            (Role.CASE_SUPERVISION, Role.APPROVING_LEADER),
            ("M15", "M16", "M17", "M18", "M19", "M21"),
            (
                of(charts.funnel),
                of(charts.leads_by_region),
                lambda sheet: sheet.trends.leads(),
                of(charts.forms),
                of(charts.documents),
                of(charts.recovery),
            ),
        ),
        Board(
            "county",
            _("Board of a county"),
            READERS,
            ("M13", "M14", "S06", "M09", "S01", "S02"),
            (
                lambda sheet: sheet.trends.money(),
                of(charts.recovery),
                of(charts.ageing),
                of(charts.fees),
                of(charts.deadlines),
                of(charts.closing),
                lambda sheet: sheet.trends.rates(),
                of(charts.documents),
                of(charts.funnel),
            ),
            kinds=(OrganisationKind.COUNTY,),
        ),
        Board(
            "unit",
            _("Board of the own unit"),
            (Role.UNIT_CONTACT,),
            ("S01", "S02", "T00", "S06", "M13", "M25c"),
            is_live=True,
        ),
    )
}
UNIT_CHARTS = (charts.deadlines, charts.ageing, charts.closing, charts.open_kinds, charts.documents)


def boards_of(user: Any) -> list[Board]:
    """The boards that are for this person, the first as the one to open."""
    return [board for board in BOARDS.values() if user.has_role(*board.roles)]


def unit_strip(numbers: Numbers, codes: Sequence[str]) -> list[Tell]:
    return [Tell(numbers[code]) for code in codes if code in FIGURES and code in numbers]
