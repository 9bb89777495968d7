"""What the worksheet suggests a finding on the fee to be (domain §1.6, step 9). Pure."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Worksheet:
    """The money of one project: fixed as payable, payable by law, reduced without ground, paid."""

    payable_yuan: Decimal
    legal_payable_yuan: Decimal
    unlawful_reduction_yuan: Decimal
    paid_yuan: Decimal

    @property
    def gap_yuan(self) -> Decimal:
        return max(self.legal_payable_yuan - self.paid_yuan, Decimal(0))


def parts_of_gap(worksheet: Worksheet) -> list[tuple[str, Decimal]]:
    """The gap by category, in the order of the statute and without counting an amount twice.

    A deferral shows on paper, not in the figures, and is left to the inspector.
    """
    rest = worksheet.gap_yuan
    reduced = min(rest, worksheet.unlawful_reduction_yuan)
    unpaid = min(rest - reduced, max(worksheet.payable_yuan - worksheet.paid_yuan, Decimal(0)))
    parts = [
        ("illegal_reduction", reduced),
        ("payable_unpaid", unpaid),
        ("receivable_uncollected", rest - reduced - unpaid),
    ]
    return [(category, amount) for category, amount in parts if amount]
