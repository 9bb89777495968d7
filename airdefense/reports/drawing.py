"""What of a report is drawn: how its main figure moved, and the rate of each region."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from airdefense.casework.charts import Chart, Series
from airdefense.casework.tiles import Tile, Tiles, placed
from airdefense.reports import words
from airdefense.reports.content import Paper
from airdefense.reports.layout import LOW_RATE, RANKING


def trend(paper: Paper, earlier: list[tuple[date, Decimal | None]]) -> Chart | None:
    """How the figure this report is about moved over the last reports: (day, value) of those
    before it."""
    if paper.moving is None:
        return None
    points = [*earlier, (paper.report.day, paper.moving.frozen.value)]
    if len(points) < 2:
        return None
    told = paper.moving
    shown = [_shown(value, told.about.is_money) for _day, value in points]
    return Chart(
        id="trend",
        title=told.about.label,
        unit=told.unit,
        labels=[f"{day:%m-%d}" for day, _value in points],
        series=[Series(told.about.label, shown)],
        note=_("the axis does not start at 0"),
        summary=_("%(label)s: %(value)s on the last day")
        % {"label": told.about.label, "value": told.text},
        least=foot([value for value in shown if value is not None]),
    )


def foot(values: list[Decimal]) -> Decimal:
    """A round number below all of them, so that small steps of large sums can be seen."""
    lowest = min(values)
    step = Decimal(10) ** max(len(str(int(lowest))) - 3, 0)
    return max(lowest // step * step - step, Decimal(0))


def _shown(value: Decimal | None, is_money: bool) -> Decimal | None:
    if value is None:
        return None
    return words.wan(value) if is_money else Decimal(int(value))


STEPS = (Decimal(70), Decimal(80), Decimal(90), Decimal(93))


def tiles(paper: Paper) -> Tiles | None:
    """The rate of each region as a map of equal tiles."""
    code = RANKING[paper.report.kind]
    if code not in paper or paper.is_of_county:
        return None
    told = paper[code]
    made = [
        _tile(region.short_name, told.frozen.in_region(region.code), place)
        for region, place in placed(paper.regions)
    ]
    lowest = min(made, key=lambda tile: (tile.tone, tile.text), default=None)
    return Tiles(
        told.about.label,
        made,
        _("%(label)s by region, lowest %(name)s %(text)s")
        % {"label": told.about.label, "name": lowest.name, "text": lowest.text},
    )


def _tile(name: str, rate: Decimal | None, place: tuple[int, int]) -> Tile:
    tone = 1 if rate is None else 1 + sum(rate >= step for step in STEPS)
    text = words.DASH if rate is None else f"{rate:.1f}%"
    is_low = rate is not None and rate < LOW_RATE
    return Tile(name, text, place, tone, is_low)
