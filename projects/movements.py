"""Every row of money of one project as a movement with its day, read in one query."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, DecimalField, F, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from projects.models import Allocation, Gap, Project, Receipt, Refund, Remittance, WriteOff

# What each movement is, in words, in the order they come on one day.
MOVEMENTS = {
    "assessment": _("Assessed"),
    "demand": _("Demand notice issued"),
    "deferral": _("Payment deferred"),
    "receipt": _("Paid"),
    "void": _("Receipt void"),
    "remittance": _("Remitted to the treasury"),
    "refund": _("Refunded"),
    "gap": _("Gap opened"),
    "allocation": _("Allocated to a gap"),
    "count_back": _("Counted back"),
    "write_off": _("Written off"),
}
ORDER = {kind: place for place, kind in enumerate(MOVEMENTS)}
TAKEN_BACK = {
    "demand": _("Demand notice taken back"),
    "deferral": _("Deferral taken back"),
    "remittance": _("Remittance taken back"),
    "refund": _("Refund taken back"),
    "write_off": _("Write-off taken back"),
}


@dataclass(frozen=True, slots=True)
class Movement:
    """One row of money: what, when, how much, on which paper, of which receipt or gap.

    `less_yuan` is the reduction of an assessment, `until` the last day of a notice or deferral,
    `cancels` the row that a counter-entry takes back.
    """

    kind: str
    pk: int
    day: date
    amount_yuan: Decimal
    paper: str
    about: str
    receipt: int | None
    gap: int | None
    less_yuan: Decimal | None
    until: date | None
    cancels: int | None
    reason: str

    @property
    def label(self) -> Any:
        if self.amount_yuan < 0 and self.kind in TAKEN_BACK:
            return TAKEN_BACK[self.kind]
        return MOVEMENTS[self.kind]

    @property
    def is_hot(self) -> bool:
        """What should not have happened: a gap, or a payment put off on no basis."""
        return self.kind == "gap" or (self.kind == "deferral" and not self.about)


def rows(project: Project, user: Any, on: date | None = None) -> Any:
    """Every row of money of the project that the user may see, as the fields of a Movement."""
    parts = [*of_demands(project), *of_receipts(project), *of_gaps(project, user)]
    first, *more = [part.values(on) for part in parts]
    return first.union(*more, all=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The rows of one kind, and which of their fields are which of a Movement."""

    kind: str
    rows: Any
    day: str
    paper: Any
    about: Any = None
    amount: str = "amount_yuan"
    receipt: str = ""
    gap: str = ""
    less: str = ""
    until: str = ""
    cancels: str = ""
    reason: str = ""

    def values(self, on: date | None) -> Any:
        text, key = CharField(), BigIntegerField()
        dated = self.rows.filter(**{f"{self.day}__lte": on}) if on else self.rows
        money = DecimalField(max_digits=14, decimal_places=2)
        return (
            dated.order_by()
            .annotate(
                m_kind=Value(self.kind, output_field=text),
                m_amount=F(self.amount),
                m_paper=Cast(self.paper, text),
                m_about=Cast(Value("") if self.about is None else self.about, text),
                m_receipt=_or_null(self.receipt, key),
                m_gap=_or_null(self.gap, key),
                m_less=_or_null(self.less, money),
                m_until=_or_null(self.until, DateField()),
                m_cancels=_or_null(self.cancels, key),
                m_reason=Cast(F(self.reason) if self.reason else Value(""), text),
            )
            .values_list(
                "m_kind",
                "pk",
                self.day,
                "m_amount",
                "m_paper",
                "m_about",
                "m_receipt",
                "m_gap",
                "m_less",
                "m_until",
                "m_cancels",
                "m_reason",
            )
        )


def _or_null(name: str, kind: Any) -> Any:
    return Cast(F(name) if name else Value(None), kind)


def of_demands(project: Project) -> list[Part]:
    """What was fixed, what was asked for by which day, and what was put off."""
    counter = {"cancels": "cancels_id", "reason": "reason"}
    return [
        Part(
            kind="assessment",
            rows=project.assessments.all(),
            day="assessed_on",
            paper=F("document"),
            amount="payable_yuan",
            less="reduction_yuan",
        ),
        Part(
            kind="demand",
            rows=project.demand_notices.all(),
            day="issued_on",
            paper=F("number"),
            until="due_on",
            **counter,
        ),
        Part(
            kind="deferral",
            rows=project.deferrals.all(),
            day="granted_on",
            paper=F("document"),
            about=F("basis"),
            until="until_on",
            **counter,
        ),
    ]


def of_receipts(project: Project) -> list[Part]:
    """What came in, and what went on to the treasury or back to the payer."""
    paid, of_it = Receipt.objects.filter(project=project), {"receipt__project": project}
    paper, link = F("receipt__number"), {"receipt": "receipt_id", "cancels": "cancels_id"}
    sent, back = Remittance.objects.filter(**of_it), Refund.objects.filter(**of_it)
    money = {"day": "paid_on", "paper": F("number"), "receipt": "pk"}
    return [
        Part(kind="receipt", rows=paid.valid(), about=F("payer"), **money),
        Part(kind="void", rows=paid.exclude(voided_at=None), about=F("void_reason"), **money),
        Part(kind="remittance", rows=sent, day="remitted_on", paper=paper, reason="reason", **link),
        Part(kind="refund", rows=back, day="refunded_on", paper=paper, reason="reason", **link),
    ]


def of_gaps(project: Project, user: Any) -> list[Part]:
    """What was missing, and what was counted against it, counted back or given up."""
    gaps = Gap.objects.visible_to(user).filter(project=project)
    counted = Allocation.objects.filter(gap__in=gaps.values("pk"))
    given_up = WriteOff.objects.filter(gap__in=gaps.values("pk"))
    link = {"gap": "gap_id", "cancels": "cancels_id", "reason": "reason", "about": F("gap__kind")}
    counting = {
        "day": "allocated_on",
        "paper": F("receipt__number"),
        "receipt": "receipt_id",
    } | link
    return [
        Part(kind="gap", rows=gaps, day="opened_on", paper=F("basis"), about=F("kind"), gap="pk"),
        Part(kind="allocation", rows=counted.filter(amount_yuan__gt=0), **counting),
        Part(kind="count_back", rows=counted.filter(amount_yuan__lt=0), **counting),
        Part(kind="write_off", rows=given_up, day="written_off_on", paper=F("basis"), **link),
    ]
