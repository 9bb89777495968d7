"""The figures of the fee: what has to come in, what came in, what is still open."""

from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from airdefense.casework.clock import not_by_end_of
from airdefense.exchange.columns import Column
from airdefense.reports.figures import Section, Unit, figure, ratio
from projects.models import Allocation, Gap, WriteOff

ZERO = Decimal("0.00")
MONEY = DecimalField(max_digits=14, decimal_places=2)
GAP_COLUMNS = (
    Column("project.code", _("Number"), link=True),
    Column("project.name", _("Project"), phone="o0"),
    Column("project.region.short_name", _("Region")),
    Column("kind", _("Kind")),
    Column("amount_yuan", _("Gap (yuan)"), kind="money"),
    Column("opened_on", _("Opened on"), kind="date"),
    Column("basis", _("Basis"), phone="hide"),
)
ALLOCATION_COLUMNS = (
    Column("receipt.number", _("Receipt"), link=True),
    Column("gap.project.name", _("Project"), phone="o0"),
    Column("gap.project.region.short_name", _("Region")),
    Column("gap.kind", _("Kind"), phone="hide"),
    Column("allocated_on", _("Allocated on"), kind="date"),
    Column("receipt.paid_on", _("Paid on"), kind="date", phone="hide"),
    Column("reason", _("Reason"), phone="hide"),
)


def allocated_by(day):
    """Allocations by that day from receipts that were valid then, counter rows included."""
    return Allocation.objects.filter(
        not_by_end_of(day, "receipt__voided_at"), allocated_on__lte=day
    )


def total(rows):
    """The sum of the rows of each gap, zero where there is none."""
    sums = rows.filter(gap=OuterRef("pk")).order_by().values("gap")
    return Coalesce(
        Subquery(sums.values_list(Sum("amount_yuan")), output_field=MONEY),
        ZERO,
        output_field=MONEY,
    )


def with_net(day):
    """Gaps opened by that day, less what was written off by then."""
    written_off = WriteOff.objects.filter(written_off_on__lte=day)
    return Gap.objects.filter(opened_on__lte=day).annotate(
        net_yuan=F("amount_yuan") - total(written_off)
    )


def with_open(day):
    return with_net(day).annotate(open_yuan=F("net_yuan") - total(allocated_by(day)))


@figure(
    "M12",
    _("Fees to be recovered"),
    unit=Unit.YUAN,
    section=Section.RECOVERY,
    region="project__region",
    organisation="project__authority",
    measure=Sum("net_yuan"),
    columns=GAP_COLUMNS,
    round="finding__round",
    definition=_(
        "Sum of the fee gaps opened by the day, less what was written off on a legal basis by the "
        "day, in yuan."
    ),
)
def to_be_recovered(day):
    return with_net(day)


@figure(
    "M13",
    _("Fees recovered"),
    unit=Unit.YUAN,
    section=Section.RECOVERY,
    region="gap__project__region",
    organisation="gap__project__authority",
    measure=Sum("amount_yuan"),
    columns=ALLOCATION_COLUMNS,
    round="gap__finding__round",
    definition=_(
        "Sum of the amounts of valid receipts allocated to fee gaps by the day, less what was "
        "counted back for refunds, in yuan. A receipt void by the day does not count."
    ),
)
def recovered(day):
    return allocated_by(day)


ratio(
    "M14",
    _("Recovery rate"),
    section=Section.RECOVERY,
    numerator="M13",
    denominator="M12",
    definition=_("Fees recovered (M13) divided by fees to be recovered (M12)."),
)


@figure(
    "S06",
    _("Fees still open"),
    unit=Unit.YUAN,
    section=Section.RECOVERY,
    region="project__region",
    organisation="project__authority",
    measure=Sum("open_yuan"),
    columns=GAP_COLUMNS,
    round="finding__round",
    definition=_(
        "Sum of what is still open of the fee gaps by the end of the day: the gap, less write-offs "
        "and allocations by the day. Gaps with nothing open do not count."
    ),
)
def still_open(day):
    return with_open(day).filter(open_yuan__gt=0)


@figure(
    "W04",
    _("Gaps with more recovered than owed"),
    unit=Unit.GAPS,
    section=Section.WARNINGS,
    region="project__region",
    organisation="project__authority",
    columns=GAP_COLUMNS,
    round="finding__round",
    definition=_(
        "Fee gaps to which more was allocated by the day than they amount to: an advance payment "
        "or an error."
    ),
)
def over_recovered(day):
    return with_open(day).filter(open_yuan__lt=0)
