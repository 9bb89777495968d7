"""What a check sees of one project: plain values, the fee by law, and what no gap covers yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from projects.models.money import ZERO
from projects.rules import (
    GRADES,
    BuildingFacts,
    Dues,
    Fee,
    Gap,
    ProjectFacts,
    gap_of,
    to_cent,
)
from projects.rules.fee import Charge, charge

NOTHING_DUE = Dues()
RECORDS = tuple[tuple[str, int], ...]


class Paper(NamedTuple):
    """A department's paper; what it says of the project, where no project was found for it."""

    pk: int
    kind: str
    number: str
    issued_on: date
    area_sqm: Decimal | None = None
    basement_sqm: Decimal | None = None
    stated_use: str = ""
    stated_name: str = ""
    stated_developer: str = ""


class Payment(NamedTuple):
    """A valid receipt with what became of its money."""

    pk: int
    number: str
    paid_on: date
    amount_yuan: Decimal
    refunded_yuan: Decimal = ZERO
    remitted_yuan: Decimal = ZERO
    # Counted against gaps: money that the inspection recovered.
    recovered_yuan: Decimal = ZERO
    # A file of the treasury covers its region and day, and does not name it.
    is_absent: bool = False

    @property
    def kept_yuan(self) -> Decimal:
        return self.amount_yuan - self.refunded_yuan


class Assessed(NamedTuple):
    """The assessment in force."""

    pk: int
    assessed_on: date
    required_g6_sqm: Decimal
    required_g6b_sqm: Decimal
    gross_yuan: Decimal
    reduction_yuan: Decimal
    payable_yuan: Decimal
    rate_document: str = ""


class Granted(NamedTuple):
    """A reduction of the assessment in force."""

    pk: int
    code: str
    amount_yuan: Decimal
    approved_on: date
    document: str


class Notice(NamedTuple):
    pk: int
    number: str
    due_on: date
    amount_yuan: Decimal


class PutOff(NamedTuple):
    """A deferral; what takes one back has a negative amount."""

    pk: int
    document: str
    until_on: date | None
    amount_yuan: Decimal
    basis: str


class Opened(NamedTuple):
    """A gap, with what was recovered of it."""

    pk: int
    kind: str
    opened_on: date
    amount_yuan: Decimal
    recovered_yuan: Decimal = ZERO

    @property
    def covered_yuan(self) -> Decimal:
        """What is still missing and known to be: open, or given up on a legal basis."""
        return self.amount_yuan - self.recovered_yuan


class Plan(NamedTuple):
    """Projects planned at one time: how many, their area that counts towards the threshold."""

    count: int
    pooled_sqm: Decimal
    members: tuple[int, ...]


class Favoured(NamedTuple):
    """The reduced projects of one developer."""

    count: int
    reduction_yuan: Decimal


class Twin(NamedTuple):
    """A receipt number that occurs more than once: its other receipts, or treasury entries."""

    receipts: tuple[int, ...] = ()
    entries: tuple[int, ...] = ()


@dataclass(slots=True)
class Dossier:
    """Everything the checks may ask of one project on one day."""

    pk: int
    region_id: int
    authority_id: int
    on: date
    facts: ProjectFacts
    # Assesses facts by the published rows; its `policy` is that of a region and day.
    statute: Any
    developer_id: int = 0
    developer: str = ""
    planned_once_id: str = ""
    permits: Sequence[Paper] = ()
    payments: Sequence[Payment] = ()
    assessment: Assessed | None = None
    reductions: Sequence[Granted] = ()
    notices: Sequence[Notice] = ()
    deferrals: Sequence[PutOff] = ()
    gaps: Sequence[Opened] = ()
    # What other projects and departments say: of its plan, its developer, its receipts.
    plan: Plan | None = None
    favoured: Favoured | None = None
    twins: Mapping[int, Twin] = field(default_factory=dict)
    # The fee by law and the gap, or what is missing to know them: then these are None.
    fee: Any = None
    problem: LookupError | None = None
    dues: Dues = NOTHING_DUE
    gap: Any = None
    # The parts of the gap that no opened gap covers.
    uncovered: Any = None

    def reckon(self) -> "Dossier":
        """Assess the project, and lay its gap against the gaps that were opened."""
        self.dues = self._dues()
        try:
            self.fee = self.statute.assess(self.facts)
        except LookupError as problem:
            self.problem = problem
            return self
        self.gap = gap_of(self.fee, self.dues)
        self.uncovered = uncovered(self.gap, self.gaps)
        return self

    def _dues(self) -> Dues:
        assessed = self.assessment
        return Dues(
            assessed_yuan=assessed.payable_yuan if assessed else ZERO,
            approved_reduction_yuan=assessed.reduction_yuan if assessed else ZERO,
            unlawful_deferral_yuan=max(
                ZERO, sum([row.amount_yuan for row in self.deferrals if not row.basis], ZERO)
            ),
            paid_yuan=sum([payment.kept_yuan for payment in self.payments], ZERO),
            remitted_yuan=sum([payment.remitted_yuan for payment in self.payments], ZERO),
        )

    @property
    def paid_yuan(self) -> Decimal:
        return self.dues.paid_yuan

    @property
    def reduced_yuan(self) -> Decimal:
        return self.dues.approved_reduction_yuan

    def reduced_by(self, codes: Iterable[str]) -> Decimal:
        return sum([row.amount_yuan for row in self.reductions if row.code in codes], ZERO)

    @property
    def uncovered_yuan(self) -> Decimal:
        return sum(self.uncovered.values(), ZERO) if self.uncovered else ZERO

    @property
    def built_sqm(self) -> Decimal:
        return self.facts.built_g6_sqm + self.facts.built_g6b_sqm

    @property
    def required_sqm(self) -> Decimal:
        return sum((charge.required_sqm for charge in self.fee.charges), ZERO) if self.fee else ZERO

    def permits_of(self, kind: str) -> list[Paper]:
        """The papers of a kind, the earliest first."""
        return [permit for permit in self.permits if permit.kind == kind]

    def fee_if(self, **changed: Any) -> Fee:
        """The fee by law if these facts were other than recorded. Raises NoPolicy, NoRate."""
        return self.statute.assess(replace(self.facts, **changed))

    def more_if(self, **changed: Any) -> Decimal:
        """How much more would be payable, as far as the rates are known."""
        if self.fee is None:
            return ZERO
        try:
            return max(ZERO, self.fee_if(**changed).payable_yuan - self.fee.payable_yuan)
        except LookupError:
            return ZERO

    def grown(self, factor: Decimal) -> tuple[BuildingFacts, ...]:
        """The buildings with all areas larger by a factor."""
        return tuple(
            replace(
                building,
                first_floor_sqm=to_cent(building.first_floor_sqm * factor),
                above_ground_sqm=to_cent(building.above_ground_sqm * factor),
            )
            for building in self.facts.buildings
        )

    def without(self, codes: Iterable[str]) -> tuple[BuildingFacts, ...]:
        """The buildings without these grounds of reduction."""
        gone = set(codes)
        return tuple(
            replace(building, claims=tuple(code for code in building.claims if code not in gone))
            for building in self.facts.buildings
        )

    def built_more(self, sqm: Decimal) -> dict[str, Decimal]:
        """Accepted areas with so much more basement, grade 6 first where grade 6 is missing."""
        g6 = min(sqm, self.fee.charges[0].shortfall_sqm) if self.fee else sqm
        return {
            "built_g6_sqm": self.facts.built_g6_sqm + g6,
            "built_g6b_sqm": self.facts.built_g6b_sqm + sqm - g6,
        }

    def _charges(self, required: Mapping[str, Decimal], facts: ProjectFacts) -> list[Charge]:
        try:
            return [charge(facts, g, required[g], self.statute.tariff) for g in GRADES]
        except LookupError:
            return []

    def gross_of(self, required: Mapping[str, Decimal], *, is_built: bool = True) -> Decimal:
        """What these required areas cost at the rates in force, before reductions."""
        facts = self.facts
        if not is_built:
            facts = replace(facts, built_g6_sqm=ZERO, built_g6b_sqm=ZERO)
        return sum([c.gross_yuan for c in self._charges(required, facts)], ZERO)

    def rate_documents(self, required: Mapping[str, Decimal]) -> list[str]:
        return [c.rate.document for c in self._charges(required, self.facts) if c.rate]

    def beyond(self, amount: Decimal) -> Decimal:
        """Of a fee that the recorded facts do not give: what neither a payment in excess nor an
        opened gap covers."""
        if self.gap is None:
            return amount
        known = sum([gap.covered_yuan for gap in self.gaps], ZERO)
        spare = max(ZERO, known - self.gap.gap_yuan) + self.gap.refund_due_yuan
        return max(ZERO, amount - spare)

    def overdue_yuan(self, days: Decimal) -> Decimal:
        """What was demanded, is past its day, and was neither paid nor lawfully put off.

        Without a demand notice an assessment falls due so many days after its own day.
        """
        if self.assessment is None:
            return ZERO
        demanded = self.assessment.payable_yuan
        if self.notices:
            due = [row.amount_yuan for row in self.notices if row.due_on < self.on]
            demanded = min(demanded, sum(due, ZERO))
        elif self.assessment.assessed_on + timedelta(days=int(days)) >= self.on:
            demanded = ZERO
        put_off = [
            row.amount_yuan
            for row in self.deferrals
            if row.basis and (row.until_on is None or row.until_on >= self.on)
        ]
        return max(ZERO, demanded - self.paid_yuan - max(ZERO, sum(put_off, ZERO)))


def uncovered(gap: Gap, opened: Iterable[Opened]) -> dict[str, Decimal]:
    """The parts of a gap beyond the gaps opened of each kind; together never more than what is
    missing beyond all of them, for a recovery may have lessened another part."""
    known: dict[str, Decimal] = {}
    for row in opened:
        known[row.kind] = known.get(row.kind, ZERO) + row.covered_yuan
    rest = max(ZERO, gap.gap_yuan - sum(known.values(), ZERO))
    parts = {}
    for kind, amount in gap.parts.items():
        part = min(rest, max(ZERO, amount - known.get(kind, ZERO)))
        parts[kind] = part
        rest -= part
    return parts


def records(kind: str, rows: Iterable[Any]) -> RECORDS:
    """The keys of the records that a hit rests on."""
    return tuple((kind, row.pk) for row in rows)
