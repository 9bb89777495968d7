"""What leadership and offices find on their home page: the newest report and its main figures."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkFigure, WorkList, work_charts, work_figure, work_list
from airdefense.accounts.roles import Role
from airdefense.casework.checkup.registry import RULES, Severity, moment_of
from airdefense.casework.models import FailedJob, Waiver
from airdefense.casework.oversight import DECIDERS, WaiverStatus
from airdefense.exchange.listing import Column
from airdefense.reports.boards.pages import charts_at_home
from airdefense.reports.checkup.listings import title_of
from airdefense.reports.content import Paper
from airdefense.reports.models import READERS, Kind, Report


def newest(user: Any, kind: str = Kind.DAILY) -> Report | None:
    """The last daily report this person may read, of the widest region first."""
    reports = Report.objects.visible_to(user).filter(kind=kind).select_related("scope")
    return reports.order_by("-day", "scope__path", "-revision").first()


@work_list(roles=[Role.SYSTEM_ADMIN], order=4)
def failed_jobs(user, today):
    return WorkList(
        key="failed-jobs",
        title=_("Failed jobs"),
        queryset=FailedJob.objects.visible_to(user).open(),
        url=reverse("casework:job_list"),
        when="",
        columns=(
            Column("words", _("Job"), link=True, phone="o0"),
            Column("error", _("Error")),
            Column("times", _("Times"), kind="number", phone="hide"),
            Column("happened_at", _("Failed last"), kind="moment"),
            Column("status", _("Status"), kind="status", phone="o1"),
        ),
        verb=_("Look"),
        order=("-happened_at", "-pk"),
    )


@work_list(roles=[Role.LEADERSHIP], order=5)
def latest_reports(user, today):
    paper = newest_paper(user)
    if paper is None:
        return None
    report = paper.report
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


@work_charts(roles=[Role.LEADERSHIP], order=10)
def charts_of_the_newest_report(user, today):
    """What moved and what is left, from the board of the leadership."""
    paper = newest_paper(user)
    return charts_at_home(paper) if paper else None


def newest_paper(user: Any) -> Paper | None:
    """The newest report as this person reads it, once for all its figures."""
    if not hasattr(user, "newest_paper"):
        report = newest(user)
        user.newest_paper = Paper(report, user) if report else None
    return user.newest_paper


def _figure_of(code: str, order: int) -> None:
    @work_figure(roles=READERS, order=order)
    def told(user, today):
        paper = newest_paper(user)
        if paper is None or code not in paper:
            return None
        told, day = paper[code], f"{paper.report.day:%m-%d}"
        return WorkFigure(
            told.about.label,
            value=told.text,
            unit=told.unit,
            url=told.url,
            note=f"{told.delta} · {day}" if told.has_changed else day,
            is_alarm=code == "S01" and bool(told.frozen.value),
        )


for _place, _code in enumerate(("M13", "M14", "M08", "S01")):
    _figure_of(_code, 60 + _place)


@work_list(roles=DECIDERS, order=70)
def waivers_to_decide(user, today):
    asked = Waiver.objects.visible_to(user).filter(status=WaiverStatus.REQUESTED)
    return WorkList(
        key="waivers-to-decide",
        title=_("Waivers to decide"),
        queryset=asked.exclude(requested_by=user).select_related("region", "requested_by"),
        url=reverse("checkup:waiver_list") + "?status=requested",
        when="",
        columns=(
            Column("rule", _("Rule"), link=True, phone="o0", value=title_of),
            Column("region.short_name", _("Region")),
            Column("requested_by", _("Asked by"), phone="hide"),
            Column("expires_on", _("In force until"), kind="date"),
        ),
        verb=_("Decide"),
        order=("requested_at", "pk"),
    )


def _files_with_errors(case_type: str, title: Any, roles: tuple[str, ...], order: int) -> None:
    """Register the cases of one kind that break a rule by an error, each named once."""

    @work_list(roles=roles, order=order)
    def files_to_mend(user, today):
        rules = [
            rule
            for rule in RULES.values()
            if rule.subject.case_type == case_type and rule.severity == Severity.ERROR
        ]
        if not rules:
            return None
        moment = moment_of(today)
        # A union is planned piece by piece; the same as alternatives is asked row by row.
        first, *others = (rule.unwaived(moment, user).order_by().values("pk") for rule in rules)
        subject = rules[0].subject
        return WorkList(
            key=f"mend-{case_type.replace('.', '-')}",
            title=title,
            queryset=subject.manager.visible_to(user)
            .filter(pk__in=first.union(*others))
            .select_related("region"),
            url=reverse("checkup:index"),
            when="",
            columns=(
                Column("number", _("Number"), link=True, phone="wide"),
                Column("title", _("Case file"), kind="long", phone="o0"),
                Column("region.short_name", _("Region")),
                Column("status", _("Status"), kind="status", phone="o1"),
            ),
            verb=_("Look"),
            waits=False,
        )


_files_with_errors(
    "inspections.finding",
    _("Findings whose file has an error"),
    (Role.TEAM_LEADER, Role.INSPECTION_OFFICE),
    71,
)
_files_with_errors(
    "rectification.rectificationtask", _("Tasks whose file has an error"), DECIDERS, 72
)
