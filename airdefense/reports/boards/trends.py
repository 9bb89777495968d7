"""How figures moved: the frozen values of the daily reports, thinner the longer ago."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from airdefense.casework.charts import Chart, Series
from airdefense.reports.boards.names import short
from airdefense.reports.boards.numbers import Number, step_of
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import FrozenFigure, Report
from airdefense.reports.told import Told
from airdefense.reports.words import unit_words

# Every report of four weeks, the last of each week of half a year, the last of each month before.
WHOLE, WEEKLY, LONGEST = timedelta(days=28), timedelta(days=182), timedelta(days=730)
HUNDRED = 100


def thinned(days: Sequence[date], last: date) -> list[date]:
    """Which of these days, in their order, a trend that ends on `last` is drawn from."""
    kept: dict[tuple[Any, ...], date] = {}
    for day in days:
        age = last - day
        if age > LONGEST:
            continue
        stretch: tuple[Any, ...] = (day.year, day.month)
        if age <= WHOLE:
            stretch = (day,)
        elif age <= WEEKLY:
            stretch = (*day.isocalendar()[:2], "week")
        kept[stretch] = day
    return sorted(kept.values())


class Trends:
    """The values of some figures over the daily reports of one region, read in two queries."""

    def __init__(self, paper: Paper, codes: Sequence[str]) -> None:
        self.paper = paper
        # Steps of three over time would give away which day a lead came.
        self.codes = [c for c in codes if c in paper and not paper.hides(FIGURES[c])]

    @cached_property
    def reports(self) -> list[tuple[date, int]]:
        """(day, key) of the reports drawn, the first first."""
        report = self.paper.report
        earlier = (
            Report.objects.visible_to(self.paper.reader)
            .latest_revisions()
            .filter(kind=report.kind, scope=report.scope, day__lt=report.day)
            .filter(day__gte=report.day - LONGEST)
        )
        keys = dict(earlier.values_list("day", "pk")) | {report.day: report.pk}
        return [(day, keys[day]) for day in thinned(sorted(keys), report.day)]

    @cached_property
    def values(self) -> dict[tuple[int, str], Any]:
        keys = [key for _day, key in self.reports if key != self.paper.report.pk]
        found = FrozenFigure.objects.filter(report__in=keys, code__in=self.codes)
        now = {(self.paper.report.pk, c): self.paper[c].frozen.value for c in self.codes}
        return {(r, c): v for r, c, v in found.values_list("report", "code", "value")} | now

    def number(self, report: int, code: str) -> Number | None:
        """The value of that report, with the page of its rows."""
        if (report, code) not in self.values:
            return None
        frozen = FrozenFigure(report_id=report, code=code, value=self.values[report, code])
        told = Told(frozen, self.paper)
        value = step_of(told.text) if told.is_hidden else frozen.value
        return Number(code, value, told.text, told.url, told.raw)

    def chart(self, key: str, title: str, codes: Sequence[str], **options: Any) -> Chart | None:
        codes = [code for code in codes if code in self.codes]
        if not codes or len(self.reports) < 2:
            return None
        unit = FIGURES[codes[0]].unit
        last = [f"{short(code)} {self.paper[code].text}" for code in codes]
        return Chart(
            id=key,
            title=title,
            unit=unit_words(unit),
            head=_("yuan") if FIGURES[codes[0]].is_money else "",
            labels=[f"{day:%Y-%m-%d}" for day, _key in self.reports],
            days=[day for day, _key in self.reports],
            series=[self._series(code) for code in codes],
            summary=_("%(title)s; on the last day %(values)s")
            % {"title": title, "values": _("; ").join(last)},
            **options,
        )

    def _series(self, code: str) -> Series:
        found = [self.number(key, code) for _day, key in self.reports]
        return Series(
            short(code),
            [number and number.drawn for number in found],
            texts=[number.raw if number else "—" for number in found],
            shown=[number.text if number else "" for number in found],
            urls=[number.url if number else "" for number in found],
        )

    def money(self) -> Chart | None:
        title = _("Recovered and still open")
        return self.chart("trend-money", title, ("M13", "S06"), note=_("daily reports"))

    def rates(self) -> Chart | None:
        return self.chart(
            "trend-rates",
            _("Recovery, rectification and in-time rate"),
            ("M14", "M09", "M11"),
            note=_("daily reports"),
            most=HUNDRED,
        )

    def late(self) -> Chart | None:
        title = _("Overdue and due soon")
        return self.chart("trend-late", title, ("S01", "S02"), note=_("daily reports"))

    def leads(self) -> Chart | None:
        title = _("Leads in hand and overdue")
        return self.chart("trend-leads", title, ("M17", "M18"), note=_("daily reports"))


TRENDING = ("M13", "S06", "M14", "M09", "M11", "S01", "S02", "M17", "M18")
