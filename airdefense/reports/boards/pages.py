"""What the pages of the boards are filled with."""

from typing import Any

from django.utils import timezone

from airdefense.casework.charts import Chart
from airdefense.reports import telling
from airdefense.reports.boards.charts import ageing
from airdefense.reports.boards.forms import SwitchForm
from airdefense.reports.boards.numbers import OfUnit
from airdefense.reports.boards.registry import (
    UNIT_CHARTS,
    Board,
    Sheet,
    boards_of,
    unit_strip,
)
from airdefense.reports.boards.source import source_of
from airdefense.reports.content import Paper
from airdefense.reports.explore.lens import Lens


def board_page(board: Board, request: Any) -> dict[str, Any]:
    form = SwitchForm(request.GET)
    page = {"board": board, "boards": boards_of(request.user), "form": form}
    fill = of_unit if board.is_live else of_report
    return page | fill(board, request, form)


def of_report(board: Board, request: Any, form: SwitchForm) -> dict[str, Any]:
    """The board of a region, from one report alone."""
    source = source_of(board, request.user, request.GET.get("region", ""), form.day)
    page = {"report": source.report, "region": source.region, "regions": source.regions}
    if source.report is None:
        return page
    sheet = Sheet(Paper(source.report, request.user))
    panes = [drawn for pane in board.panes if (drawn := pane(sheet)) is not None]
    return page | {
        "cut_off": telling.cut_off_words(source.report),
        "strip": sheet.strip(board.top),
        "panes": panes,
        "tells_steps": any(sheet.paper.hides(sheet.paper[c].about) for c in codes(board, sheet)),
    }


def codes(board: Board, sheet: Sheet) -> list[str]:
    return [code for code in board.top if code in sheet.paper]


def of_unit(board: Board, request: Any, form: SwitchForm) -> dict[str, Any]:
    """The board of one's own unit, as it is or was at the end of a past day."""
    day = form.day or timezone.localdate()
    lens = Lens(request.user, day)
    if lens.reads_reports:
        lens = Lens(request.user, day, organisation=request.user.organisation)
    numbers = OfUnit(lens)
    drawn = (draw(numbers) for draw in UNIT_CHARTS)
    return {
        "day": day,
        "unit": request.user.organisation,
        "strip": unit_strip(numbers, board.top),
        "panes": [chart for chart in drawn if chart is not None],
    }


def charts_at_home(paper: Paper) -> list[Chart]:
    """The two charts that leaders find on their first page."""
    sheet = Sheet(paper)
    drawn = (sheet.trends.money(), ageing(sheet.numbers))
    return [chart for chart in drawn if chart is not None]
