"""The recovery waterfall 应收 → 减免 → 已收 → 欠缴 → 追缴 over the ledger, at the end of a day.

Every figure is the sum of one amount over the projects that have it, so that a bar or a cell opens
exactly its rows. Of every project, hence of every region and of the whole, to the fen:

    gross − reduction = payable                  应收 − 减免 = 应缴
    payable − paid = arrears − overpaid          应缴 − 已收 = 欠缴 − 超核定已收
    gap − recovered − written off = open         追缴立账 − 追缴收回 − 核销 = 未收回

Gross, reduction and payable are those of the assessment in force on the day; paid is what valid
receipts brought until then, less refunds. Withdrawn projects do not count.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.models import Allocation, FeeAssessment, Gap, Project, Receipt, Refund, WriteOff
from projects.models.ledger import MONEY
from projects.models.money import ZERO
from projects.workflow import ProjectStatus

NOUGHT = Value(ZERO, output_field=MONEY)
# The amounts of a project in the order of the waterfall; the second group is the recovery.
STEPS = {
    "gross": _("Receivable"),
    "reduction": _("Reduced"),
    "payable": _("Payable as assessed"),
    "paid": _("Received"),
    "overpaid": _("Paid beyond the assessment"),
    "arrears": _("In arrears"),
    "gap": _("To be recovered"),
    "recovered": _("Recovered"),
    "written_off": _("Written off"),
    "open": _("Still open"),
}
RECOVERY = ("gap", "recovered", "written_off", "open")
# The drawing: the height and width of its field, and of one bar.
HEIGHT, ACROSS, BAR = Decimal(200), 96, 60
TOP, LEFT = 28, 12


def amounts(user: Any, day: date) -> Any:
    """The projects this user sees, each with the ten amounts of the day as `<step>_yuan`."""
    in_force = FeeAssessment.objects.filter(project=OuterRef("pk"), assessed_on__lte=day)
    in_force = in_force.order_by("-pk")
    until = {"receipt__voided_at": None, "receipt__project": OuterRef("pk")}
    gaps = Gap.objects.visible_to(user).filter(opened_on__lte=day)
    of_gap = Q(gap__in=gaps.values("pk"), gap__project=OuterRef("pk"))
    paid = Receipt.objects.valid().filter(project=OuterRef("pk"), paid_on__lte=day)
    refunds = Refund.objects.filter(refunded_on__lte=day, **until)
    counted = Allocation.objects.filter(of_gap, allocated_on__lte=day)
    given_up = WriteOff.objects.filter(of_gap, written_off_on__lte=day)
    visible = Project.objects.visible_to(user).exclude(status=ProjectStatus.WITHDRAWN)
    return (
        visible.annotate(
            gross_yuan=_first(in_force, "gross_yuan"),
            reduction_yuan=_first(in_force, "reduction_yuan"),
            payable_yuan=_first(in_force, "payable_yuan"),
            received_yuan=_sum(paid),
            refunded_yuan=_sum(refunds, "receipt__project"),
            gap_yuan=_sum(gaps.filter(project=OuterRef("pk"))),
            recovered_yuan=_sum(counted, "gap__project"),
            written_off_yuan=_sum(given_up, "gap__project"),
        )
        .annotate(paid_yuan=F("received_yuan") - F("refunded_yuan"))
        .annotate(
            overpaid_yuan=Greatest(F("paid_yuan") - F("payable_yuan"), NOUGHT),
            arrears_yuan=Greatest(F("payable_yuan") - F("paid_yuan"), NOUGHT),
            open_yuan=F("gap_yuan") - F("recovered_yuan") - F("written_off_yuan"),
        )
    )


def _first(rows: Any, name: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(name)[:1], output_field=MONEY), NOUGHT)


def _sum(rows: Any, project: str = "project") -> Coalesce:
    """The yuan of these rows of the outer project."""
    sums = rows.order_by().values(project).values_list(Sum("amount_yuan"))
    return Coalesce(Subquery(sums, output_field=MONEY), NOUGHT)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure and the way to its rows."""

    amount: Decimal
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the drawing; the amount stands above it, its name below."""

    label: Any
    cell: Cell
    tone: str
    x: int
    y: str
    height: str

    @property
    def middle(self) -> int:
        return self.x + BAR // 2

    @property
    def above(self) -> str:
        return f"{Decimal(self.y) - 6:.2f}"


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The sums of a day by region and of all of them."""

    day: date
    region: str
    by_region: dict[str, dict[str, Decimal]]
    names: dict[str, str]

    @property
    def totals(self) -> dict[str, Decimal]:
        rows = self.by_region.values()
        return {step: sum((row[step] for row in rows), ZERO) for step in STEPS}

    def cell(self, step: str, amount: Decimal, region: str) -> Cell:
        asked = {"step": step, "on": self.day} | ({"region": region} if region else {})
        return Cell(amount, f"{reverse('projects:waterfall_rows')}?{urlencode(asked)}")

    @property
    def rows(self) -> list[tuple[str, list[Cell]]]:
        """A line for each region."""
        return [
            (self.names[code], [self.cell(step, row[step], code) for step in STEPS])
            for code, row in self.by_region.items()
        ]

    @property
    def sums(self) -> list[Cell]:
        return [self.cell(step, amount, self.region) for step, amount in self.totals.items()]

    @property
    def bars(self) -> list[Bar]:
        """Every bar from where to where; what goes off hangs from what was left before."""
        t = self.totals
        after = t["payable"] - t["paid"]
        spans = {
            "gross": (ZERO, t["gross"]),
            "reduction": (t["payable"], t["gross"]),
            "payable": (ZERO, t["payable"]),
            "paid": (after, t["payable"]),
            "overpaid": (after, after + t["overpaid"]),
            "arrears": (ZERO, t["arrears"]),
            "gap": (ZERO, t["gap"]),
            "recovered": (t["gap"] - t["recovered"], t["gap"]),
            "written_off": (t["open"], t["open"] + t["written_off"]),
            "open": (ZERO, t["open"]),
        }
        low = min(span[0] for span in spans.values())
        scale = HEIGHT / (max(span[1] for span in spans.values()) - low or 1)
        return [
            Bar(
                label=STEPS[step],
                cell=self.cell(step, t[step], self.region),
                tone=TONES.get(step, "g3"),
                x=LEFT + place * ACROSS,
                y=f"{TOP + HEIGHT - (upper - low) * scale:.2f}",
                height=f"{max((upper - lower) * scale, Decimal(1)):.2f}",
            )
            for place, (step, (lower, upper)) in enumerate(spans.items())
        ]

    @property
    def width(self) -> int:
        return LEFT + len(STEPS) * ACROSS

    @property
    def baseline(self) -> str:
        """Where nought is: the foot of the first bar."""
        gross = self.bars[0]
        return f"{Decimal(gross.y) + Decimal(gross.height):.2f}"


TONES = {
    "reduction": "g2",
    "paid": "g4",
    "overpaid": "g0",
    "arrears": "g1",
    "recovered": "g4",
    "written_off": "g0",
    "open": "g1",
}


def waterfall(user: Any, day: date, region: str = "") -> Waterfall:
    """The waterfall of what this user sees; `region` is the code of one region or nothing."""
    rows = amounts(user, day)
    if region:
        rows = rows.filter(region__code=region)
    sums = {step: Sum(f"{step}_yuan") for step in STEPS}
    found = rows.order_by("region__path").values("region__code", "region__name").annotate(**sums)
    lines = list(found)
    return Waterfall(
        day,
        region,
        {line["region__code"]: {step: line[step] for step in STEPS} for line in lines},
        {line["region__code"]: line["region__name"] for line in lines},
    )
