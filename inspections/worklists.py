"""What waits in an inspection: checks, papers that came back, papers to sign, feedback to give."""

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkFigure, WorkList, work_figure, work_list
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.templatetags.casework import money
from airdefense.exchange.listing import Column
from inspections.models import Finding, ProjectCheck, Round
from inspections.workflow import FindingStatus

SIGNING = [Role.DEPUTY_LEADER, Role.TEAM_LEADER]
OFFICE = [Role.INSPECTION_OFFICE]

FINDING_COLUMNS = (
    Column("number", _("Number"), link=True, phone="wide"),
    Column("title", _("Problem"), link=True, phone="o0"),
    Column("region.short_name", _("Region")),
    Column("amount_yuan", _("Amount (yuan)"), kind="money"),
    Column("made_by", _("Maker"), phone="hide"),
    Column("status", _("Status"), kind="status", phone="o1"),
)


def checks_of(user):
    """The open checks assigned to this person."""
    mine = ProjectCheck.objects.visible_to(user).open().filter(assigned_to=user)
    return mine.select_related("project__region", "round")


def findings_of(user):
    return Finding.objects.visible_to(user).select_related("region", "made_by")


@work_list(roles=INSPECTION_TEAM, order=10)
def my_checks(user, today):
    return WorkList(
        key="my-checks",
        title=_("Projects for me to check"),
        queryset=checks_of(user).with_stake(),
        url=reverse("inspections:check_list") + "?mine=true&status=assigned&status=under_way",
        columns=(
            Column("project.code", _("Number"), link=True, phone="wide"),
            Column("project.name", _("Project"), link=True, phone="o0"),
            Column("project.region.short_name", _("Region")),
            Column("stake_yuan", _("At stake (yuan)"), kind="money"),
            Column("round.number", _("Round"), phone="hide"),
        ),
        verb=_("Go and check"),
    )


@work_list(roles=INSPECTION_TEAM, order=11)
def my_unfinished_findings(user, today):
    return WorkList(
        key="my-findings",
        title=_("My drafts and returned findings"),
        queryset=findings_of(user).unfinished_of(user),
        url=reverse("inspections:list") + "?mine=true&status=returned&status=draft",
        when="",
        columns=FINDING_COLUMNS,
        verb=_("Revise"),
        order=("-status", "pk"),
    )


@work_list(roles=SIGNING, order=5)
def findings_to_sign(user, today):
    return WorkList(
        key="findings-to-sign",
        title=_("Findings for me to sign"),
        queryset=findings_of(user).awaiting(user),
        url=reverse("inspections:list") + "?status=deputy_review&status=leader_review",
        when="",
        columns=FINDING_COLUMNS,
        verb=_("Read and sign"),
        order=("submitted_at", "pk"),
    )


@work_list(roles=OFFICE, order=20)
def findings_to_feed_back(user, today):
    return WorkList(
        key="findings-to-feed-back",
        title=_("Approved findings not yet fed back"),
        queryset=findings_of(user).of_office(user).to_feed_back(),
        url=reverse("inspections:list") + "?status=approved&fed_back=false",
        when="",
        columns=(*FINDING_COLUMNS[:4], Column("approved_at", _("Approved at"), kind="moment")),
        verb=_("Open"),
        order=("approved_at", "pk"),
    )


@work_list(roles=OFFICE, order=21)
def open_rounds(user, today):
    return WorkList(
        key="open-rounds",
        title=_("Rounds under way"),
        queryset=Round.objects.visible_to(user).open().select_related("region"),
        url=reverse("inspections:round_list") + "?status=planned&status=on_site&status=feedback",
        when="ends_on",
        columns=(
            Column("number", _("Number"), link=True, phone="wide"),
            Column("name", _("Round"), link=True, phone="o0"),
            Column("kind", _("Kind")),
            Column("region.short_name", _("Region")),
            Column("status", _("Status"), kind="status"),
        ),
        verb=_("Open"),
    )


@work_figure(roles=INSPECTION_TEAM, order=10)
def projects_to_check(user, today):
    mine = checks_of(user)
    due = mine.filter(due_on__lte=today).count()
    return WorkFigure(
        _("Projects to check"),
        value=mine.count(),
        unit=_("projects"),
        url=reverse("inspections:check_list") + "?mine=true&status=assigned&status=under_way",
        note=_("due by today: %(count)d") % {"count": due},
    )


@work_figure(roles=INSPECTION_TEAM, order=11)
def money_to_check(user, today):
    sums = checks_of(user).with_stake().aggregate(total=Sum("stake_yuan"))
    return WorkFigure(
        _("At stake in my checks"),
        value=money(sums["total"] or 0),
        unit=_("yuan"),
        note=_("payable by law and not paid"),
    )


@work_figure(roles=SIGNING, order=5)
def waiting_for_my_signature(user, today):
    return WorkFigure(
        _("Waiting for my signature"),
        value=Finding.objects.visible_to(user).awaiting(user).count(),
        unit=_("findings"),
        url=reverse("inspections:list") + "?status=deputy_review&status=leader_review",
    )


@work_figure(roles=OFFICE, order=20)
def not_yet_fed_back(user, today):
    """The office sees papers only once approved; what it may feed back is its figure."""
    waiting = Finding.objects.visible_to(user).of_office(user)
    counts = waiting.to_feed_back().aggregate(total=Sum("amount_yuan"))
    return WorkFigure(
        _("Not yet fed back"),
        value=waiting.to_feed_back().count(),
        unit=_("findings"),
        url=reverse("inspections:list") + f"?status={FindingStatus.APPROVED}&fed_back=false",
        note=_("%(amount)s yuan") % {"amount": money(counts["total"] or 0)},
    )
