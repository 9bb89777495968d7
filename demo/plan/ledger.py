"""The ledger of one region: projects of 2003 to 2020 with buildings, permits, fees and payments."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from demo import bodies
from demo.names import brand, credit_code
from demo.plan import fees
from demo.plan.campaign import moments
from demo.plan.dirt import soil, tell_dirt
from demo.plan.drafts import CHAIN, LAST_PAPER, USES, Draft, Paper, Payment, draft
from demo.plan.stage import Entry, Flaw, Stage
from demo.plan.statute import statute_of
from demo.plan.treasury import file_payment
from demo.twins import projects as twins
from projects.models import Developer, GapKind, PermitKind, Project
from projects.models.ledger import OffsiteGround

FIRST_DAY, LAST_DAY = date(2003, 2, 10), date(2020, 4, 20)
PROJECTS_PER_AUDITED = 1.15
COMPANIES = ("房地产开发有限公司", "置业有限公司", "建设投资有限公司", "实业有限公司")
SIGNED = {
    PermitKind.INITIATION: "{sign}发改投资〔{year}〕{n}号",
    PermitKind.PLANNING: "建字第{code}{year}{n:05}号",
    PermitKind.BASEMENT: "{sign}人防审〔{year}〕{n}号",
    PermitKind.CONSTRUCTION: "{code}{year}{n:06}01",
    PermitKind.COMPLETION: "{sign}竣备〔{year}〕{n}号",
    "assessment": "{sign}人防费核〔{year}〕{n}号",
    "offsite": "{sign}人防易地〔{year}〕{n}号",
    "demand": "{sign}人防缴通〔{year}〕{n}号",
    "deferral": "{sign}人防缓〔{year}〕{n}号",
    "promise": "欠条（{year}）第{n}号",
}


def keep_ledger(stage: Stage, flaws: list[Flaw], further: list[Callable[[], None]]) -> list[Entry]:
    """Record all projects of the region; the flaws, and what further is written, lie scattered
    among them."""
    count = max(round(stage.targets.audited * PROJECTS_PER_AUDITED), len(flaws))
    stage.developers = found_developers(stage, max(3, count // 4))
    stage.unreduced = stage.rng.sample(stage.developers, len(stage.developers))
    entries: list[Entry] = []
    todo: list[Callable[[], None]] = [
        lambda flaw=flaw: entries.append(enter(stage, flaw))
        for flaw in [*flaws, *[None] * (count - len(flaws))]
    ]
    todo += further
    stage.rng.shuffle(todo)
    for write_one in todo:
        write_one()
    return entries


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


def developer_for(stage: Stage, fee: fees.Fee) -> Developer:
    """Any company; but to be let off part of the fee twice would look like more than luck."""
    if not fee.reductions:
        return stage.rng.choice(stage.developers)
    if not stage.unreduced:
        stage.unreduced = found_developers(stage, 4)
    return stage.unreduced.pop()


def any_day(stage: Stage) -> date:
    return FIRST_DAY + timedelta(days=stage.rng.randrange((LAST_DAY - FIRST_DAY).days))


def enter(stage: Stage, flaw: Flaw | None, *, late: bool = False) -> Entry:
    """Enter one project: recorded by the region's clerk, confirmed by a second one."""
    rng, statute, day = stage.rng, statute_of(stage.region), any_day(stage)
    fee = (
        fees.with_gap(rng, statute, flaw.kind, flaw.gap_yuan, day)
        if flaw
        else fees.without_gap(rng, statute, day)
    )
    made = draft(stage, fee, developer_for(stage, fee))
    soil(stage, made)
    entry = write(stage, made, flaw=flaw, late=late)
    tell_dirt(stage, entry, made)
    return entry


def write(stage: Stage, made: Draft, *, flaw: Flaw | None = None, late: bool = False) -> Entry:
    """Record a draft: the project, its papers, what was demanded, put off and paid."""
    first, second = record_days(stage, late=late)
    checker = stage.cast.clerks[stage.region.code][1]
    entry = Entry(record(stage, made, first), flaw, traits=made.traits)
    record_papers(stage, entry.project, made, first)
    record_demands(stage, entry.project, made, first)
    for payment in made.payments:
        settle(stage, entry, payment, first)
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


def signed(stage: Stage, kind: str, year: int) -> str:
    """The next number of such papers of this region's department and year."""
    n = stage.serials.next(stage.region.code, kind, str(year))
    sign = stage.region.sign[0]
    return SIGNED[kind].format(sign=sign, code=stage.region.code, year=year, n=n)


def record(stage: Stage, made: Draft, at: datetime) -> Project:
    year, is_offsite = made.approved_on.year, made.is_offsite
    return twins.record_project(
        stage.books,
        by=stage.cast.clerks[stage.region.code][0],
        at=at,
        developer=made.developer,
        authority=stage.body(bodies.HOUSING),
        region=stage.home,
        buildings=made.fee.site.buildings,
        name=made.name,
        national_code=made.national_code,
        address=made.address,
        zone=made.fee.site.zone,
        planned_once_id=made.planned_once_id,
        approved_on=made.approved_on,
        is_offsite_approved=is_offsite,
        offsite_ground=stage.rng.choice(OffsiteGround.values) if is_offsite else "",
        offsite_document=signed(stage, "offsite", year) if is_offsite else "",
        **made.fee.site.built,
    )


def record_papers(stage: Stage, project: Project, made: Draft, at: datetime) -> None:
    for kind, body in CHAIN:
        paper = made.papers.get(kind)
        if paper is None or paper.issued_on > LAST_PAPER:
            continue
        twins.record_permit(
            stage.books,
            project=project,
            kind=kind,
            number=signed(stage, kind, paper.issued_on.year),
            issued_on=paper.issued_on,
            issued_by=stage.body(body),
            area_sqm=paper.area_sqm,
            basement_sqm=paper.basement_sqm,
            by=stage.cast.clerks[stage.region.code][0],
            at=at,
            **stated(project, made, paper),
        )


def stated(project: Project, made: Draft, paper: Paper) -> dict[str, str]:
    """What the paper itself says of the project."""
    return {
        "stated_name": project.name,
        "stated_developer": project.developer.name,
        "stated_credit_code": project.developer.credit_code,
        "stated_code": project.national_code,
        "stated_address": project.address,
        "stated_use": USES[made.fee.site.theme],
    } | paper.stated


def record_demands(stage: Stage, project: Project, made: Draft, at: datetime) -> None:
    """The assessment of its day, the notice to pay, and what was put off."""
    fee, clerk = made.fee, stage.cast.clerks[stage.region.code][0]
    by = {"project": project, "by": clerk, "at": at}
    if fee.is_assessed:
        year, day = made.assessed_on.year, {"approved_on": made.assessed_on}
        paper = {"document": signed(stage, "assessment", year)}
        assessment = twins.assess(
            stage.books,
            assessed_on=made.assessed_on,
            gross_yuan=fee.gross_yuan,
            legal_payable_yuan=fee.legal_yuan,
            rate_document=fee.rate_document,
            required_g6_sqm=fee.required["G6"],
            required_g6b_sqm=fee.required["G6B"],
            reductions=[row | paper | day for row in fee.reductions],
            snapshot=fee.snapshot,
            **paper,
            **by,
        )
        if fee.payable_yuan:
            twins.demand(
                stage.books,
                assessment=assessment,
                number=signed(stage, "demand", year),
                issued_on=made.assessed_on,
                due_on=made.due_on,
                amount_yuan=fee.payable_yuan,
                **by,
            )
    for put in made.puts:
        twins.defer(
            stage.books,
            document=signed(stage, "deferral" if put.basis else "promise", put.granted_on.year),
            granted_on=put.granted_on,
            until_on=put.until_on,
            amount_yuan=put.amount_yuan,
            basis=put.basis,
            **by,
        )


def settle(stage: Stage, entry: Entry, payment: Payment, at: datetime) -> None:
    """The receipt of a payment, the treasury's own line, and the money handed on."""
    clerk = stage.cast.clerks[stage.region.code][0]
    receipt = twins.record_receipt(
        stage.books,
        project=entry.project,
        number=receipt_number(stage, payment.paid_on),
        paid_on=payment.paid_on,
        amount_yuan=payment.amount_yuan,
        payer=entry.project.developer.name,
        by=clerk,
        at=at,
    )
    file_payment(stage, receipt, payment.filed, at)
    if payment.remitted_yuan:
        twins.record_remittance(
            stage.books,
            receipt=receipt,
            amount_yuan=payment.remitted_yuan,
            remitted_on=payment.remitted_on,
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
