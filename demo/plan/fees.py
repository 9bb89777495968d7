"""What a project owes, what was demanded of it and what was paid: so that a given gap remains.

A gap is decided first and the project is built around it, with areas to the hundredth of a square
metre; the product's own rules then say what the law demands.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal
from random import Random
from typing import Any

from demo.buildings import CENT, sqm
from demo.plan.sites import ZERO, Site, site_free_of_duty, site_lacking
from demo.plan.statute import Statute
from projects import rules
from projects.models import GapKind
from projects.models.money import Grade

# Every amount that is a multiple of this is a whole number of hundredths of a square metre.
GRAIN = 120
SMALLEST_GAP = 2400
NO_GROUNDS = ("招商引资", "会议纪要", "重点项目")
# Whose basement is built is completed by now.
LAST_BUILT = date(2018, 12, 31)
# Lawful grounds with the kind of place they are for, and from when (domain §1.5).
GROUNDS = (
    ("R2", "school", date(2003, 1, 1), 6),
    ("R1", "affordable", date(2003, 1, 1), 4),
    ("R5N", "care", date(2015, 1, 1), 2),
)


@dataclass
class Fee:
    """The money of one project, before anything is recorded."""

    site: Site
    facts: rules.ProjectFacts
    by_law: rules.Fee
    gross_yuan: Decimal
    required: dict[str, Decimal]
    rate_document: str
    reductions: list[dict[str, Any]] = field(default_factory=list)
    paid_yuan: Decimal = ZERO
    # Put off by a promise to pay, without any basis.
    promised_yuan: Decimal = ZERO
    is_assessed: bool = True

    @property
    def legal_yuan(self) -> Decimal:
        return self.by_law.payable_yuan

    @property
    def reduced_yuan(self) -> Decimal:
        return sum((row["amount_yuan"] for row in self.reductions), ZERO)

    @property
    def payable_yuan(self) -> Decimal:
        """What was demanded; nothing where nothing was assessed."""
        return self.gross_yuan - self.reduced_yuan if self.is_assessed else ZERO

    @property
    def snapshot(self) -> dict[str, Any]:
        return rules.snapshot(self.facts, self.by_law)


def shares_of(rng: Random, total: Decimal, count: int) -> list[Decimal]:
    """The total in uneven amounts, all on the grain but the largest, which takes the rest."""
    if not count:
        return []
    weights = [rng.lognormvariate(0, 0.75) for _n in range(count)]
    unit = float(total) / sum(weights)
    amounts = [Decimal(max(int(w * unit) // GRAIN * GRAIN, SMALLEST_GAP)) for w in weights]
    largest = max(range(count), key=amounts.__getitem__)
    amounts[largest] += total - sum(amounts, Decimal(0))
    if amounts[largest] <= 0:
        raise ValueError(f"{total} yuan are too few for {count} gaps")
    return [amount.quantize(CENT) for amount in amounts]


def by_the_law(statute: Statute, site: Site, day: date, *, is_offsite: bool = True) -> Fee:
    """Assessed, reduced and paid exactly as the law demands it."""
    facts = statute.facts(site.buildings, day, is_offsite=is_offsite, zone=site.zone, **site.built)
    due = statute.assess(facts)
    rates = [charge.rate.document for charge in due.charges if charge.rate]
    return Fee(
        site=site,
        facts=facts,
        by_law=due,
        gross_yuan=due.gross_yuan,
        required={charge.grade: charge.required_sqm for charge in due.charges},
        rate_document="；".join(dict.fromkeys(rates)),
        reductions=_granted(due),
        paid_yuan=due.payable_yuan,
        is_assessed=bool(due.gross_yuan),
    )


def _granted(due: rules.Fee) -> list[dict[str, Any]]:
    """What the lawful grounds take off, one row each."""
    sums: dict[str, Decimal] = {}
    for relief in due.reliefs:
        code = relief.reduction.code
        sums[code] = sums.get(code, ZERO) + relief.amount_yuan
    rest, rows = due.reduction_yuan, []
    for code, amount in sums.items():
        rows.append({"code": code, "amount_yuan": min(amount, rest), "is_lawful": True})
        rest -= rows[-1]["amount_yuan"]
    return rows


def with_gap(rng: Random, statute: Statute, kind: str, gap: Decimal, day: date) -> Fee:
    """A project of which exactly that gap of that kind is open."""
    is_small = statute.is_key_city and gap < 180_000
    grade = Grade.G6B if is_small and rng.random() < 0.3 else Grade.G6
    rate = statute.rate(grade, day)
    is_uncollected = kind == GapKind.RECEIVABLE_UNCOLLECTED
    is_whole = is_uncollected and rng.random() < 0.6
    share = 1 if is_whole else Decimal(rng.randrange(45, 100)) / 100
    area = (gap / share / rate).quantize(CENT, ROUND_CEILING)
    may_build = day <= LAST_BUILT
    built = sqm(rng.randrange(80, 600)) if may_build and rng.random() < 0.2 else ZERO
    site = site_lacking(rng, statute, area, grade=grade, built=built, may_build=may_build)
    fee = by_the_law(statute, site, day, is_offsite=not is_whole or rng.random() < 0.8)
    fee.paid_yuan -= gap
    if is_uncollected:
        _assess_less(fee, grade, gap, rate)
    elif kind == GapKind.ILLEGAL_REDUCTION:
        ground = rng.choice(NO_GROUNDS)
        fee.reductions = [{"code": ground, "amount_yuan": gap, "is_lawful": False}]
    elif kind == GapKind.ILLEGAL_DEFERRAL:
        fee.promised_yuan = gap
    return fee


def _assess_less(fee: Fee, grade: str, gap: Decimal, rate: Decimal) -> None:
    """The authority found a smaller area, or did not look at all."""
    fee.gross_yuan -= gap
    fee.required = fee.required | {grade: fee.required[grade] - gap / rate}
    fee.is_assessed = bool(fee.gross_yuan)


def without_gap(rng: Random, statute: Statute, day: date) -> Fee:
    """A project in order: paid, built, lawfully reduced, or owing nothing."""
    turn = rng.random()
    if turn < 0.16:
        return by_the_law(statute, site_free_of_duty(rng, statute), day, is_offsite=False)
    grade = Grade.G6B if statute.is_key_city and rng.random() < 0.12 else Grade.G6
    area = sqm(rng.lognormvariate(5.6, 0.8) + 30)
    may_build = day <= LAST_BUILT
    if turn < 0.40 and may_build:
        site = site_lacking(rng, statute, ZERO, grade=grade, built=area)
        return by_the_law(statute, site, day, is_offsite=False)
    if turn < 0.55 and grade == Grade.G6:
        return by_the_law(statute, reduced_site(rng, statute, area, day), day)
    built = sqm(rng.randrange(80, 600)) if may_build and rng.random() < 0.2 else ZERO
    site = site_lacking(rng, statute, area, grade=grade, built=built, may_build=may_build)
    return by_the_law(statute, site, day)


def reduced_site(rng: Random, statute: Statute, area: Decimal, day: date) -> Site:
    """A site with a ground for less: schools, affordable housing, homes for the aged."""
    open_grounds = [ground for ground in GROUNDS if ground[2] <= day]
    weights = [ground[3] for ground in open_grounds]
    ((code, theme, _since, _weight),) = rng.choices(open_grounds, weights)
    return site_lacking(rng, statute, area, theme=theme, claims=(code,))
