"""What leadership and offices find on their home page: the newest report and its main figures."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkFigure, WorkList, work_figure, work_list
from airdefense.accounts.roles import Role
from airdefense.exchange.listing import Column
from airdefense.reports.content import Paper
from airdefense.reports.models import READERS, Kind, Report


def newest(user: Any, kind: str = Kind.DAILY) -> Report | None:
    """The last daily report this person may read, of the widest region first."""
    reports = Report.objects.visible_to(user).filter(kind=kind).select_related("scope")
    return reports.order_by("-day", "scope__path", "-revision").first()


@work_list(roles=[Role.LEADERSHIP], order=5)
def latest_reports(user, today):
    report = newest(user)
    if report is None:
        return None
    of_the_day = (
        Report.objects.visible_to(user)
        .latest_revisions()
        .filter(day=report.day, scope=report.scope)
    )
    return WorkList(
        key="latest-reports",
        title=_("Latest reports"),
        queryset=of_the_day.select_related("scope"),
        url=reverse("reports:list"),
        when="",
        columns=(
            Column("day", _("Day"), kind="date", link=True, phone="o0"),
            Column("kind", _("Report")),
            Column("scope.name", _("Region")),
            Column("number", _("Issue no."), kind="number"),
            Column("compiled_at", _("Compiled at"), kind="moment", phone="hide"),
        ),
        verb=_("Read it"),
        waits=False,
    )


def _figure_of(code: str, order: int) -> None:
    @work_figure(roles=READERS, order=order)
    def told(user, today):
        report = newest(user)
        if report is None:
            return None
        told = Paper(report, user)[code]
        return WorkFigure(
            told.about.label,
            value=told.text,
            unit=told.unit,
            url=told.url,
            note=f"{told.delta} · {report.day:%m-%d}"
            if told.has_changed
            else f"{report.day:%m-%d}",
            is_alarm=code == "S01" and bool(told.frozen.value),
        )


for _place, _code in enumerate(("M13", "M14", "M08", "S01")):
    _figure_of(_code, 60 + _place)
