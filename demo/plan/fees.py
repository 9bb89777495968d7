"""What a project owes, what was demanded of it and what was paid: so that a given gap remains.

A gap is decided first and the project is built around it, with areas to the hundredth of a square
metre, so that area × rate is the fee to the fen.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal
from random import Random
from typing import Any

from demo.buildings import CENT, free_of_duty, halls, houses, sqm, towers
from projects.models import GapKind
from projects.models.ledger import BuildingUse, Zone
from projects.models.money import Grade

NEW_RATES_FROM = date(2015, 1, 1)
# 示例: the rates and shares of the worked examples, not those of any real place (domain §1.7).
RATES = {
    (Grade.G6, True, False): Decimal(800),
    (Grade.G6, False, False): Decimal(600),
    (Grade.G6B, True, False): Decimal(200),
    (Grade.G6B, False, False): Decimal(150),
    (Grade.G6, True, True): Decimal(1500),
    (Grade.G6, False, True): Decimal(1000),
    (Grade.G6B, True, True): Decimal(300),
    (Grade.G6B, False, True): Decimal(200),
}
RATE_DOCUMENTS = {False: "示例价费〔2003〕1号（模拟标准）", True: "示例价费〔2014〕9号（模拟标准）"}
HALL_SHARE = {True: Decimal("0.03"), False: Decimal("0.02")}
# Every amount that is a multiple of this is a whole number of hundredths of a square metre.
GRAIN = 120
SMALLEST_GAP = 2400


@dataclass
class Fee:
    """The money of one project, before anything is recorded."""

    grade: str = Grade.G6
    rate: Decimal = Decimal(0)
    rate_document: str = ""
    required_sqm: Decimal = Decimal(0)
    built_sqm: Decimal = Decimal(0)
    legal_yuan: Decimal = Decimal(0)
    gross_yuan: Decimal = Decimal(0)
    reductions: list[dict[str, Any]] = field(default_factory=list)
    paid_yuan: Decimal = Decimal(0)
    is_assessed: bool = True
    zone: str = Zone.NORMAL
    theme: str = "housing"
    buildings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def payable_yuan(self) -> Decimal:
        return self.gross_yuan - sum((row["amount_yuan"] for row in self.reductions), Decimal(0))


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


def rate_on(grade: str, is_city: bool, day: date) -> tuple[Decimal, str]:
    is_new = day >= NEW_RATES_FROM
    return RATES[grade, is_city, is_new], RATE_DOCUMENTS[is_new]


def with_gap(rng: Random, kind: str, gap: Decimal, is_city: bool, day: date) -> Fee:
    """A project of which exactly that gap of that kind is open."""
    grade = Grade.G6B if is_city and gap < 180_000 and rng.random() < 0.3 else Grade.G6
    rate, document = rate_on(grade, is_city, day)
    is_whole = kind == GapKind.RECEIVABLE_UNCOLLECTED and gap % GRAIN == 0
    share = 1 if is_whole else Decimal(rng.randrange(45, 100)) / 100
    area = (gap / share / rate).quantize(CENT, ROUND_CEILING)
    fee = Fee(grade=grade, rate=rate, rate_document=document, legal_yuan=area * rate)
    fee.gross_yuan, fee.paid_yuan = fee.legal_yuan, fee.legal_yuan - gap
    if kind == GapKind.RECEIVABLE_UNCOLLECTED:
        fee.gross_yuan -= gap
        fee.is_assessed = bool(fee.gross_yuan)
    if kind == GapKind.ILLEGAL_REDUCTION:
        ground = rng.choice(("招商引资", "会议纪要", "重点项目"))
        fee.reductions = [{"code": ground, "amount_yuan": gap, "is_lawful": False}]
    _build(rng, fee, area, is_city)
    return fee


def without_gap(rng: Random, is_city: bool, day: date) -> Fee:
    """A project in order: paid, built, lawfully reduced, or owing nothing."""
    turn = rng.random()
    if turn < 0.16:
        return Fee(is_assessed=False, theme="industry", buildings=free_of_duty(rng))
    grade = Grade.G6B if is_city and rng.random() < 0.12 else Grade.G6
    rate, document = rate_on(grade, is_city, day)
    area = sqm(rng.lognormvariate(5.6, 0.8) + 30)
    fee = Fee(grade=grade, rate=rate, rate_document=document)
    if turn < 0.40:
        fee.built_sqm, fee.is_assessed = area, False
        _build(rng, fee, Decimal(0), is_city)
        return fee
    fee.gross_yuan = area * rate
    if turn < 0.55 and grade == Grade.G6:
        _reduce_lawfully(rng, fee, day)
    fee.legal_yuan = fee.paid_yuan = fee.payable_yuan
    _build(rng, fee, area, is_city)
    return fee


def _reduce_lawfully(rng: Random, fee: Fee, day: date) -> None:
    """Half for schools and homes for the aged; exempt is affordable housing since 2007."""
    if rng.random() < 0.6 or day < date(2007, 8, 8):
        fee.theme, code = "school", "R2"
        amount = (fee.gross_yuan / 2).quantize(CENT)
    else:
        fee.theme, code, amount = "affordable", "R1", fee.gross_yuan
    fee.reductions = [{"code": code, "amount_yuan": amount, "is_lawful": True}]


def _build(rng: Random, fee: Fee, shortfall: Decimal, is_city: bool) -> None:
    if shortfall and rng.random() < 0.2:
        fee.built_sqm = sqm(rng.randrange(80, 600))
    fee.required_sqm = shortfall + fee.built_sqm
    claims = [row["code"] for row in fee.reductions if row["is_lawful"]]
    if fee.grade == Grade.G6B:
        is_rebuild = rng.random() < 0.15
        fee.buildings = houses(rng, fee.required_sqm, is_rebuild=is_rebuild)
        fee.theme = "rebuild" if is_rebuild else "housing"
    elif fee.required_sqm >= 220 or claims:
        is_housing = fee.theme in ("housing", "affordable") and rng.random() < 0.72
        use = BuildingUse.RESIDENTIAL if is_housing else BuildingUse.OTHER
        fee.buildings = towers(rng, fee.required_sqm, use, claims)
        if fee.theme == "housing" and not is_housing:
            fee.theme = "commerce"
    else:
        fee.buildings = halls(rng, fee.required_sqm, HALL_SHARE[is_city])
        fee.theme = "public"
        if rng.random() < 0.35:
            fee.zone, fee.theme = Zone.DEVELOPMENT_ZONE, "park"
