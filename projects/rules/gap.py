"""What is missing of the fee, split without counting a yuan twice (domain §1.6, step 9)."""

from decimal import Decimal, localcontext
from typing import NamedTuple

from projects.rules.facts import EXACT, ZERO, Dues
from projects.rules.fee import Fee


class Gap(NamedTuple):
    """The gap in its four parts, and what is due in other directions; yuan."""

    gap_yuan: Decimal
    illegal_reduction: Decimal
    illegal_deferral: Decimal
    payable_unpaid: Decimal
    receivable_uncollected: Decimal
    refund_due_yuan: Decimal
    unremitted_yuan: Decimal

    @property
    def parts(self) -> dict[str, Decimal]:
        return {
            "illegal_reduction": self.illegal_reduction,
            "illegal_deferral": self.illegal_deferral,
            "payable_unpaid": self.payable_unpaid,
            "receivable_uncollected": self.receivable_uncollected,
        }


def gap_of(fee: Fee, dues: Dues) -> Gap:
    """The gap between what is payable by law and what was paid, and how it came about.

    The four parts add up to the gap: an amount is an unlawful reduction before it is an unlawful
    deferral, that before unpaid, and what was never demanded is the rest.
    """
    with localcontext(EXACT):
        rest = gap = max(ZERO, fee.payable_yuan - dues.paid_yuan)
        reduced = min(rest, max(ZERO, dues.approved_reduction_yuan - fee.reduction_yuan))
        rest -= reduced
        deferred = min(rest, dues.unlawful_deferral_yuan)
        rest -= deferred
        unpaid = min(rest, max(ZERO, dues.assessed_yuan - dues.paid_yuan - deferred))
        return Gap(
            gap_yuan=gap,
            illegal_reduction=reduced,
            illegal_deferral=deferred,
            payable_unpaid=unpaid,
            receivable_uncollected=rest - unpaid,
            refund_due_yuan=max(ZERO, dues.paid_yuan - fee.payable_yuan),
            unremitted_yuan=max(ZERO, dues.paid_yuan - dues.remitted_yuan),
        )
