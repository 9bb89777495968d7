"""Errors of the money: reduced, put off, paid late or not at all, kept back, at another rate."""

from datetime import date, timedelta
from decimal import Decimal

from demo.plan.drafts import LAST_PAYMENT, Draft, defer_lawfully
from demo.plan.errors.seeded import (
    Kinds,
    Seeded,
    Wrongs,
    amount,
    area,
    ground,
    honest,
    lacking,
    of_fee,
    seeded_day,
    towers_of,
)
from demo.plan.fees import by_the_law
from demo.plan.sites import ZERO
from demo.plan.stage import Stage
from demo.plan.statute import NEW_RATES_FROM, PERIODS
from projects.models import GapKind, PermitKind

MONEY = Kinds()
CARE_EXEMPT_FROM = date(2015, 1, 1)


@MONEY.of(4)
def paid_after_the_permit(stage: Stage) -> Wrongs:
    made = honest(stage, towers_of(stage, area(stage)))
    _pay_after_permit(stage, made)
    checks: dict[str, Decimal | None] = {"X03": None}
    if stage.rng.random() < 0.3:
        made.payments[0].filed = "absent"
        checks["X18"] = made.payments[0].amount_yuan
    yield Seeded(made, "施工许可证在缴费之前核发，无缓缴依据", checks)


@MONEY.of(2)
def paid_late_by_a_lawful_deferral(stage: Stage) -> Wrongs:
    made = honest(stage, towers_of(stage, area(stage)))
    _pay_after_permit(stage, made)
    defer_lawfully(stage.rng, made)
    yield Seeded(made, "依法缓缴，期限内缴清", {"X03": None, "X10": None}, is_innocent=True)


def _pay_after_permit(stage: Stage, made: Draft) -> None:
    wait = made.papers[PermitKind.CONSTRUCTION].issued_on - made.payments[0].paid_on
    wait += timedelta(days=stage.rng.randrange(20, 500))
    for payment in made.payments:
        payment.paid_on = min(payment.paid_on + wait, LAST_PAYMENT)
        payment.remitted_on = payment.paid_on + timedelta(days=3)


@MONEY.of(4)
def reduced_by_minutes(stage: Stage) -> Wrongs:
    gap = amount(stage)
    made = lacking(stage, GapKind.ILLEGAL_REDUCTION, gap)
    yield Seeded(made, f"以{made.fee.reductions[0]['code']}减免，不在减免清单以内", {"X04": gap})


@MONEY.of(1)
def reduced_before_the_ground_was_valid(stage: Stage) -> Wrongs:
    """Homes for the aged were exempted only from 2015 on."""
    day = seeded_day(stage, last=CARE_EXEMPT_FROM - timedelta(days=1))
    site = towers_of(stage, area(stage), theme="care", claims=("R5N",))
    fee = by_the_law(ground(stage), site, day)
    fee.reductions = [{"code": "R5N", "amount_yuan": fee.gross_yuan, "is_lawful": False}]
    fee.paid_yuan = ZERO
    made = of_fee(stage, fee)
    checks: dict[str, Decimal | None] = {"X04": fee.gross_yuan}
    if PermitKind.COMPLETION in made.papers:
        checks["X07"] = fee.gross_yuan
    yield Seeded(made, "以R5N免收，核定日在其生效之前", checks)


@MONEY.of(3)
def reduced_without_offsite_approval(stage: Stage) -> Wrongs:
    site, day = towers_of(stage, area(stage), theme="school", claims=("R2",)), seeded_day(stage)
    granted = by_the_law(ground(stage), site, day).reductions
    fee = by_the_law(ground(stage), site, day, is_offsite=False)
    fee.reductions = [row | {"is_lawful": False} for row in granted]
    fee.paid_yuan = fee.payable_yuan
    why = "减免易地建设费，但未批准易地建设"
    yield Seeded(of_fee(stage, fee), why, {"X05": fee.reduced_yuan})


@MONEY.of(5)
def paid_less_than_assessed(stage: Stage) -> Wrongs:
    gap = amount(stage)
    made = lacking(stage, GapKind.PAYABLE_UNPAID, gap)
    checks: dict[str, Decimal | None] = {"X10": gap}
    if made.payments and stage.rng.random() < 0.3:
        checks["X11"] = _keep_back(stage, made)
    yield Seeded(made, "已核定并送达缴款通知，逾期未缴清", checks)


@MONEY.of(4)
def collected_and_kept(stage: Stage) -> Wrongs:
    made = honest(stage, towers_of(stage, area(stage)))
    yield Seeded(made, "已收款项未全额缴入国库", {"X11": _keep_back(stage, made)})


def _keep_back(stage: Stage, made: Draft) -> Decimal:
    """Of the last payment some or all stays with the collector; returns how much."""
    payment = made.payments[-1]
    share = stage.rng.choice((ZERO, ZERO, Decimal("0.5"), Decimal("0.8")))
    payment.remitted_yuan = (payment.amount_yuan * share).quantize(Decimal("0.01"))
    return payment.amount_yuan - payment.remitted_yuan


@MONEY.of(3)
def put_off_by_a_promise(stage: Stage) -> Wrongs:
    gap = amount(stage)
    made = lacking(stage, GapKind.ILLEGAL_DEFERRAL, gap)
    yield Seeded(made, "以欠条缓缴，无缓缴依据，至今未缴", {"X12": gap})


@MONEY.of(3)
def assessed_at_the_old_rate(stage: Stage) -> Wrongs:
    statute = ground(stage)
    day = seeded_day(stage, NEW_RATES_FROM, date(2017, 6, 30))
    fee = by_the_law(statute, towers_of(stage, area(stage)), day)
    missing = fee.by_law.charge("G6").shortfall_sqm
    fee.gross_yuan = missing * statute.rate("G6", NEW_RATES_FROM - timedelta(days=1))
    fee.rate_document, fee.paid_yuan = PERIODS[0][2], fee.gross_yuan
    why = "仍按2014年以前的收费标准核定"
    yield Seeded(of_fee(stage, fee), why, {"X13": fee.legal_yuan - fee.gross_yuan})


@MONEY.of(4)
def assessed_on_less_area(stage: Stage) -> Wrongs:
    """Only the engine sees it: no paper contradicts another."""
    fee = by_the_law(ground(stage), towers_of(stage, area(stage, 400)), seeded_day(stage))
    left_out = area(stage, 20, 150)
    rate = ground(stage).rate("G6", fee.facts.approved_on)
    fee.required = fee.required | {"G6": fee.required["G6"] - left_out}
    fee.gross_yuan -= left_out * rate
    fee.paid_yuan = fee.gross_yuan
    yield Seeded(of_fee(stage, fee), "核定面积小于应建面积，少收易地建设费", {})


@MONEY.of(2)
def receipt_unknown_to_the_treasury(stage: Stage) -> Wrongs:
    made = honest(stage, towers_of(stage, area(stage)))
    made.payments[-1].filed = "absent"
    why = "国库文件中查无此票据"
    yield Seeded(made, why, {"X18": made.payments[-1].amount_yuan})


@MONEY.of(2)
def receipt_listed_twice(stage: Stage) -> Wrongs:
    made = honest(stage, towers_of(stage, area(stage)))
    made.payments[-1].filed = "twice"
    yield Seeded(made, "同一票据号码入库两次", {"X18": made.payments[-1].amount_yuan})


@MONEY.of(1)
def receipt_misspelt(stage: Stage) -> Wrongs:
    made = honest(stage, towers_of(stage, area(stage)))
    made.payments[-1].filed = "misspelt"
    yield Seeded(made, "国库文件录入票据号码有误", {"X18": None}, is_innocent=True)


@MONEY.of(1)
def treasury_names_another_amount(stage: Stage) -> Wrongs:
    """A difference between two files, for the reconciliation; no check speaks of it."""
    made = honest(stage, towers_of(stage, area(stage)))
    made.payments[-1].filed = "other_amount"
    yield Seeded(made, "国库文件录入金额有误", {"X18": None}, is_innocent=True)
