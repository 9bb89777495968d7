"""Parts of the fee for the boards: 应收 → 减免 → 已收 → 欠缴, by the dated facts of the ledger.

Of every region and of the whole, to the fen: F01 − F02 − F03 − F04 = F05 − F06.
"""

from django.db.models import Case, Exists, F, OuterRef, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from airdefense.casework.clock import by_end_of, not_by_end_of
from airdefense.casework.models import Event
from airdefense.exchange.columns import Column
from airdefense.reports.figures import Unit
from projects.figures.gaps import part
from projects.figures.recovery import MONEY, ZERO
from projects.models import FeeAssessment, FeeReduction, Project, Receipt, Refund

ASSESSMENT_COLUMNS = (
    Column("project.code", _("Number"), link=True),
    Column("project.name", _("Project"), phone="o0"),
    Column("project.region.short_name", _("Region")),
    Column("document", _("Assessment document"), phone="hide"),
    Column("assessed_on", _("Assessed on"), kind="date"),
    Column("gross_yuan", _("Gross (yuan)"), kind="money", phone="hide"),
    Column("reduction_yuan", _("Reduction (yuan)"), kind="money", phone="hide"),
    Column("payable_yuan", _("Payable (yuan)"), kind="money"),
)
RECEIPT_COLUMNS = (
    Column("number", _("Receipt"), link=True),
    Column("project.name", _("Project"), phone="o0"),
    Column("project.region.short_name", _("Region")),
    Column("paid_on", _("Paid on"), kind="date"),
    Column("payer", _("Payer"), phone="hide"),
    Column("amount_yuan", _("Amount (yuan)"), kind="money"),
)
PAYING_COLUMNS = (
    Column("code", _("Number"), link=True),
    Column("name", _("Project"), link=True, phone="o0"),
    Column("region.short_name", _("Region")),
    Column("developer.name", _("Developer"), phone="hide"),
    Column("approved_on", _("Approved on"), kind="date"),
)


def withdrawn(day):
    """Keys of the projects that stood withdrawn at the end of that day."""
    of_projects = Event.objects.filter(
        by_end_of(day, "happened_at"), case_type=Project._meta.label_lower
    )
    reinstated = of_projects.filter(
        name="reinstate", case_id=OuterRef("case_id"), pk__gt=OuterRef("pk")
    )
    return of_projects.filter(~Exists(reinstated), name="withdraw").values("case_id")


def assessed(day):
    """The assessment in force of every project on that day, if the project stood."""
    later = FeeAssessment.objects.filter(
        project=OuterRef("project"), pk__gt=OuterRef("pk"), assessed_on__lte=day
    )
    known = FeeAssessment.objects.filter(assessed_on__lte=day)
    # Few are assessed twice: only their papers are compared.
    again = known.exclude(supersedes=None).values("project")
    outdated = known.filter(Exists(later), project__in=again).values("pk")
    return known.exclude(pk__in=outdated).exclude(project__in=withdrawn(day))


def received_by(day):
    """Receipts of that day's ledger, each with what of it was not paid back by then."""
    refunds = Refund.objects.filter(refunded_on__lte=day)
    of_receipt = refunds.filter(receipt=OuterRef("pk")).order_by().values("receipt")
    back = Subquery(of_receipt.values_list(Sum("amount_yuan")), output_field=MONEY)
    # Few are paid back: only theirs are added up.
    kept = Case(
        When(pk__in=refunds.values("receipt"), then=F("amount_yuan") - back),
        default=F("amount_yuan"),
        output_field=MONEY,
    )
    valid = Receipt.objects.filter(not_by_end_of(day, "voided_at"), paid_on__lte=day)
    standing = valid.exclude(project__in=withdrawn(day))
    return standing.annotate(kept_yuan=kept)


def of_project(rows, amount, project):
    sums = rows.filter(project=OuterRef(project)).order_by().values("project")
    found = Subquery(sums.values_list(Sum(amount)), output_field=MONEY)
    return Coalesce(found, ZERO, output_field=MONEY)


def fee_part(code, label, measure, definition, *, columns=ASSESSMENT_COLUMNS, region=""):
    return part(
        code,
        label,
        unit=Unit.YUAN,
        region=region or "project__region",
        measure=Sum(measure),
        columns=columns,
        definition=definition,
    )


@fee_part(
    "F01",
    _("Fees receivable"),
    "gross_yuan",
    _(
        "Sum of the gross fees of the assessments in force on the day, in yuan; projects withdrawn "
        "by then do not count."
    ),
)
def receivable(day):
    return assessed(day)


def reduced(day, *, lawful):
    """Assessments in force with what was granted, on a legal ground or on none."""
    granted = FeeReduction.objects.filter(assessment=OuterRef("pk"), is_lawful=lawful)
    sums = granted.order_by().values("assessment").values_list(Sum("amount_yuan"))
    found = assessed(day).filter(reduction_yuan__gt=0)
    return found.annotate(granted_yuan=Subquery(sums, output_field=MONEY)).filter(
        granted_yuan__gt=0
    )


@fee_part(
    "F02",
    _("Reduced by law"),
    "granted_yuan",
    _("Sum of the reductions on a legal ground in the assessments of F01, in yuan."),
)
def reduced_by_law(day):
    return reduced(day, lawful=True)


@fee_part(
    "F03",
    _("Reduced without legal ground"),
    "granted_yuan",
    _("Sum of the reductions without a legal ground in the assessments of F01, in yuan."),
)
def reduced_without_ground(day):
    return reduced(day, lawful=False)


@fee_part(
    "F04",
    _("Fees received"),
    "kept_yuan",
    _(
        "Sum of the receipts valid on the day less what was refunded by then, of projects that "
        "stand, in yuan. Receivable less reduced (F01 to F03) less received is in arrears (F05) "
        "less paid beyond the assessment (F06)."
    ),
    columns=RECEIPT_COLUMNS,
)
def received(day):
    return received_by(day)


@fee_part(
    "F05",
    _("Fees in arrears"),
    "arrears_yuan",
    _(
        "By how much the assessments in force on the day exceed what was received for the same "
        "project by then (F04), in yuan."
    ),
)
def arrears(day):
    paid = of_project(received_by(day), "kept_yuan", "project")
    return assessed(day).annotate(arrears_yuan=F("payable_yuan") - paid).filter(arrears_yuan__gt=0)


@fee_part(
    "F06",
    _("Paid beyond the assessment"),
    "beyond_yuan",
    _(
        "By how much what was received (F04) exceeds the assessment in force on the day of the "
        "same project, in yuan; a project without an assessment owes nothing."
    ),
    columns=PAYING_COLUMNS,
    region="region",
)
def beyond_the_assessment(day):
    money_in, due = received_by(day), assessed(day)
    # Added up in one pass over the receipts; what each of the few paid beyond is asked of them.
    sums = money_in.order_by().values("project").annotate(kept=Sum("kept_yuan"))
    beyond = sums.filter(kept__gt=of_project(due, "payable_yuan", "project"))
    return Project.objects.filter(pk__in=beyond.values("project")).annotate(
        beyond_yuan=of_project(money_in, "kept_yuan", "pk") - of_project(due, "payable_yuan", "pk")
    )
