"""The finance or tax department's own file about payments, line by line."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from demo import bodies
from demo.plan.stage import Stage
from demo.twins import projects as twins
from projects.models import Receipt, TreasuryEntry

# Off-site fees are collected by the tax bureau from that period on (财税〔2020〕58号; domain §1.4).
TAX_COLLECTS_FROM = date(2021, 1, 1)


def file_payment(stage: Stage, receipt: Receipt, filed: str, at: datetime) -> None:
    """How the treasury has the payment: once, not at all, twice, or with a slip of the pen."""
    if filed == "absent":
        return
    if filed == "misspelt":
        _line(stage, receipt, at, number=misspelt(receipt.number), receipt=None)
        return
    if filed == "other_amount":
        amount = (receipt.amount_yuan * Decimal("0.9")).quantize(Decimal("0.01"))
        _line(stage, receipt, at, amount_yuan=amount)
        return
    _line(stage, receipt, at)
    if filed == "twice":
        _line(stage, receipt, at, paid_on=receipt.paid_on + timedelta(days=31), receipt=None)


def _line(stage: Stage, of: Receipt, at: datetime, **otherwise) -> TreasuryEntry:
    facts = {
        "number": of.number,
        "paid_on": of.paid_on,
        "amount_yuan": of.amount_yuan,
        "payer": of.payer,
        "stated_name": of.project.name,
        "receipt": of,
    }
    is_tax = of.paid_on >= TAX_COLLECTS_FROM
    return twins.record_treasury_entry(
        stage.books,
        source=stage.body(bodies.TAX if is_tax else bodies.FINANCE),
        by=stage.cast.clerks[stage.region.code][0],
        at=at,
        **facts | otherwise,
    )


def misspelt(number: str) -> str:
    """A digit was left out, so that it is nobody's number."""
    return number[:6] + number[7:]
