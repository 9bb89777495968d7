"""Parts of the recovery, for the boards: by kind and by age; they add up to the fen."""

from datetime import timedelta

from django.db.models import F, Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from airdefense.exchange.columns import Column
from airdefense.reports.figures import Section, Unit, figure
from projects.figures.recovery import GAP_COLUMNS, ZERO, over_recovered, still_open
from projects.models import Gap, GapKind, WriteOff

WRITE_OFF_COLUMNS = (
    Column("gap.project.code", _("Number"), link=True),
    Column("gap.project.name", _("Project"), phone="o0"),
    Column("gap.project.region.short_name", _("Region")),
    Column("gap.kind", _("Kind"), phone="hide"),
    Column("written_off_on", _("Written off on"), kind="date"),
    Column("basis", _("Legal basis")),
)


def part(code, label, **options):
    return figure(code, label, section=Section.PARTS, **options)


def gap_part(code, label, definition, *, measure="open_yuan", **options):
    return part(
        code,
        label,
        unit=Unit.YUAN,
        region="project__region",
        organisation="project__authority",
        measure=Sum(measure),
        columns=GAP_COLUMNS,
        definition=definition,
        **options,
    )


def parts_by_kind(place, kind):
    """Of one kind of gap (domain §1.6): what was stated, and what of it is open."""

    @gap_part(
        f"G0{place}",
        format_lazy(_("Stated: {kind}"), kind=kind.label),
        _(
            "Sum of the fee gaps of this kind opened by the day, before write-offs, in yuan. The "
            "four kinds less what was written off (G05) are the fees to be recovered (M12)."
        ),
        measure="amount_yuan",
    )
    def stated(day):
        return Gap.objects.filter(opened_on__lte=day, kind=kind)

    @gap_part(
        f"G1{place}",
        format_lazy(_("Still open: {kind}"), kind=kind.label),
        _(
            "What is still open by the end of the day of the fee gaps of this kind, in yuan. The "
            "four kinds add up to the fees still open (S06)."
        ),
    )
    def left_open(day):
        return still_open(day).filter(kind=kind)


for _place, _kind in enumerate(GapKind, start=1):
    parts_by_kind(_place, _kind)


@part(
    "G05",
    _("Written off by law"),
    unit=Unit.YUAN,
    region="gap__project__region",
    organisation="gap__project__authority",
    measure=Sum("amount_yuan"),
    columns=WRITE_OFF_COLUMNS,
    definition=_(
        "Sum of what was written off of fee gaps on a legal basis by the day, less write-offs "
        "taken back by then, in yuan."
    ),
)
def written_off(day):
    return WriteOff.objects.filter(written_off_on__lte=day, gap__opened_on__lte=day)


@gap_part(
    "G06",
    _("Recovered beyond the gap"),
    _(
        "By how much more was allocated to fee gaps by the day than they amount to, in yuan. Fees "
        "to be recovered (M12) less fees recovered (M13) are those still open (S06) less this."
    ),
    measure="beyond_yuan",
)
def beyond_the_gap(day):
    return over_recovered(day).annotate(beyond_yuan=ZERO - F("open_yuan"))


# Ageing of arrears: from which to which day of their age, in days since the gap was opened.
AGES = (
    ("A01", _("Open up to 90 days"), 0, 90),
    ("A02", _("Open 91 to 365 days"), 91, 365),
    ("A03", _("Open one to three years"), 366, 1095),
    ("A04", _("Open more than three years"), 1096, None),
)


def part_by_age(code, label, youngest, oldest):
    @gap_part(
        code,
        label,
        _(
            "What is still open by the end of the day of the fee gaps of this age, counted in days "
            "from the day the gap was opened; a year has 365 days. The four ages add up to the "
            "fees still open (S06)."
        ),
    )
    def of_that_age(day):
        aged = still_open(day).filter(opened_on__lte=day - timedelta(days=youngest))
        if oldest is None:
            return aged
        return aged.filter(opened_on__gte=day - timedelta(days=oldest))


for _age in AGES:
    part_by_age(*_age)
