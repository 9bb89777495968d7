"""What waits in the ledger: entries to confirm, money to allocate and to remit, gaps to close."""

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from airdefense.accounts.home import WorkFigure, WorkList, work_figure, work_list
from airdefense.accounts.models import within
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.templatetags.casework import wan
from airdefense.exchange.listing import Column
from projects.board import ENGINE, list_url
from projects.models import Gap, Match, Project, Receipt, Suspicion
from projects.reconciliation.listings import paper_of, place_of
from projects.suspected import RELATED, check_words
from projects.workflow import RECONCILERS, ProjectStatus, SuspicionStatus

CLERK = [Role.DATA_CLERK]
WATCHERS = [Role.LEADERSHIP, Role.INSPECTION_OFFICE]
SUSPECTING = [*INSPECTION_TEAM, Role.INSPECTION_OFFICE]


@work_list(roles=CLERK, order=40)
def projects_to_confirm(user, today):
    waiting = Project.objects.visible_to(user).filter(
        within(user, "authority", CLERK), status=ProjectStatus.RECORDED
    )
    return WorkList(
        key="projects-to-confirm",
        title=_("Projects to confirm"),
        queryset=waiting.exclude(recorded_by=user).select_related("region", "developer"),
        url=reverse("projects:list") + "?status=recorded",
        when="",
        columns=(
            Column("code", _("Number"), link=True, phone="wide"),
            Column("name", _("Project"), phone="o0"),
            Column("region.short_name", _("Region")),
            Column("developer.name", _("Developer"), phone="hide"),
            Column("recorded_at", _("Recorded at"), kind="moment"),
        ),
        verb=_("Check"),
        order=("recorded_at", "pk"),
    )


def receipt_columns(left, words):
    return (
        Column("number", _("Receipt"), link=True, phone="o0"),
        Column("project.name", _("Project"), phone="wide"),
        Column("project.region.short_name", _("Region")),
        Column("amount_yuan", _("Amount (yuan)"), kind="money"),
        Column(left, words, kind="money"),
        Column("paid_on", _("Paid on"), kind="date"),
    )


def receipts_of_clerk(user):
    mine = Receipt.objects.visible_to(user).filter(within(user, "project__authority", CLERK))
    return mine.select_related("project__region")


@work_list(roles=CLERK, order=41)
def receipts_to_allocate(user, today):
    return WorkList(
        key="receipts-to-allocate",
        title=_("Receipts not allocated while a gap is open"),
        queryset=receipts_of_clerk(user).to_allocate(),
        url=reverse("projects:receipt_list") + "?to_allocate=true",
        when="",
        columns=receipt_columns("to_allocate_yuan", _("Not allocated (yuan)")),
        verb=_("Allocate a receipt"),
        order=("paid_on", "pk"),
    )


@work_list(roles=CLERK, order=42)
def receipts_to_remit(user, today):
    return WorkList(
        key="receipts-to-remit",
        title=_("Receipts not remitted to the treasury"),
        queryset=receipts_of_clerk(user).to_remit(),
        url=reverse("projects:receipt_list") + "?to_remit=true",
        when="",
        columns=receipt_columns("to_remit_yuan", _("Not remitted (yuan)")),
        verb=_("Remit"),
        order=("paid_on", "pk"),
    )


@work_list(roles=RECONCILERS, order=43)
def matches_to_check(user, today):
    waiting = Match.objects.visible_to(user).waiting()
    waiting = waiting.filter(within(user, "authority", RECONCILERS))
    return WorkList(
        key="matches-to-check",
        title=_("Matches to check"),
        queryset=waiting.select_related("permit", "treasury_entry", "project", "receipt__project"),
        url=reverse("projects:match_list") + "?waits=true",
        when="",
        columns=(
            Column("paper", _("Paper"), value=paper_of, link=True, phone="wide"),
            Column("place", _("Project"), value=lambda match: place_of(match).name, phone="o0"),
            Column("score", _("Score"), kind="number"),
        ),
        verb=_("Check"),
        order=("-score", "-pk"),
    )


@work_list(roles=WATCHERS, order=60)
def biggest_gaps(user, today):
    return WorkList(
        key="biggest-gaps",
        title=_("Biggest open gaps"),
        queryset=Gap.objects.visible_to(user).open().select_related("project__region"),
        url=reverse("projects:gap_list") + "?is_open=true&sort=-balance_yuan",
        when="",
        columns=(
            Column("project.name", _("Project"), link=True, phone="o0"),
            Column("project.region.short_name", _("Region")),
            Column("kind", _("Kind of gap"), phone="wide"),
            Column("amount_yuan", _("Gap (yuan)"), kind="money"),
            Column("balance_yuan", _("Open (yuan)"), kind="money"),
            Column("opened_on", _("Opened on"), kind="date"),
        ),
        order=("-balance_yuan", "-pk"),
        waits=False,
    )


@work_figure(roles=[*WATCHERS, *CLERK], order=64)
def open_gaps(user, today):
    found = Gap.objects.visible_to(user).open()
    sums = found.aggregate(yuan=Sum("balance_yuan"), projects=Count("project", distinct=True))
    projects = sums["projects"]
    return WorkFigure(
        _("Open gaps"),
        value=wan(sums["yuan"] or 0),
        unit=_("× 10,000 yuan"),
        url=reverse("projects:gap_list") + "?is_open=true&sort=-balance_yuan",
        note=ngettext("of %(count)d project", "of %(count)d projects", projects)
        % {"count": projects},
    )


def to_examine(user):
    """What the screening noticed, still stands, and nobody decided on."""
    rows = Suspicion.objects.visible_to(user).standing()
    return rows.filter(status=SuspicionStatus.OPEN)


@work_figure(roles=SUSPECTING, order=12)
def money_at_risk(user, today):
    """What the engine finds missing and no gap covers; no yuan is counted twice."""
    missing = to_examine(user).filter(check_code=ENGINE)
    sums = missing.aggregate(yuan=Sum("amount_yuan"), projects=Count("pk"))
    return WorkFigure(
        _("Money at risk by screening"),
        value=wan(sums["yuan"] or 0),
        unit=_("× 10,000 yuan"),
        url=list_url(status=SuspicionStatus.OPEN.value, check=ENGINE),
        note=ngettext("of %(count)d project", "of %(count)d projects", sums["projects"])
        % {"count": sums["projects"]},
    )


@work_list(roles=SUSPECTING, order=50)
def largest_suspicions(user, today):
    return WorkList(
        key="largest-suspicions",
        title=_("Largest suspicions to be examined"),
        queryset=to_examine(user).select_related(*RELATED),
        url=list_url(status=SuspicionStatus.OPEN.value),
        when="",
        columns=(
            Column("about", _("Project or paper"), link=True, phone="o0"),
            Column("region.short_name", _("Region")),
            Column(
                "check_code", _("Screening check"), kind="long", value=check_words, phone="wide"
            ),
            Column("amount_yuan", _("At stake (yuan)"), kind="money"),
        ),
        verb=_("Examine"),
        order=("-amount_yuan", "-pk"),
        waits=False,
    )
