"""The figures of checking and finding."""

from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.columns import Column
from airdefense.reports.figures import Section, Unit, figure
from inspections.models import Finding, Nature, Organ, ProjectCheck
from projects.models import Gap, Project

PROJECT_COLUMNS = (
    Column("code", _("Number"), link=True),
    Column("name", _("Project"), link=True, phone="o0"),
    Column("region.short_name", _("Region")),
    Column("developer.name", _("Developer"), phone="hide"),
    Column("approved_on", _("Approved on"), kind="date"),
)
FINDING_COLUMNS = (
    Column("number", _("Number"), link=True),
    Column("title", _("Problem"), link=True, phone="o0"),
    Column("region.short_name", _("Region")),
    Column("unit.name", _("Unit responsible"), phone="hide"),
    Column("organ", _("Organ")),
    Column("category", _("Category"), phone="hide"),
    Column("amount_yuan", _("Amount (yuan)"), kind="money"),
    Column("approved_at", _("Approved at"), kind="moment"),
)
GAP_COLUMNS = (
    Column("project.code", _("Number"), link=True),
    Column("project.name", _("Project"), phone="o0"),
    Column("project.region.short_name", _("Region")),
    Column("kind", _("Kind")),
    Column("finding.number", _("Finding"), phone="hide"),
    Column("opened_on", _("Opened on"), kind="date"),
)


def checks(day, organ):
    """Checks of the outer project by that organ, completed by the day."""
    return ProjectCheck.objects.completed_by(day).filter(organ=organ, project=OuterRef("pk"))


def checked(day, organ):
    """Projects with at least one check of that organ completed by the day, each once."""
    return Project.objects.filter(Exists(checks(day, organ)))


def checked_in_round(organ):
    """The way to a round: by a check in it, not by any check of the project."""

    def of_round(day, key):
        return Q(Exists(checks(day, organ).filter(round=key)))

    return of_round


@figure(
    "M01",
    _("Projects checked"),
    unit=Unit.PROJECTS,
    section=Section.CHECKS,
    region="region",
    columns=PROJECT_COLUMNS,
    round=checked_in_round(Organ.INSPECTION),
    definition=_(
        "Construction projects with at least one check by the Party inspection completed by the "
        "day, each project once."
    ),
)
def checked_by_inspection(day):
    return checked(day, Organ.INSPECTION)


@figure(
    "M02",
    _("Project problems found"),
    unit=Unit.PROBLEMS,
    section=Section.CHECKS,
    region="region",
    organisation="unit",
    columns=FINDING_COLUMNS,
    round="round",
    definition=_(
        "Findings of the Party inspection about a project, approved by the day, not void by the "
        "day and not merged into another."
    ),
)
def project_problems(day):
    findings = Finding.objects.approved_by_day(day)
    return findings.filter(organ=Organ.INSPECTION, project__isnull=False)


@figure(
    "M03",
    _("Amount involved"),
    unit=Unit.YUAN,
    section=Section.CHECKS,
    region="project__region",
    organisation="project__authority",
    measure=Sum("amount_yuan"),
    columns=GAP_COLUMNS,
    round="finding__round",
    definition=_("Sum of the fee gaps stated by the problems of M02, each gap once, in yuan."),
)
def gaps_of_project_problems(day):
    return Gap.objects.filter(finding__in=project_problems(day), opened_on__lte=day)


@figure(
    "M05",
    _("Projects audited"),
    unit=Unit.PROJECTS,
    section=Section.CHECKS,
    region="region",
    columns=PROJECT_COLUMNS,
    round=checked_in_round(Organ.AUDIT),
    definition=_(
        "Construction projects with at least one check by the special audit completed by the day, "
        "each project once. May overlap with M01; the two are not added."
    ),
)
def checked_by_audit(day):
    return checked(day, Organ.AUDIT)


@figure(
    "M07",
    _("General problems"),
    unit=Unit.PROBLEMS,
    section=Section.RECTIFICATION,
    region="region",
    organisation="unit",
    columns=FINDING_COLUMNS,
    round="round",
    definition=_(
        "General problems found by Party inspection, finance and audit, approved by the day, not "
        "void by the day; merged duplicates count once."
    ),
)
def general_problems(day):
    return Finding.objects.approved_by_day(day).filter(nature=Nature.GENERAL)
