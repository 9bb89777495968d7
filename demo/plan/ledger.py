"""The ledger of one region: projects of 2003 to 2020 with buildings, permits, fees and payments."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from demo import bodies
from demo.names import STREETS, brand, credit_code
from demo.plan import fees
from demo.plan.campaign import moments
from demo.plan.fees import Fee
from demo.plan.permits import record_papers
from demo.plan.stage import Entry, Flaw, Stage
from demo.twins import projects as twins
from projects.models import Developer, GapKind
from projects.models.ledger import OffsiteGround
from projects.models.money import Grade

FIRST_DAY, LAST_DAY, LAST_PAYMENT = date(2003, 2, 10), date(2020, 4, 20), date(2020, 7, 1)
PROJECTS_PER_AUDITED = 1.15
OFFSITE_DOCUMENT = "易地建设批复〔{year}〕{n}号"
NAMES = {
    "housing": ("{brand}花园", "{brand}小区", "{brand}苑", "{brand}·{word}府", "{brand}商住小区"),
    "affordable": ("{place}廉租住房小区", "{place}公共租赁住房", "{place}经济适用住房小区"),
    "rebuild": ("{place}{word}片区危旧房改造", "{place}{word}村旧房改造"),
    "commerce": ("{brand}商务中心", "{brand}国际广场", "{brand}酒店", "{brand}购物中心"),
    "school": ("{place}第{n}小学教学楼", "{place}第{n}中学教学楼", "{place}敬老院综合楼"),
    "public": ("{place}{word}社区服务中心", "{brand}办公楼", "{place}供电所综合楼"),
    "park": ("{brand}产业园配套用房", "{place}工业园区{word}片区标准厂房配套"),
    "industry": ("{brand}生产基地", "{brand}仓储加工项目", "{brand}食品厂"),
}
WORDS = ("东风", "秀麓", "凤凰", "龙泉", "玉湖", "新兴", "江滨", "文星", "南屏", "大营")
COMPANIES = ("房地产开发有限公司", "置业有限公司", "建设投资有限公司", "实业有限公司")


def keep_ledger(stage: Stage, flaws: list[Flaw]) -> list[Entry]:
    """Record all projects of the region; the flaws lie scattered among them."""
    count = max(round(stage.targets.audited * PROJECTS_PER_AUDITED), len(flaws))
    developers = found_developers(stage, max(3, count // 4))
    dealt = [*flaws, *[None] * (count - len(flaws))]
    stage.rng.shuffle(dealt)
    return [enter(stage, developers, flaw) for flaw in dealt]


def found_developers(stage: Stage, count: int) -> list[Developer]:
    """The companies that build here; of some the ledger knows no credit code."""
    rng, place = stage.rng, stage.home.short_name.removesuffix("本级")
    found = []
    for _n in range(count):
        name = f"{rng.choice(('玉溪', '云南', place))}{brand(rng)}{rng.choice(COMPANIES)}"
        code = credit_code(stage.region.code, stage.serials.next("developer"))
        known = rng.random() < 0.88
        found.append(
            twins.record_developer(stage.books, name=name, credit_code=code if known else "")
        )
    return found


def enter(
    stage: Stage, developers: list[Developer], flaw: Flaw | None, *, late: bool = False
) -> Entry:
    """Enter one project: recorded by the region's clerk, confirmed by a second one."""
    rng = stage.rng
    approved_on = FIRST_DAY + timedelta(days=rng.randrange((LAST_DAY - FIRST_DAY).days))
    fee = (
        fees.with_gap(rng, flaw.kind, flaw.gap_yuan, stage.region.pays_city_rates, approved_on)
        if flaw
        else fees.without_gap(rng, stage.region.pays_city_rates, approved_on)
    )
    first, second = record_days(stage, late=late)
    checker = stage.cast.clerks[stage.region.code][1]
    entry = Entry(record(stage, fee, rng.choice(developers), approved_on, first), flaw)
    record_papers(stage, entry, fee, first)
    record_money(stage, entry, fee, first)
    if not late:
        stage.books.advance(entry.project, "confirm", by=checker, at=second)
    return entry


def record_days(stage: Stage, *, late: bool) -> list[datetime]:
    """When it is recorded and when confirmed: weeks before, or in the last days for the latest."""
    if late:
        return moments(stage.rng, [stage.campaign.days[-3], stage.campaign.until])
    days = stage.campaign.ledger_days
    place = stage.rng.randrange(len(days) - 3)
    return moments(stage.rng, [days[place], days[place + stage.rng.randint(1, 3)]])


def record(stage: Stage, fee: Fee, developer: Developer, approved_on: date, at: datetime):
    rng = stage.rng
    is_offsite = bool(fee.gross_yuan) or (fee.legal_yuan > 0 and rng.random() < 0.8)
    is_g6 = fee.grade == Grade.G6
    year = approved_on.year
    return twins.record_project(
        stage.books,
        by=stage.cast.clerks[stage.region.code][0],
        at=at,
        developer=developer,
        authority=stage.body(bodies.HOUSING),
        region=stage.home,
        buildings=fee.buildings,
        name=project_name(rng, fee.theme, stage.home.short_name.removesuffix("本级")),
        national_code=national_code(stage, approved_on),
        address=f"{stage.home.name}{rng.choice(STREETS)}{rng.randrange(1, 260)}号",
        zone=fee.zone,
        planned_once_id=f"{stage.region.code}-{year}-{rng.randrange(1, 40):02}"
        if fee.theme == "park"
        else "",
        approved_on=approved_on,
        is_offsite_approved=is_offsite,
        offsite_ground=rng.choice(OffsiteGround.values) if is_offsite else "",
        offsite_document=OFFSITE_DOCUMENT.format(year=year, n=rng.randrange(1, 90))
        if is_offsite
        else "",
        built_g6_sqm=fee.built_sqm if is_g6 else Decimal(0),
        built_g6b_sqm=Decimal(0) if is_g6 else fee.built_sqm,
    )


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
    if approved_on < date(2018, 1, 1):
        return ""
    digits = stage.rng.randrange(10**6)
    return f"{approved_on:%y%m}-{stage.region.code}-47-03-{digits:06}"


def record_money(stage: Stage, entry: Entry, fee: Fee, at: datetime) -> None:
    """The assessment of its day, and what was paid on it in one or two instalments."""
    project, rng = entry.project, stage.rng
    clerk = stage.cast.clerks[stage.region.code][0]
    assessed_on = project.approved_on + timedelta(days=rng.randrange(5, 60))
    if fee.is_assessed:
        is_g6 = fee.grade == Grade.G6
        papers = {"document": f"人防费核〔{assessed_on.year}〕{rng.randrange(1, 160)}号"}
        twins.assess(
            stage.books,
            project=project,
            by=clerk,
            at=at,
            assessed_on=assessed_on,
            gross_yuan=fee.gross_yuan,
            legal_payable_yuan=fee.legal_yuan,
            rate_document=fee.rate_document,
            required_g6_sqm=fee.required_sqm if is_g6 else Decimal(0),
            required_g6b_sqm=Decimal(0) if is_g6 else fee.required_sqm,
            reductions=[row | papers | {"approved_on": assessed_on} for row in fee.reductions],
            **papers,
        )
    if fee.paid_yuan:
        pay(stage, entry, fee.paid_yuan, assessed_on, at)


def pay(stage: Stage, entry: Entry, amount: Decimal, since: date, at: datetime) -> None:
    """Payments at that time, mostly soon, some long after; handed on to the treasury."""
    rng = stage.rng
    is_split = amount > 200_000 and rng.random() < 0.25
    first = Decimal(int(amount * rng.randrange(30, 70) / 100)) if is_split else amount
    if rng.random() < 0.06:
        entry.traits.add("paid_late")
        since += timedelta(days=rng.randrange(300, 1500))
    for part in filter(None, (first, amount - first)):
        since = min(since + timedelta(days=rng.randrange(3, 70)), LAST_PAYMENT)
        settle(stage, entry, part, since, at)


def settle(stage: Stage, entry: Entry, amount: Decimal, paid_on: date, at: datetime) -> None:
    rng, clerk = stage.rng, stage.cast.clerks[stage.region.code][0]
    receipt = twins.record_receipt(
        stage.books,
        project=entry.project,
        number=receipt_number(stage, paid_on),
        paid_on=paid_on,
        amount_yuan=amount,
        payer=entry.project.developer.name,
        by=clerk,
        at=at,
    )
    if rng.random() < 0.03:
        entry.traits.add("unremitted")
        return
    twins.record_remittance(
        stage.books,
        receipt=receipt,
        amount_yuan=amount,
        remitted_on=paid_on + timedelta(days=rng.randrange(1, 20)),
        by=clerk,
        at=at,
    )


def receipt_number(stage: Stage, paid_on: date) -> str:
    return f"{stage.region.code[2:]}{paid_on:%y}{stage.serials.next('receipt'):07}"


def gap_basis(kind: str) -> str:
    """The article by which the amount is due."""
    if kind == GapKind.ILLEGAL_REDUCTION:
        return "计价格〔2000〕474号第四条（减免范围以外）"
    return "《中华人民共和国人民防空法》第二十二条、第四十八条"
