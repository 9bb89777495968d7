"""The fee for what was not built: shortfall, gross fee, lawful reductions (domain §1.6)."""

from decimal import Decimal, localcontext
from typing import NamedTuple

from projects.reductions import Reduction, lawful
from projects.rules.area import Duty, duty_of, site_of
from projects.rules.facts import EXACT, G6, G6B, GRADES, ZERO, Policy, ProjectFacts, to_cent
from projects.tariff import Adjustment, NoRate, Rate, Tariff

UNBUILT = "UNBUILT"


class Charge(NamedTuple):
    """The fee of one grade before reductions: missing area in ㎡ × rate, to the fen."""

    grade: str
    required_sqm: Decimal
    built_sqm: Decimal
    shortfall_sqm: Decimal
    rate: Rate | None
    adjustment: Adjustment | None
    gross_yuan: Decimal


class Relief(NamedTuple):
    """What a lawful ground takes off one building's part of the fee, in yuan."""

    place: int
    reduction: Reduction
    amount_yuan: Decimal


class Fee(NamedTuple):
    """What a project owes by law, with every step kept; amounts in yuan."""

    policy: Policy
    ratio: Decimal
    duties: tuple[Duty, ...]
    charges: tuple[Charge, Charge]
    reliefs: tuple[Relief, ...]
    gross_yuan: Decimal
    reduction_yuan: Decimal
    payable_yuan: Decimal
    is_unbuilt: bool

    @property
    def flags(self) -> tuple[str, ...]:
        return (UNBUILT,) if self.is_unbuilt else ()

    def charge(self, grade: str) -> Charge:
        return self.charges[0] if grade == G6 else self.charges[1]


def assess(project: ProjectFacts, policy: Policy, tariff: Tariff) -> Fee:
    """What the project owes on the day of its approval. Raises NoRate where a fee is due and no
    rate was published."""
    with localcontext(EXACT):
        site = site_of(project, policy)
        duties = tuple([duty_of(building, site) for building in project.buildings])
        required = {G6: ZERO, G6B: ZERO}
        for duty in duties:
            if duty.rule:
                required[duty.rule.grade] += duty.area_sqm
        charges = charges_of(project, required, tariff)
        gross = charges[0].gross_yuan + charges[1].gross_yuan
        reliefs = reliefs_of(project, duties, charges) if gross else ()
        # Rounding each building to the fen may exceed what is there to reduce by some fen.
        reduced = min(gross, sum([relief.amount_yuan for relief in reliefs], ZERO))
        missing = charges[0].shortfall_sqm or charges[1].shortfall_sqm
        return Fee(
            policy=policy,
            ratio=site.ratio,
            duties=duties,
            charges=charges,
            reliefs=reliefs,
            gross_yuan=gross,
            reduction_yuan=reduced,
            payable_yuan=gross - reduced,
            is_unbuilt=bool(missing) and not project.is_offsite_approved,
        )


def charges_of(
    project: ProjectFacts, required: dict[str, Decimal], tariff: Tariff
) -> tuple[Charge, Charge]:
    """Both grades; every rate that is missing is told at once."""
    charges, missing = [], []
    for grade in GRADES:
        try:
            charges.append(charge(project, grade, required[grade], tariff))
        except NoRate as error:
            missing.append(error)
    if missing:
        missing[0].further = tuple(missing[1:])
        raise missing[0]
    return charges[0], charges[1]


def charge(project: ProjectFacts, grade: str, required: Decimal, tariff: Tariff) -> Charge:
    """What one grade costs: built beyond the duty is no credit for the other grade."""
    built = project.built(grade)
    if required <= built:
        return Charge(grade, required, built, ZERO, None, None, ZERO)
    shortfall, on = required - built, project.approved_on
    rate = tariff.rate(project.region, grade, on)
    adjustment = tariff.adjustment(project.region, on)
    gross = shortfall * rate.yuan_per_sqm
    if adjustment:
        gross *= adjustment.factor
    return Charge(grade, required, built, shortfall, rate, adjustment, to_cent(gross))


def reliefs_of(
    project: ProjectFacts, duties: tuple[Duty, ...], charges: tuple[Charge, Charge]
) -> tuple[Relief, ...]:
    """A relief presupposes that off-site construction was approved (皖人防60号; domain §1.2)."""
    if not project.is_offsite_approved:
        return ()
    reliefs = []
    for place, (building, duty) in enumerate(zip(project.buildings, duties, strict=True)):
        if not building.claims or duty.rule is None or not duty.area_sqm:
            continue
        reduction = lawful(
            building.claims,
            project.approved_on,
            is_rebuild=building.is_rebuild,
            is_area_increased=building.is_area_increased,
        )
        if reduction:
            of = charges[GRADES.index(duty.rule.grade)]
            part = of.gross_yuan * duty.area_sqm * reduction.share / of.required_sqm
            reliefs.append(Relief(place, reduction, to_cent(part)))
    return tuple(reliefs)
