"""The screening at a glance: how much is suspected by which check in which region.

One query reads every sum; each figure leads to the list of exactly its rows.
"""

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import product
from typing import Any

from django.db.models import Count, Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense.accounts.models import Organisation
from airdefense.casework.charts import Chart, Series
from airdefense.casework.templatetags.casework import wan
from airdefense.casework.tiles import Tile, Tiles, placed
from projects.models import Suspicion
from projects.models.money import ZERO
from projects.screening import CHECKS
from projects.workflow import SuspicionStatus

TEN_THOUSAND = Decimal(10_000)
# Legends are read in round figures.
ROUND = tuple(Decimal(n) for n in ("1", "2", "2.5", "5", "10"))
STEPS = 5
PLACE = ("status", "check_code", "region__code")
PARAMETERS = ("status", "check", "region")
OPEN = SuspicionStatus.OPEN.value
# The check that is the engine's own gap: its sum counts no yuan twice.
ENGINE = "GAP"


@dataclass(slots=True)
class Cell:
    """How many suspicions, how much is at stake, and where they are listed."""

    query: dict[str, str] = field(default_factory=dict)
    count: int = 0
    yuan: Decimal = ZERO

    def add(self, count: int, yuan: Decimal) -> None:
        self.count += count
        self.yuan += yuan

    @property
    def url(self) -> str:
        return list_url(**self.query)


def list_url(**query: str) -> str:
    asked = QueryDict(mutable=True)
    asked.update(query)
    return f"{reverse('projects:suspicion_list')}?{asked.urlencode()}"


@dataclass(frozen=True, slots=True)
class Line:
    """One check of the matrix: its cells in the order of the regions, and their sum."""

    code: str
    title: Any
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the strip: a cell, said in money or in numbers."""

    label: Any
    value: Any
    unit: Any
    note: Any
    cell: Cell


class Board:
    """What stands and this reader may see; the matrix is of what is still open."""

    def __init__(self, user: Any) -> None:
        self._paths = tuple(user.paths())
        rows = Suspicion.objects.visible_to(user).standing().order_by()
        self._cells: dict[tuple[str, ...], Cell] = {}
        for *place, count, yuan in rows.values_list(*PLACE).annotate(
            count=Count("pk"), yuan=Sum("amount_yuan")
        ):
            # Into its own cell and into every sum over some of its coordinates.
            for names in product(*((name, "") for name in place)):
                self._of(names).add(count, yuan)

    def _of(self, place: tuple[str, ...]) -> Cell:
        asked = zip(PARAMETERS, place, strict=True)
        return self._cells.setdefault(place, Cell({name: value for name, value in asked if value}))

    def of(self, status: str = OPEN, check: str = "", region: str = "") -> Cell:
        """The suspicions of a status, a check, a region; of all of them where none is named."""
        return self._of((status, check, region))

    @property
    def figures(self) -> list[Figure]:
        """What is missing by law, and what became of everything that was noticed."""
        missing = self.of(check=ENGINE)
        figures = [
            Figure(
                _("Missing by law, no gap opened"),
                wan(missing.yuan),
                _("× 10,000 yuan"),
                ngettext("of %(count)d project", "of %(count)d projects", missing.count)
                % {"count": missing.count},
                missing,
            )
        ]
        for status, label in SuspicionStatus.choices:
            cell = self.of(status=status)
            note = _("%(amount)s × 10,000 yuan at stake") % {"amount": wan(cell.yuan)}
            figures.append(Figure(label, f"{cell.count:,}", _("entries"), note, cell))
        return figures

    @property
    def by_region(self) -> list[tuple[Organisation, Cell]]:
        return [(region, self.of(region=region.code)) for region in self.regions]

    @cached_property
    def regions(self) -> list[Organisation]:
        """The regions of the reader's reach as they are today, or where something stands."""
        seen = {region for _status, _check, region in self._cells}
        regions = Organisation.objects.regions().order_by("path")
        reached = [r for r in regions if r.path.startswith(self._paths) and r.successor_id is None]
        return [r for r in regions if r.code in seen or r in reached]

    @property
    def codes(self) -> list[str]:
        """Every check in use, and those out of use by which something still stands open."""
        return sorted({*CHECKS, *(c for status, c, _region in self._cells if c and status == OPEN)})

    @cached_property
    def lines(self) -> list[Line]:
        return [
            Line(
                code,
                CHECKS[code].title if code in CHECKS else _("no longer in use"),
                [self.of(check=code, region=region.code) for region in self.regions],
                self.of(check=code),
            )
            for code in self.codes
        ]

    @property
    def totals(self) -> list[Cell]:
        return [self.of(region=region.code) for region in self.regions]

    @property
    def whole(self) -> Cell:
        return self.of()

    @property
    def chart(self) -> Chart:
        """The money of each check that asks for some; their words stand in the matrix."""
        lines = [line for line in self.lines if line.total.yuan]
        return Chart(
            id="by-check",
            title=_("At stake by check"),
            unit=_("10,000 yuan"),
            kind="bar",
            labels=[line.code for line in lines],
            series=[Series(_("To be examined"), [_wan(line.total.yuan) for line in lines])],
            note=_("One project may stand under several checks."),
            summary=_("%(yuan)s yuan at stake in %(count)d open suspicions")
            % {"yuan": f"{self.whole.yuan:,.2f}", "count": self.whole.count},
        )

    @cached_property
    def step_yuan(self) -> Decimal:
        """The width of a step of blue: a fifth of the largest sum, rounded up to a round figure."""
        most = max((cell.yuan for cell in self.totals), default=ZERO) / STEPS
        if most <= 0:
            return TEN_THOUSAND
        power = Decimal(10) ** most.adjusted()
        return next(n * power for n in ROUND if n * power >= most)

    @property
    def tiles(self) -> Tiles | None:
        """The money of each region as a map; none for who reaches a single region."""
        if len(self.regions) < 2:
            return None
        made = [
            self._tile(region, place, self.of(region=region.code))
            for region, place in placed(self.regions)
        ]
        return Tiles(_("At stake by region"), made, _("Money at stake in each region"))

    def _tile(self, region: Organisation, place: tuple[int, int], cell: Cell) -> Tile:
        tone = min(STEPS, 1 + int(cell.yuan // self.step_yuan))
        url = cell.url if cell.count else ""
        return Tile(region.short_name, wan(cell.yuan), place, tone, url=url)

    @property
    def key(self) -> list[tuple[int, str]]:
        """What each step of blue means, in ten thousands of yuan."""
        edges = [_short(self.step_yuan * n / TEN_THOUSAND) for n in range(STEPS)]
        middle = [(n + 1, f"{edges[n]}–{edges[n + 1]}") for n in range(1, STEPS - 1)]
        return [(1, f"<{edges[1]}"), *middle, (STEPS, f"≥{edges[-1]}")]


def _wan(yuan: Decimal) -> Decimal:
    return (yuan / TEN_THOUSAND).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _short(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), ROUND_CEILING).normalize():,f}"
