"""What the ledger, the statute and the screening already say, as the first words of a finding."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from inspections.categories import CATEGORIES
from inspections.models import Finding, Method
from projects.assessing import Statute
from projects.models import FeeAssessment, Project, Suspicion
from projects.models.money import ZERO
from projects.rules import Dues, Gap, gap_of, lines_of, lines_of_gap, snapshot
from projects.screening import CHECKS, describe, proposals
from projects.screening.around import Around
from projects.screening.dossier import Dossier
from projects.screening.reading import Reader, spans

ARTICLE = "《人民防空法》第二十二条、第四十八条"
LONGEST = {name: Finding._meta.get_field(name).max_length for name in ("title", "basis")}


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


def accounts_of(projects: Iterable[Project], on: date) -> dict[int, Account]:
    """Each project assessed by the statute in force; by its own assessment where no rate or policy
    was published; left out where neither says what it owes. So many queries for one as for all."""
    rows = {project.pk: project for project in projects}
    reader = Reader(on, Statute.in_force(), Around({}, {}, {}))
    dossiers = [d for span in spans(keys=sorted(rows)) for d in reader.dossiers(span)]
    papers = FeeAssessment.objects.in_bulk([d.assessment.pk for d in dossiers if d.assessment])
    accounts = {}
    for dossier in dossiers:
        paper = papers[dossier.assessment.pk] if dossier.assessment else None
        if dossier.fee or paper:
            accounts[dossier.pk] = _account(rows[dossier.pk], dossier, paper)
    return accounts


def _account(project: Project, d: Dossier, paper: FeeAssessment | None) -> Account:
    if d.fee:
        kept = worksheet_of(d)
        documents = kept["rate_document"] or d.fee.policy.document
        return Account(project, paper, d.fee, d.dues, d.gap, documents, kept)
    legal = paper.legal_payable_yuan
    owed = Owed(legal, max(ZERO, paper.gross_yuan - legal))
    return Account(project, paper, owed, d.dues, gap_of(owed, d.dues), paper.rate_document, {})


def worksheet_of(d: Dossier) -> dict[str, Any]:
    """The worksheet as a finding keeps it: facts, rates and every step to the parts of the gap."""
    lines = (*lines_of(d.facts, d.fee), *lines_of_gap(d.fee, d.dues, d.gap))
    steps = [line.as_json() for line in lines]
    return {"computed_on": str(d.on), **snapshot(d.facts, d.fee), "lines": steps}


def suggestion(
    project: Project, on: date, suspicions: Iterable[Suspicion] = ()
) -> dict[str, object]:
    """The initial values of a finding on this project: of the first suspicion that says what was
    not found yet, else of the first part of the gap."""
    initial = {"project": project.code, "unit": project.authority_id, "method": Method.FILES}
    account = accounts_of([project], on).get(project.pk)
    initial["process"] = process_of(project.authority, account, on)
    known = set(Finding.objects.alike(project=project).values_list("category", flat=True))
    for suspicion in suspicions:
        for words in papers_of(suspicion, account):
            if words["category"] not in known:
                return initial | words | {"suspicion": suspicion.pk}
    parts = account.parts.items() if account else ()
    found = [part for part in parts if part[0] not in known]
    return initial | (part_of_gap(account, *found[0]) if found else {})


def of_paper(suspicion: Suspicion) -> dict[str, object]:
    """The initial values of a finding on a paper that names no project of the ledger."""
    initial = {"unit": suspicion.authority_id, "method": Method.FILES, "suspicion": suspicion.pk}
    found = papers_of(suspicion, None)
    return initial | (found[0] if found else {})


def process_of(unit: Any, account: Account | None, on: date) -> str:
    """How a matter of the ledger is come upon, for the maker to complete."""
    words = {"day": f"{on:%Y-%m-%d}", "unit": unit}
    if account is None:
        return _("On %(day)s the files and ledgers kept by %(unit)s were read.") % words
    words["rate"] = account.rate_document
    return (
        _(
            "On %(day)s the ledger of assessments and receipts kept by %(unit)s was read; the fee "
            "was computed anew by %(rate)s and laid against what was paid."
        )
        % words
    )


def part_of_gap(account: Account, category: str, amount: Decimal) -> dict[str, object]:
    """One part of the gap as a finding: what it is called, how it came about, by which papers."""
    return {
        "category": category,
        "amount_yuan": amount.quantize(ZERO),
        "title": title_of(account.project.name, _(CATEGORIES[category].label)),
        "description": with_paid(facts_in_words(account, category), account),
        "basis": basis_of(account),
    }


def papers_of(suspicion: Suspicion, account: Account | None) -> list[dict[str, object]]:
    """The findings that a suspicion suggests, in words: one, or one for each part of the gap."""
    found = proposals(suspicion)
    if suspicion.facts["params"].get("parts") and account:
        return [part_of_gap(account, category, amount) for category, amount in found]
    return [_noticed(suspicion, account, category, amount) for category, amount in found]


def _noticed(
    suspicion: Suspicion, account: Account | None, category: str, amount: Decimal
) -> dict[str, object]:
    """What a check noticed, as a finding."""
    check, words, papers = CHECKS[suspicion.check_code], str(describe(suspicion)), ""
    if account and CATEGORIES[category].gap_kind:
        words = with_paid(words, account)
        papers = basis_of(account) if account.assessment else rate_of(account)
    return {
        "category": category,
        "amount_yuan": amount.quantize(ZERO) if amount else None,
        "title": title_of(suspicion.about, check.title),
        "description": words,
        "basis": _("; ").join(filter(None, (check.article, papers)))[: LONGEST["basis"]],
    }


def kept_with(suspicion: Suspicion | None, account: Account | None) -> dict[str, Any]:
    """What stays with the finding: the worksheet, and the suspicion as it was when it was made."""
    worksheet = dict(account.worksheet) if account else {}
    if suspicion:
        worksheet["suspicion"] = {
            "check": suspicion.check_code,
            "amount_yuan": str(suspicion.amount_yuan),
            **suspicion.facts,
        }
    return worksheet


def title_of(name: str, problem: Any) -> str:
    words = _("%(project)s: %(problem)s") % {"project": name, "problem": problem}
    return words[: LONGEST["title"]]


def basis_of(account: Account) -> str:
    first = account.assessment.document if account.assessment else ARTICLE
    words = _("%(document)s; rate by %(rate)s") % {"document": first, "rate": account.rate_document}
    return words[: LONGEST["basis"]]


def rate_of(account: Account) -> str:
    return _("rate by %(rate)s") % {"rate": account.rate_document}


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


def with_paid(facts: str, account: Account) -> str:
    """A sentence, and after it what was paid."""
    paid = _("Paid so far: %(paid)s yuan.") % {"paid": yuan(account.dues.paid_yuan)}
    return _("%(facts)s %(paid)s") % {"facts": facts, "paid": paid}


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
