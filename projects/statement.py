"""The money of one project as its page shows it: what was assessed, demanded, put off and paid,
what is missing and what became of that.

What stands on a day follows from the rows dated until then, so that the balance of any past day is
the replay of its movements. A void receipt was recorded in error and counts on no day.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from projects.models import GapKind, Project
from projects.models.money import ZERO
from projects.movements import IN_TREASURY, ORDER, Movement, movements
from projects.rules import Dues

# The bar of a gap is drawn on a scale of this width, with a white seam between its parts.
WIDTH, SEAM = Decimal(1000), Decimal(2)


@dataclass(slots=True)
class ReceiptLine:
    """A receipt with what became of its money."""

    row: Movement
    used: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    # The treasury's own lines about it, which may differ.
    in_treasury: list[Movement] = field(default_factory=list)

    @property
    def is_void(self) -> bool:
        return self.row.kind == "void"

    @property
    def refunded_yuan(self) -> Decimal:
        return self.used["refund"]

    @property
    def left_yuan(self) -> Decimal:
        """What is neither refunded nor counted against a gap."""
        if self.is_void:
            return ZERO
        return self.row.amount_yuan - self.used["refund"] - self.used["allocation"]

    @property
    def unremitted_yuan(self) -> Decimal:
        if self.is_void:
            return ZERO
        return max(ZERO, self.row.amount_yuan - self.used["refund"] - self.used["remittance"])


@dataclass(slots=True)
class GapLine:
    """A gap with what was recovered of it and what is still open."""

    row: Movement
    recovered_yuan: Decimal = ZERO
    written_off_yuan: Decimal = ZERO

    @property
    def label(self) -> Any:
        return GapKind(self.row.about).label

    @property
    def balance_yuan(self) -> Decimal:
        return self.row.amount_yuan - self.recovered_yuan - self.written_off_yuan


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A demand notice, a deferral, or the counter-entry to one."""

    row: Movement
    is_taken_back: bool

    @property
    def is_open(self) -> bool:
        """Whether it may still be taken back."""
        return not self.is_taken_back and not self.row.cancels


@dataclass(frozen=True, slots=True)
class Share:
    """One kind of gap in the bar: its place and width, its sum and what is open of it."""

    place: int
    label: Any
    amount_yuan: Decimal
    balance_yuan: Decimal | None
    share: Decimal
    x: str
    width: str


@dataclass
class Statement:
    """All money of one project up to the end of a day."""

    movements: list[Movement]
    receipts: list[ReceiptLine]
    gaps: list[GapLine]

    def of(self, kind: str) -> list[Movement]:
        return [m for m in self.movements if m.kind == kind]

    @cached_property
    def taken_back(self) -> dict[str, set[int]]:
        """The keys of the rows that a counter-entry took back, by kind."""
        keys: dict[str, set[int]] = defaultdict(set)
        for m in self.movements:
            if m.cancels:
                keys[m.kind].add(m.cancels)
        return keys

    @cached_property
    def assessment(self) -> Movement | None:
        """The assessment that counted on the day: the last of those fixed until then."""
        return max(self.of("assessment"), key=lambda m: m.pk, default=None)

    @property
    def notices(self) -> list[NoticeLine]:
        """What was demanded and put off, in the order of its days."""
        rows = (m for m in self.movements if m.kind in ("demand", "deferral"))
        return [NoticeLine(m, m.pk in self.taken_back[m.kind]) for m in rows]

    @property
    def assessed_yuan(self) -> Decimal:
        return self.assessment.amount_yuan if self.assessment else ZERO

    @property
    def reduction_yuan(self) -> Decimal:
        return self.assessment.less_yuan or ZERO if self.assessment else ZERO

    @property
    def gross_yuan(self) -> Decimal:
        return self.assessed_yuan + self.reduction_yuan

    @property
    def demanded_yuan(self) -> Decimal:
        return sum((m.amount_yuan for m in self.of("demand")), ZERO)

    @property
    def deferred_yuan(self) -> Decimal:
        return sum((m.amount_yuan for m in self.of("deferral")), ZERO)

    @property
    def unlawfully_deferred_yuan(self) -> Decimal:
        return sum((m.amount_yuan for m in self.of("deferral") if not m.about), ZERO)

    @property
    def remitted_yuan(self) -> Decimal:
        return sum((r.used["remittance"] for r in self.receipts if not r.is_void), ZERO)

    @property
    def arrears_yuan(self) -> Decimal:
        """What was assessed and is not paid (欠缴)."""
        return max(ZERO, self.assessed_yuan - self.paid_yuan)

    @property
    def overpaid_yuan(self) -> Decimal:
        return max(ZERO, self.paid_yuan - self.assessed_yuan)

    @property
    def dues(self) -> Dues:
        """The same for the statute, which splits the gap by it."""
        return Dues(
            assessed_yuan=self.assessed_yuan,
            approved_reduction_yuan=self.reduction_yuan,
            unlawful_deferral_yuan=max(ZERO, self.unlawfully_deferred_yuan),
            paid_yuan=self.paid_yuan,
            remitted_yuan=self.remitted_yuan,
        )

    @property
    def paid_yuan(self) -> Decimal:
        """What was paid on valid receipts, less what was refunded."""
        return sum(
            (r.row.amount_yuan - r.used["refund"] for r in self.receipts if not r.is_void), ZERO
        )

    @property
    def unremitted_yuan(self) -> Decimal:
        return sum((r.unremitted_yuan for r in self.receipts), ZERO)

    @property
    def gap_yuan(self) -> Decimal:
        return sum((g.row.amount_yuan for g in self.gaps), ZERO)

    @property
    def recovered_yuan(self) -> Decimal:
        return sum((g.recovered_yuan for g in self.gaps), ZERO)

    @property
    def written_off_yuan(self) -> Decimal:
        return sum((g.written_off_yuan for g in self.gaps), ZERO)

    @property
    def balance_yuan(self) -> Decimal:
        return sum((g.balance_yuan for g in self.gaps), ZERO)

    @property
    def parts(self) -> list[Share]:
        """The kinds of gap that were opened, with what is open of each."""
        opened, left = defaultdict(lambda: ZERO), defaultdict(lambda: ZERO)
        for gap in self.gaps:
            opened[gap.row.about] += gap.row.amount_yuan
            left[gap.row.about] += gap.balance_yuan
        return shares([(kind, opened[kind]) for kind in GapKind], left)


def shares(
    amounts: list[tuple[GapKind, Decimal]], left: Mapping[str, Decimal] | None = None
) -> list[Share]:
    """The parts of a gap in the fixed order of domain §1.6, as a bar draws them."""
    whole, x, parts = sum((amount for _kind, amount in amounts), ZERO), Decimal(0), []
    for place, (kind, amount) in enumerate(amounts, start=1):
        if not amount:
            continue
        width = WIDTH * amount / whole
        seam = SEAM if width > 2 * SEAM else Decimal(0)
        parts.append(
            Share(
                place=place,
                label=kind.label,
                amount_yuan=amount,
                balance_yuan=None if left is None else left[kind],
                share=(100 * amount / whole).quantize(Decimal("0.1")),
                x=f"{x:.2f}",
                width=f"{width - seam:.2f}",
            )
        )
        x += width
    return parts


def statement(project: Project, user: Any, on: date | None = None) -> Statement:
    """Read the money of one project, as it stood at the end of a day or as it stands."""
    rows = sorted(movements(project, user, on), key=lambda m: (m.day, ORDER[m.kind], m.pk))
    receipts = {m.pk: ReceiptLine(m) for m in rows if m.kind in ("receipt", "void")}
    gaps = {m.pk: GapLine(m) for m in rows if m.kind == "gap"}
    for m in rows:
        if m.kind in ("remittance", "refund"):
            receipts[m.receipt].used[m.kind] += m.amount_yuan
        elif m.kind == IN_TREASURY:
            receipts[m.receipt].in_treasury.append(m)
        elif m.kind in ("allocation", "count_back"):
            receipts[m.receipt].used["allocation"] += m.amount_yuan
            # What was counted before its gap was opened waits for that day.
            if m.gap in gaps:
                gaps[m.gap].recovered_yuan += m.amount_yuan
        elif m.kind == "write_off":
            gaps[m.gap].written_off_yuan += m.amount_yuan
    moved = [m for m in rows if m.kind != IN_TREASURY]
    return Statement(moved, list(receipts.values()), list(gaps.values()))
