"""What the ledger already says about a project, as the first words of a finding on it."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from inspections.categories import CATEGORIES
from inspections.models import Finding, Method
from inspections.rules import Worksheet, parts_of_gap
from projects.models import FeeAssessment, Project

ZERO = Decimal("0.00")


def suggestion(project: Project) -> dict[str, object]:
    """The initial values of a finding on this project: category, amount and words by worksheet."""
    initial = {"project": project.code, "unit": project.authority_id, "method": Method.FILES}
    assessment = project.assessment
    if assessment is None:
        return initial
    worksheet = worksheet_of(project, assessment)
    known = set(Finding.objects.alike(project=project).values_list("category", flat=True))
    open_parts = [part for part in parts_of_gap(worksheet) if part[0] not in known]
    if not open_parts:
        return initial
    category, amount = open_parts[0]
    words = facts_in_words(assessment, worksheet)
    return initial | {
        "category": category,
        "amount_yuan": amount.quantize(ZERO),
        "title": title_of(project, category),
        "description": _("%(facts)s %(paid)s") % {"facts": words[category], "paid": words["paid"]},
        "basis": _("%(document)s; rate by %(rate)s")
        % {"document": assessment.document, "rate": assessment.rate_document},
    }


def title_of(project: Project, category: str) -> str:
    label = _(CATEGORIES[category].label)
    return (_("%(project)s: %(problem)s") % {"project": project.name, "problem": label})[:200]


def worksheet_of(project: Project, assessment: FeeAssessment) -> Worksheet:
    money = Project.objects.with_money().get(pk=project.pk)
    unlawful = assessment.reductions.filter(is_lawful=False).aggregate(total=Sum("amount_yuan"))
    return Worksheet(
        payable_yuan=assessment.payable_yuan,
        legal_payable_yuan=assessment.legal_payable_yuan,
        unlawful_reduction_yuan=unlawful["total"] or ZERO,
        paid_yuan=money.paid_yuan,
    )


def facts_in_words(assessment: FeeAssessment, worksheet: Worksheet) -> dict[str, str]:
    """A sentence for each part of the gap, and what was paid."""
    values = {
        "document": assessment.document,
        "day": assessment.assessed_on,
        "payable": f"{worksheet.payable_yuan:,.2f}",
        "legal": f"{worksheet.legal_payable_yuan:,.2f}",
        "reduced": f"{worksheet.unlawful_reduction_yuan:,.2f}",
        "paid": f"{worksheet.paid_yuan:,.2f}",
    }
    return {
        "illegal_reduction": _(
            "%(document)s of %(day)s grants a reduction of %(reduced)s yuan without lawful ground; "
            "payable by law are %(legal)s yuan."
        )
        % values,
        "payable_unpaid": _("%(document)s of %(day)s fixes %(payable)s yuan as payable.") % values,
        "receivable_uncollected": _(
            "Payable by law are %(legal)s yuan; "
            "%(document)s of %(day)s fixes only %(payable)s yuan."
        )
        % values,
        "paid": _("Paid so far: %(paid)s yuan.") % values,
    }
