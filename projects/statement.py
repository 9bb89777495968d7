"""The money of one project as its page shows it: receipts, gaps, and every movement in order.

One query reads all rows of money; what is left of a receipt or a gap follows from them.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from projects.models import (
    Allocation,
    Gap,
    GapKind,
    Project,
    Receipt,
    Refund,
    Remittance,
    WriteOff,
)
from projects.models.money import ZERO

# What each movement is, in words.
MOVEMENTS = {
    "receipt": _("Paid"),
    "void": _("Receipt void"),
    "remittance": _("Remitted to the treasury"),
    "refund": _("Refunded"),
    "gap": _("Gap opened"),
    "allocation": _("Allocated to a gap"),
    "count_back": _("Counted back"),
    "write_off": _("Written off"),
}
# The bar of a gap is drawn on a scale of this width, with a white seam between its parts.
WIDTH, SEAM = Decimal(1000), Decimal(2)


@dataclass(frozen=True, slots=True)
class Movement:
    """One row of money: what, when, how much, on which paper, of which receipt or gap."""

    kind: str
    pk: int
    day: date
    amount_yuan: Decimal
    paper: str
    about: str
    receipt: int | None
    gap: int | None

    @property
    def label(self) -> Any:
        return MOVEMENTS[self.kind]


@dataclass(slots=True)
class ReceiptLine:
    """A receipt with what became of its money."""

    row: Movement
    used: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

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
class Part:
    """One kind of gap in the bar: its place and width, its sum and what is open of it."""

    place: int
    label: Any
    amount_yuan: Decimal
    balance_yuan: Decimal
    share: Decimal
    x: str
    width: str


@dataclass(slots=True)
class Statement:
    """All money of one project."""

    movements: list[Movement]
    receipts: list[ReceiptLine]
    gaps: list[GapLine]

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
    def parts(self) -> list[Part]:
        """The kinds of gap there are, in the fixed order of domain §1.6."""
        whole, x, parts = self.gap_yuan, Decimal(0), []
        for place, kind in enumerate(GapKind, start=1):
            gaps = [g for g in self.gaps if g.row.about == kind]
            amount = sum((g.row.amount_yuan for g in gaps), ZERO)
            if not amount:
                continue
            width = WIDTH * amount / whole
            seam = SEAM if width > 2 * SEAM else Decimal(0)
            parts.append(
                Part(
                    place=place,
                    label=kind.label,
                    amount_yuan=amount,
                    balance_yuan=sum((g.balance_yuan for g in gaps), ZERO),
                    share=(100 * amount / whole).quantize(Decimal("0.1")),
                    x=f"{x:.2f}",
                    width=f"{width - seam:.2f}",
                )
            )
            x += width
        return parts


def statement(project: Project, user: Any) -> Statement:
    """Read the money of one project."""
    movements = [Movement(*row) for row in rows(project, user)]
    movements.sort(key=lambda m: (m.day, list(MOVEMENTS).index(m.kind), m.pk))
    receipts = {m.pk: ReceiptLine(m) for m in movements if m.kind in ("receipt", "void")}
    gaps = {m.pk: GapLine(m) for m in movements if m.kind == "gap"}
    for m in movements:
        if m.kind in ("remittance", "refund"):
            receipts[m.receipt].used[m.kind] += m.amount_yuan
        elif m.kind in ("allocation", "count_back"):
            receipts[m.receipt].used["allocation"] += m.amount_yuan
            gaps[m.gap].recovered_yuan += m.amount_yuan
        elif m.kind == "write_off":
            gaps[m.gap].written_off_yuan += m.amount_yuan
    return Statement(movements, list(receipts.values()), list(gaps.values()))


def rows(project: Project, user: Any) -> Any:
    """Every row of money of the project that the user may see, as the fields of a Movement."""
    first, *more = [*of_receipts(project), *of_gaps(project, user)]
    return first.union(*more, all=True)


def of_receipts(project: Project) -> list[Any]:
    """What came in, and what went on to the treasury or back to the payer."""
    paid, of_it = Receipt.objects.filter(project=project), {"receipt__project": project}
    number, owner = F("receipt__number"), {"receipt": "receipt_id"}
    sent, back = Remittance.objects.filter(**of_it), Refund.objects.filter(**of_it)
    void = paid.exclude(voided_at=None)
    return [
        _part(paid.valid(), "receipt", "paid_on", F("number"), F("payer"), receipt="pk"),
        _part(void, "void", "paid_on", F("number"), F("void_reason"), receipt="pk"),
        _part(sent, "remittance", "remitted_on", number, Value(""), **owner),
        _part(back, "refund", "refunded_on", number, F("reason"), **owner),
    ]


def of_gaps(project: Project, user: Any) -> list[Any]:
    """What was missing, and what was counted against it, counted back or given up."""
    gaps = Gap.objects.visible_to(user).filter(project=project)
    of_it = {"gap__in": gaps.values("pk")}
    kind, number = F("gap__kind"), F("receipt__number")
    both = {"receipt": "receipt_id", "gap": "gap_id"}
    counted = Allocation.objects.filter(amount_yuan__gt=0, **of_it)
    back = Allocation.objects.filter(amount_yuan__lt=0, **of_it)
    given_up = WriteOff.objects.filter(**of_it)
    return [
        _part(gaps, "gap", "opened_on", F("basis"), F("kind"), gap="pk"),
        _part(counted, "allocation", "allocated_on", number, kind, **both),
        _part(back, "count_back", "allocated_on", number, kind, **both),
        _part(given_up, "write_off", "written_off_on", F("basis"), kind, gap="gap_id"),
    ]


def _part(
    queryset: Any, kind: str, day: str, paper: Any, about: Any, *, receipt: str = "", gap: str = ""
) -> Any:
    text, key = CharField(), BigIntegerField()
    return (
        queryset.order_by()
        .annotate(
            m_kind=Value(kind, output_field=text),
            m_paper=Cast(paper, text),
            m_about=Cast(about, text),
            m_receipt=Cast(F(receipt) if receipt else Value(None), key),
            m_gap=Cast(F(gap) if gap else Value(None), key),
        )
        .values_list("m_kind", "pk", day, "amount_yuan", "m_paper", "m_about", "m_receipt", "m_gap")
    )
