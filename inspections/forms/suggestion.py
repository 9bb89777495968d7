"""What the ledger and the statute already say about a project, as the first words of a finding."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from inspections.categories import CATEGORIES
from inspections.models import Finding, Method
from projects.assessing import NoPolicy, Worksheet, in_force_on
from projects.models import FeeAssessment, Project
from projects.models.money import ZERO
from projects.rules import Dues, Gap, gap_of
from projects.tariff import NoRate

ARTICLE = "《人民防空法》第二十二条、第四十八条"
LONGEST_TITLE = Finding._meta.get_field("title").max_length
LONGEST_BASIS = Finding._meta.get_field("basis").max_length


class Owed(NamedTuple):
    """What the assessment in force holds payable by law, where no rate is there to compute it."""

    payable_yuan: Decimal
    reduction_yuan: Decimal


class Account(NamedTuple):
    """The money of one project as a finding tells it, with the worksheet it rests on."""

    project: Project
    assessment: FeeAssessment | None
    owed: Any
    dues: Dues
    gap: Gap
    rate_document: str
    worksheet: dict[str, Any]

    @property
    def parts(self) -> dict[str, Decimal]:
        """The gap by category, in the order of the statute."""
        return {category: amount for category, amount in self.gap.parts.items() if amount}


def account_of(project: Project, on: date, statute: Any = None) -> Account | None:
    """The project assessed by the statute in force; by its own assessment where no rate or policy
    was published; None where neither says what it owes."""
    sheet = Worksheet(project, on, statute)
    assessment = in_force_on(project, on)
    try:
        papers = sheet.snapshot["rate_document"] or sheet.fee.policy.document
        return Account(project, assessment, sheet.fee, sheet.dues, sheet.gap, papers, kept(sheet))
    except (NoPolicy, NoRate):
        if assessment is None:
            return None
    legal = assessment.legal_payable_yuan
    owed = Owed(legal, max(ZERO, assessment.gross_yuan - legal))
    papers = assessment.rate_document
    return Account(project, assessment, owed, sheet.dues, gap_of(owed, sheet.dues), papers, {})


def kept(sheet: Worksheet) -> dict[str, Any]:
    """The worksheet as a finding keeps it: facts, rates and every step to the parts of the gap."""
    lines = [line.as_json() for line in sheet.lines]
    return {"computed_on": str(sheet.on), **sheet.snapshot, "lines": lines}


def suggestion(project: Project, on: date) -> dict[str, object]:
    """The initial values of a finding on this project: category, amount and words by worksheet."""
    initial = {"project": project.code, "unit": project.authority_id, "method": Method.FILES}
    account = account_of(project, on)
    if account is None:
        return initial
    known = set(Finding.objects.alike(project=project).values_list("category", flat=True))
    found = [part for part in account.parts.items() if part[0] not in known]
    return initial | (proposal(account, *found[0]) if found else {})


def proposal(account: Account, category: str, amount: Decimal) -> dict[str, object]:
    """One part of the gap as a finding: what it is called, how it came about, by which papers."""
    return {
        "category": category,
        "amount_yuan": amount.quantize(ZERO),
        "title": title_of(account.project, category),
        "description": f"{facts_in_words(account, category)} {paid_in_words(account)}",
        "basis": basis_of(account),
    }


def title_of(project: Project, category: str) -> str:
    label = _(CATEGORIES[category].label)
    words = _("%(project)s: %(problem)s") % {"project": project.name, "problem": label}
    return words[:LONGEST_TITLE]


def basis_of(account: Account) -> str:
    first = account.assessment.document if account.assessment else ARTICLE
    words = _("%(document)s; rate by %(rate)s") % {"document": first, "rate": account.rate_document}
    return words[:LONGEST_BASIS]


def facts_in_words(account: Account, category: str) -> str:
    """How a part of the gap came about, in a sentence."""
    if account.assessment is None and category == "receivable_uncollected":
        return _("Payable by law are %(legal)s yuan; the fee was never assessed.") % figures(
            account
        )
    return CAUSES[category](figures(account))


def figures(account: Account) -> dict[str, Any]:
    dues, assessment = account.dues, account.assessment
    unlawful = max(ZERO, dues.approved_reduction_yuan - account.owed.reduction_yuan)
    return {
        "document": assessment.document if assessment else "",
        "day": assessment.assessed_on if assessment else "",
        "payable": yuan(dues.assessed_yuan),
        "legal": yuan(account.owed.payable_yuan),
        "reduced": yuan(unlawful),
        "deferred": yuan(dues.unlawful_deferral_yuan),
    }


def yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def paid_in_words(account: Account) -> str:
    return _("Paid so far: %(paid)s yuan.") % {"paid": yuan(account.dues.paid_yuan)}


CAUSES = {
    "never_assessed": lambda values: (
        _("Payable by law are %(legal)s yuan; the fee was never assessed.") % values
    ),
    "illegal_reduction": lambda values: (
        _(
            "%(document)s of %(day)s grants a reduction of %(reduced)s yuan without lawful ground; "
            "payable by law are %(legal)s yuan."
        )
        % values
    ),
    "illegal_deferral": lambda values: (
        _(
            "The payment of %(deferred)s yuan was put off without lawful basis; "
            "payable by law are %(legal)s yuan."
        )
        % values
    ),
    "payable_unpaid": lambda values: (
        _("%(document)s of %(day)s fixes %(payable)s yuan as payable.") % values
    ),
    "receivable_uncollected": lambda values: (
        _("Payable by law are %(legal)s yuan; %(document)s of %(day)s fixes only %(payable)s yuan.")
        % values
    ),
}
