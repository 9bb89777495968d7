"""Money of the campaign: receipts, counted against gaps, handed on to the treasury."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from demo.plan.campaign import moments
from demo.plan.ledger import receipt_number
from demo.plan.stage import Stage
from demo.plan.treasury import file_payment
from demo.twins import projects
from demo.twins import rectification as twins

LARGE = 300_000
CENT = Decimal("0.01")


def split(rng: Random, amount: Decimal) -> list[Decimal]:
    """Large amounts come in two instalments now and then."""
    if amount < LARGE or rng.random() < 0.6:
        return [amount]
    first = Decimal(int(amount * rng.randrange(25, 70) / 100))
    return [first, amount - first]


def collect(stage: Stage, task: Any, amount: Decimal, day: date) -> None:
    """One payment: its receipt, its allocation to the task's gap, and soon its remittance."""
    rng, project, amount = stage.rng, task.project, amount.quantize(CENT)
    clerk = stage.cast.clerks[stage.region.code][0]
    paid, counted = moments(rng, [day, day])
    receipt = projects.record_receipt(
        stage.books,
        project=project,
        number=receipt_number(stage, day),
        paid_on=day,
        amount_yuan=amount,
        payer=project.developer.name,
        by=clerk,
        at=paid,
    )
    file_payment(stage, receipt, "once", paid)
    twins.allocate_receipt(
        stage.books,
        task=task,
        receipt=receipt,
        amount_yuan=amount,
        allocated_on=day,
        by=clerk,
        at=counted,
    )
    remitted_on = stage.campaign.next_day(day, rng.randint(1, 4))
    if remitted_on:
        (at,) = moments(rng, [remitted_on])
        projects.record_remittance(
            stage.books,
            receipt=receipt,
            amount_yuan=amount,
            remitted_on=remitted_on,
            by=clerk,
            at=at,
        )


def pay_back(stage: Stage, entry: Any) -> None:
    """A payment made twice by mistake, found in the check and paid back."""
    rng, clerk = stage.rng, stage.cast.clerks[stage.region.code][0]
    recorded_on = rng.choice(stage.campaign.ledger_days)
    amount = Decimal(rng.randrange(200, 4000) * 10)
    day = stage.campaign.day(rng.uniform(0.3, 0.9))
    recorded, refunded = moments(rng, [recorded_on, day])
    receipt = projects.record_receipt(
        stage.books,
        project=entry.project,
        number=receipt_number(stage, recorded_on - timedelta(days=90)),
        paid_on=recorded_on - timedelta(days=rng.randrange(20, 40)),
        amount_yuan=amount,
        payer=entry.project.developer.name,
        by=clerk,
        at=recorded,
    )
    file_payment(stage, receipt, "once", recorded)
    projects.refund(
        stage.books,
        receipt=receipt,
        amount_yuan=amount,
        refunded_on=day,
        reason="重复缴费，核实后退还",
        document=f"退费通知〔{day.year}〕{rng.randrange(1, 60)}号",
        by=clerk,
        at=refunded,
    )
