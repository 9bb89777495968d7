"""Dossiers for the checks, as short as the sentences that use them: an office block of ten storeys
approved in 2019 owes 860 ㎡ and so 1,290,000 yuan."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from projects.rules import BuildingFacts, Policy, ProjectFacts, assess
from projects.screening import CHECKS
from projects.screening.dossier import (
    Assessed,
    Dossier,
    Granted,
    Notice,
    Opened,
    Paper,
    Payment,
    PutOff,
)
from projects.tariff import Rate, Tariff

REGION, DAY, TODAY = "530402", date(2019, 6, 1), date(2020, 11, 2)
KEYS = count(1)


def yuan(value) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))


@dataclass
class Law:
    """The rows a locality published, as the engine wants them."""

    policy: Policy
    tariff: Tariff

    def assess(self, facts):
        return assess(facts, self.policy, self.tariff)


def rate(grade, amount, first=date(2000, 1, 1), last=None):
    return Rate(REGION, grade, Decimal(amount), first, last, f"示例价费 {grade}")


LAW = Law(Policy("III", Decimal("0.03")), Tariff([rate("G6", 1500), rate("G6B", 300)]))


def building(name="1幢", use="OTHER", floors=10, depth="2.50", first="860", above="8600", **more):
    return BuildingFacts(
        name=name,
        use=use,
        floors=floors,
        foundation_depth_m=Decimal(depth),
        first_floor_sqm=yuan(first),
        above_ground_sqm=yuan(above),
        **more,
    )


def hall(above="8600", floors=5, **more):
    """Not a tower: it owes three per cent above ground, if it reaches the threshold."""
    return building(floors=floors, above=above, first=Decimal(above) / floors, **more)


def dossier(*buildings, law=LAW, offsite=True, g6="0", g6b="0", zone="NORMAL", **rows):
    facts = ProjectFacts(
        code="XM-1",
        region=REGION,
        approved_on=rows.pop("approved_on", DAY),
        is_offsite_approved=offsite,
        buildings=buildings or (building(),),
        zone=zone,
        built_g6_sqm=yuan(g6),
        built_g6b_sqm=yuan(g6b),
    )
    rows.setdefault("on", TODAY)
    return Dossier(pk=7, region_id=1, authority_id=2, facts=facts, statute=law, **rows).reckon()


def permit(kind, issued_on=date(2019, 6, 20), number="模许1号", **facts):
    for name in ("area_sqm", "basement_sqm"):
        if facts.get(name) is not None:
            facts[name] = yuan(facts[name])
    return Paper(next(KEYS), kind, number, issued_on, **facts)


def payment(amount, paid_on=date(2019, 6, 15), number="模000001", **more):
    more = {name: yuan(v) if name.endswith("_yuan") else v for name, v in more.items()}
    return Payment(next(KEYS), number, paid_on, yuan(amount), **more)


def assessed(gross="1290000", reduction="0", on=date(2019, 6, 10), g6="860", g6b="0"):
    gross, reduction = yuan(gross), yuan(reduction)
    return Assessed(
        next(KEYS), on, yuan(g6), yuan(g6b), gross, reduction, gross - reduction, "示例价费"
    )


def granted(code, amount):
    return Granted(next(KEYS), code, yuan(amount), date(2019, 6, 8), "会议纪要〔2019〕模7号")


def notice(amount, due_on):
    return Notice(next(KEYS), "模缴通1号", due_on, yuan(amount))


def put_off(amount, basis="", until_on=None, document="欠条"):
    return PutOff(next(KEYS), document, until_on, yuan(amount), basis)


def opened(kind, amount, recovered="0"):
    return Opened(next(KEYS), kind, date(2020, 9, 1), yuan(amount), yuan(recovered))


def hits(code, of, **numbers):
    """What a check finds, with its own assumptions unless others are given."""
    check = CHECKS[code]
    confirmed = {(code, name): Decimal(value) for name, value in numbers.items()}
    return list(check.find(of, check.given(confirmed)))


def stakes(code, of, **numbers):
    return [hit.amount_yuan for hit in hits(code, of, **numbers)]
