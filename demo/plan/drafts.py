"""One project on paper before it is recorded: its days, the departments' papers, its money.

A draft is honest as it is made; what is to be wrong with it is altered before it is written.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from demo import bodies
from demo.buildings import sqm
from demo.names import STREETS, brand
from demo.plan.fees import Fee
from demo.plan.stage import Stage
from projects.models import Developer, PermitKind

# The papers and payments of the last projects had been filed by then.
LAST_PAYMENT, LAST_PAPER = date(2020, 7, 1), date(2020, 7, 10)
FIRST_CODED = date(2018, 1, 1)
NAMES = {
    "housing": ("{brand}花园", "{brand}小区", "{brand}苑", "{brand}·{word}府", "{brand}商住小区"),
    "affordable": ("{place}廉租住房小区", "{place}公共租赁住房", "{place}经济适用住房小区"),
    "rebuild": ("{place}{word}片区危旧房改造", "{place}{word}村旧房改造"),
    "commerce": ("{brand}商务中心", "{brand}国际广场", "{brand}酒店", "{brand}购物中心"),
    "school": ("{place}第{n}小学教学楼", "{place}第{n}中学教学楼", "{place}敬老院综合楼"),
    "care": ("{place}{word}养老服务中心", "{place}{word}医养结合中心"),
    "public": ("{place}{word}社区服务中心", "{brand}办公楼", "{place}供电所综合楼"),
    "park": ("{brand}产业园配套用房", "{place}工业园区{word}片区标准厂房配套"),
    "industry": ("{brand}生产基地", "{brand}仓储加工项目", "{brand}食品厂"),
}
# What the departments' papers call such a place.
USES = {
    "housing": "住宅",
    "affordable": "保障性住房",
    "rebuild": "住宅",
    "commerce": "商业",
    "school": "教育（教学楼）",
    "care": "养老服务设施",
    "public": "办公",
    "park": "园区配套",
    "industry": "工业",
}
WORDS = ("东风", "秀麓", "凤凰", "龙泉", "玉湖", "新兴", "江滨", "文星", "南屏", "大营")
CHAIN = (
    (PermitKind.INITIATION, bodies.REFORM),
    (PermitKind.BASEMENT, bodies.HOUSING),
    (PermitKind.PLANNING, bodies.PLANNING),
    (PermitKind.CONSTRUCTION, bodies.HOUSING),
    (PermitKind.COMPLETION, bodies.HOUSING),
)


@dataclass
class Paper:
    """A department's paper: its day, areas, and what it says of the project where that differs."""

    issued_on: date
    area_sqm: Decimal | None = None
    basement_sqm: Decimal | None = None
    stated: dict[str, str] = field(default_factory=dict)


@dataclass
class Payment:
    """A payment; what went on to the treasury of it and when, if it did."""

    paid_on: date
    amount_yuan: Decimal
    remitted_on: date | None = None
    remitted_yuan: Decimal = Decimal(0)
    # How the treasury's own file has it.
    filed: str = "once"


@dataclass
class Put:
    """A payment put off: until when, on which basis; none is a promise to pay (欠条)."""

    granted_on: date
    amount_yuan: Decimal
    until_on: date | None = None
    basis: str = ""


@dataclass
class Draft:
    fee: Fee
    developer: Developer
    name: str
    national_code: str
    address: str
    approved_on: date
    planned_once_id: str = ""
    assessed_on: date | None = None
    due_on: date | None = None
    papers: dict[str, Paper] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    puts: list[Put] = field(default_factory=list)
    traits: set[str] = field(default_factory=set)

    @property
    def is_offsite(self) -> bool:
        return self.fee.facts.is_offsite_approved

    @property
    def paid_until(self) -> date | None:
        return max((payment.paid_on for payment in self.payments), default=None)


def draft(stage: Stage, fee: Fee, developer: Developer, *, late_share: float = 0.06) -> Draft:
    """An honest project: what was due is paid before the permits are given."""
    rng, site, approved_on = stage.rng, fee.site, fee.facts.approved_on
    made = Draft(
        fee=fee,
        developer=developer,
        name=own_name(stage, site.theme),
        national_code=national_code(stage, approved_on),
        address=f"{stage.home.name}{rng.choice(STREETS)}{rng.randrange(1, 260)}号",
        approved_on=approved_on,
    )
    if site.theme == "park":
        made.planned_once_id = plan_mark(stage, approved_on)
    if fee.is_assessed:
        made.assessed_on = approved_on + timedelta(days=rng.randrange(5, 30))
        made.due_on = made.assessed_on + timedelta(days=rng.choice((30, 60, 60, 90)))
    if fee.promised_yuan:
        made.puts.append(Put(made.assessed_on, fee.promised_yuan))
    first = made.assessed_on or approved_on
    made.payments = payments_of(rng, fee.paid_yuan, first)
    made.papers = papers_of(rng, made)
    if made.payments and rng.random() < late_share:
        pay_late(rng, made)
    return made


def plan_mark(stage: Stage, day: date) -> str:
    """The mark that every project of one plan carries (一次性规划)."""
    return f"{stage.region.code}-{day.year}-{stage.serials.next('plan'):03}"


def payments_of(rng: Random, amount: Decimal, since: date) -> list[Payment]:
    """In one instalment or two, soon handed on to the treasury."""
    if not amount:
        return []
    is_split = amount > 200_000 and rng.random() < 0.25
    first = Decimal(int(amount * rng.randrange(30, 70) / 100)) if is_split else amount
    paid = []
    for part in filter(None, (first, amount - first)):
        since = min(since + timedelta(days=rng.randrange(3, 28)), LAST_PAYMENT)
        remitted_on = since + timedelta(days=rng.randrange(1, 9))
        paid.append(Payment(since, part, remitted_on, part))
    return paid


def papers_of(rng: Random, made: Draft) -> dict[str, Paper]:
    """Approval, air-defence decision, planning and construction permits, completion, each after
    the one before and the permits after the payment."""
    fee, site = made.fee, made.fee.site
    area = sum((row["above_ground_sqm"] for row in site.buildings), Decimal(0))
    papers = {PermitKind.INITIATION: Paper(made.approved_on - timedelta(rng.randrange(40, 200)))}
    if any(duty.rule for duty in fee.by_law.duties):
        papers[PermitKind.BASEMENT] = Paper(made.approved_on, basement_sqm=site.built_sqm)
    day = (made.paid_until or made.approved_on) + timedelta(rng.randrange(4, 40))
    papers[PermitKind.PLANNING] = Paper(day, area)
    day += timedelta(rng.randrange(20, 90))
    papers[PermitKind.CONSTRUCTION] = Paper(day, area)
    if site.built_sqm or rng.random() < 0.75:
        day += timedelta(rng.randrange(200, 420 if site.built_sqm else 760))
        papers[PermitKind.COMPLETION] = Paper(day, area, site.built_sqm)
    return papers


def pay_late(rng: Random, made: Draft) -> None:
    """Paid long after the permits; every other time by a deferral that has a basis."""
    wait = timedelta(days=rng.randrange(300, 1500))
    until = made.payments[-1].paid_on + wait
    if until > LAST_PAYMENT:
        return
    made.traits.add("paid_late")
    for payment in made.payments:
        payment.paid_on += wait
        payment.remitted_on += wait
    if rng.random() < 0.6:
        defer_lawfully(rng, made)


def defer_lawfully(rng: Random, made: Draft) -> None:
    made.traits.add("deferred")
    year = made.approved_on.year
    made.puts.append(
        Put(
            granted_on=made.assessed_on + timedelta(days=rng.randrange(1, 4)),
            amount_yuan=made.fee.payable_yuan,
            until_on=made.paid_until + timedelta(days=rng.randrange(5, 90)),
            basis=f"示例政发〔{year}〕{rng.randrange(1, 60)}号第三条（模拟缓缴政策）",
        )
    )


def own_name(stage: Stage, theme: str) -> str:
    """A name that no other project of the region bears."""
    name = project_name(stage.rng, theme, stage.home.short_name.removesuffix("本级"))
    n = stage.serials.next(stage.region.code, "name", name)
    return name if n == 1 else f"{name}（{n}号地块）"


def project_name(rng: Random, theme: str, place: str) -> str:
    name = rng.choice(NAMES[theme]).format(
        brand=brand(rng),
        place="玉溪市" if place == "市" else place,
        word=rng.choice(WORDS),
        n="一二三四五六七八"[rng.randrange(8)],
    )
    stages = "一二三四"[rng.randrange(4)]
    return f"{name}{stages}期" if theme == "housing" and rng.random() < 0.4 else name


def national_code(stage: Stage, approved_on: date) -> str:
    """Projects approved since the codes of 2018 carry one; earlier ones have none."""
    if approved_on < FIRST_CODED:
        return ""
    return f"{approved_on:%y%m}-{stage.region.code}-47-03-{stage.serials.next('code'):06}"


def area_of(made: Draft) -> Decimal:
    """The area above ground of all its buildings."""
    return sqm(sum((row["above_ground_sqm"] for row in made.fee.site.buildings), Decimal(0)))
