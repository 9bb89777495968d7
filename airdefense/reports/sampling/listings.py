"""Samples and their rows as lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.filters import ChoicesFilter, ListFilterSet
from airdefense.exchange.listing import Column, Listing
from airdefense.reports.models import Sample, SampledRow, Verdict
from airdefense.reports.naming import related, row_name

TONES = {Verdict.AS_FOUND: "ok", Verdict.DIFFERS: "bad"}


class SampleFilter(ListFilterSet):
    search_field = ""

    class Meta:
        model = Sample
        fields = ()


class RowFilter(ListFilterSet):
    search_field = ""
    verdict = ChoicesFilter(label=_("Result"), choices=Verdict.choices)

    class Meta:
        model = SampledRow
        fields = ()


del SampleFilter.base_filters["q"]
del RowFilter.base_filters["q"]

SAMPLES = Listing(
    key="samples",
    title=_("Samples"),
    filterset=SampleFilter,
    columns=(
        Column("seed", _("Seed"), link=True, phone="o0"),
        Column("figure.report.mark", _("Report")),
        Column("figure.code", _("Figure")),
        Column("region.short_name", _("Region"), phone="hide"),
        Column("size", _("Rows drawn"), kind="number"),
        Column("population", _("Drawn from"), kind="number"),
        Column("drawn_by", _("Drawn by"), phone="hide"),
        Column("drawn_at", _("Drawn at"), kind="moment"),
    ),
    order=("-pk",),
    empty=_("No sample yet: a sample is drawn on the page of a figure of a report."),
)


def result(row: SampledRow) -> tuple[str, Any] | None:
    """What the file showed, or that it was opened."""
    if row.verdict:
        return TONES[Verdict(row.verdict)], row.get_verdict_display()
    return ("run", _("opened")) if row.opened_at else None


def rows_listing(sample: Sample, reader: Any) -> Listing:
    """The rows of a sample in the order of the draw. One outside the reach of the reader keeps its
    place and says nothing."""

    def prepare(rows: list[SampledRow]) -> None:
        found = seen(sample, reader, rows)
        for row in rows:
            row.subject = found.get(row.row_id)

    return Listing(
        key="sampled-rows",
        title=_("Rows of the sample"),
        filterset=RowFilter,
        columns=(
            Column("place", _("No."), kind="number", link=True),
            Column("name", _("Row"), link=True, phone="o0", value=lambda row: name_of(sample, row)),
            Column("region.short_name", _("Region")),
            Column("amount", _("Counted (yuan)"), kind="money"),
            Column("result", _("Result"), kind="badge", phone="o1", value=result),
            Column("note", _("Note"), kind="long", phone="wide"),
            Column("opened_by", _("Opened by"), phone="hide"),
            Column("opened_at", _("Opened at"), kind="moment", phone="hide"),
            Column("judged_by", _("Examined by"), phone="hide", optional=True),
        ),
        order=("place", "pk"),
        prepare=prepare,
        is_whole=True,
        page_size=100,
        template="reports/sample_detail.html",
    )


def seen(sample: Sample, reader: Any, rows: list[SampledRow]) -> dict[int, Any]:
    """The rows themselves, those that the reader may open."""
    about = sample.figure.definition
    visible = sample.figure.model.objects.visible_to(reader).select_related(*related(about))
    return visible.in_bulk([row.row_id for row in rows])


def name_of(sample: Sample, row: SampledRow) -> str:
    subject = getattr(row, "subject", None)
    if subject is None:
        return str(_("outside what you may see"))
    return row_name(sample.figure.definition, subject)
