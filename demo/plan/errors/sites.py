"""Errors of what stands there: split, cut just below a limit, or in one company's favour."""

from collections.abc import Iterator
from decimal import Decimal

from demo.buildings import sqm
from demo.names import BRAND_FIRST, BRAND_SECOND
from demo.plan.drafts import Draft, plan_mark
from demo.plan.errors.seeded import (
    Kinds,
    Seeded,
    Wrongs,
    amount,
    area,
    ground,
    hall_of,
    honest,
    of_fee,
    seeded_day,
    towers_of,
)
from demo.plan.fees import by_the_law, with_gap
from demo.plan.sites import Site
from demo.plan.stage import Stage
from demo.twins import projects as twins
from projects.models import Developer, GapKind
from projects.rules import to_cent

SITES = Kinds()


@SITES.of(2)
def split_below_the_threshold(stage: Stage) -> Wrongs:
    """Three halls planned at one time, each below 2,000 ㎡, together above."""
    for made in _of_one_plan(stage, [stage.rng.randrange(800, 1900) for _n in range(3)]):
        owed = to_cent(_above(made) * ground(stage).policy.ratio)
        due = owed * ground(stage).rate("G6", made.approved_on)
        yield Seeded(made, "一次性规划拆分报建，合计达到2000㎡", {"X09": due})


@SITES.of(1)
def split_without_a_mark(stage: Stage) -> Wrongs:
    """The same, but no paper says that they were planned at one time."""
    areas = [stage.rng.randrange(800, 1900) for _n in range(3)]
    for place, made in enumerate(_of_one_plan(stage, areas)):
        made.planned_once_id = ""
        made.name = f"{made.name}{'ABC'[place]}区"
        owed = to_cent(_above(made) * ground(stage).policy.ratio)
        due = owed * ground(stage).rate("G6", made.approved_on)
        yield Seeded(made, "一次性规划拆分报建，台账未登记规划标识", {"X09": due})


@SITES.of(1)
def planned_together_and_small(stage: Stage) -> Wrongs:
    for made in _of_one_plan(stage, [stage.rng.randrange(500, 950) for _n in range(2)]):
        yield Seeded(made, "一次性规划，合计不足2000㎡", {"X09": None}, is_innocent=True)


def _of_one_plan(stage: Stage, areas: list[int]) -> Iterator[Draft]:
    day = seeded_day(stage)
    mark, developer = plan_mark(stage, day), stage.rng.choice(stage.developers)
    for above in areas:
        fee = by_the_law(ground(stage), hall_of(stage, above), day, is_offsite=False)
        made = of_fee(stage, fee, developer)
        made.planned_once_id = mark
        yield made


def _above(made: Draft) -> Decimal:
    return made.fee.site.buildings[0]["above_ground_sqm"]


@SITES.of(3)
def first_floor_too_small(stage: Stage) -> Wrongs:
    """The first floor, which is owed, is entered far smaller than the storeys above it; now and
    then not so small that a computer wonders."""
    site = towers_of(stage, area(stage))
    _raise_storeys(stage, site, *((190, 240) if stage.rng.random() < 0.2 else (280, 420)))
    yield Seeded(honest(stage, site), "首层建筑面积明显小于标准层，应建面积被压低", {"X14": None})


@SITES.of(1)
def stands_on_stilts(stage: Stage) -> Wrongs:
    site = towers_of(stage, area(stage))
    _raise_storeys(stage, site)
    made = honest(stage, site)
    yield Seeded(made, "首层架空，图纸核对无误", {"X14": None}, is_innocent=True)


def _raise_storeys(stage: Stage, site: Site, least: int = 280, most: int = 420) -> None:
    row = site.buildings[0]
    wider = Decimal(stage.rng.randrange(least, most)) / 100
    row["above_ground_sqm"] = sqm(row["first_floor_sqm"] * row["floors"] * wider)


@SITES.of(2)
def one_company_favoured(stage: Stage) -> Wrongs:
    """Three projects of one company let off by three minutes."""
    developer = _company(stage, stage.serials.next("company"), "城市建设开发有限公司")
    for _n in range(3):
        gap, day = amount(stage), seeded_day(stage)
        fee = with_gap(stage.rng, ground(stage), GapKind.ILLEGAL_REDUCTION, gap, day)
        made = of_fee(stage, fee, developer)
        yield Seeded(made, "同一单位多个项目获违规减免", {"X15": None, "X04": gap})


@SITES.of(1)
def favoured_under_two_names(stage: Stage) -> Wrongs:
    """The ledger spells one company in three ways and takes it for three."""
    spellings = ("城市建设开发有限公司", "城市建设开发有限责任公司", "城市建设开发公司")
    n = stage.serials.next("company")
    for what in spellings:
        gap, day = amount(stage), seeded_day(stage)
        fee = with_gap(stage.rng, ground(stage), GapKind.ILLEGAL_REDUCTION, gap, day)
        made = of_fee(stage, fee, _company(stage, n, what))
        why = "同一单位多个项目获违规减免，台账单位名称写法不一"
        yield Seeded(made, why, {"X15": None, "X04": gap})


@SITES.of(1)
def builder_of_public_housing(stage: Stage) -> Wrongs:
    """Who builds public housing is let off by law, every time."""
    n = stage.serials.next("company")
    developer = _company(stage, n, "保障性住房建设投资有限公司")
    for _n in range(3):
        site = towers_of(stage, area(stage), theme="affordable", claims=("R1",))
        made = honest(stage, site, developer=developer)
        yield Seeded(made, "保障性住房依法减免", {"X15": None}, is_innocent=True)


def _company(stage: Stage, n: int, what: str) -> Developer:
    place = stage.home.short_name.removesuffix("本级")
    name = f"{place}{BRAND_FIRST[n % len(BRAND_FIRST)]}{BRAND_SECOND[n % len(BRAND_SECOND)]}{what}"
    return twins.record_developer(stage.books, name=name)


@SITES.of(4)
def cut_below_the_limit(stage: Stage) -> Wrongs:
    yield Seeded(_near(stage), "实为十层或埋深三米，按九层、2.95米报建", {"X17": None})


@SITES.of(2)
def honest_nine_storeys(stage: Stage) -> Wrongs:
    yield Seeded(_near(stage), "确为九层，竣工图核对无误", {"X17": None}, is_innocent=True)


def _near(stage: Stage) -> Draft:
    site = hall_of(stage, stage.rng.randrange(2600, 5600))
    row = site.buildings[0]
    if stage.rng.random() < 0.6:
        row |= {"floors": 9, "first_floor_sqm": sqm(row["above_ground_sqm"] / 9)}
    else:
        row["foundation_depth_m"] = sqm(Decimal(stage.rng.randrange(290, 300)) / 100)
    return honest(stage, site)
