"""Drawing a sample, opening its rows one by one, and saying what each file showed."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.actions import record
from airdefense.casework.workflow import NotPossible
from airdefense.reports.models import FrozenFigure, Sample, SampledRow, Verdict
from airdefense.reports.rows import Chosen
from airdefense.reports.sampling.drawing import draw, share

# What people can open one by one.
LARGEST = 1_000


@transaction.atomic
def draw_sample(
    *,
    figure: FrozenFigure,
    seed: str,
    rows: int | None = None,
    percent: Decimal | None = None,
    region: Any = None,
    by: Any,
    at: datetime,
) -> Sample:
    """Draw so many rows or such a part of them; the same draw by the same person is the same
    sample. Raises NotPossible."""
    if figure.definition.is_ratio or figure.definition.is_confidential:
        raise NotPossible(_("Samples are drawn of figures whose rows may be opened."))
    population = Chosen(figure, region).count()
    size = _size(population, rows, percent)
    again = Sample.objects.filter(figure=figure, seed=seed, region=region, size=size, drawn_by=by)
    if found := again.first():
        return found
    sample = Sample.objects.create(
        figure=figure,
        seed=seed,
        region=region,
        size=size,
        population=population,
        drawn_at=at,
        drawn_by=by,
    )
    SampledRow.objects.bulk_create(
        SampledRow(sample=sample, place=place, row_id=key, region_id=where, amount=amount)
        for place, (key, where, amount) in enumerate(draw(figure, seed, size, region), start=1)
    )
    detail = {"figure": figure.code, "seed": seed, "size": size, "population": population}
    record(figure.report, "sample", by=by, at=at, detail=detail)
    return sample


def _size(population: int, rows: int | None, percent: Decimal | None) -> int:
    if not population:
        raise NotPossible(_("No row counted there: nothing to draw from."))
    size = min(rows or share(population, percent or Decimal(0)), population)
    if size > LARGEST:
        raise NotPossible(
            _("%(size)s rows are more than are opened one by one: at most %(most)s.")
            % {"size": f"{size:,}", "most": f"{LARGEST:,}"}
        )
    return size


@transaction.atomic
def open_row(*, row: SampledRow, by: Any, at: datetime) -> SampledRow:
    """Note who opened a row first."""
    row = SampledRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.opened_at is None:
        row.opened_at, row.opened_by = at, by
        row.save(update_fields=["opened_at", "opened_by"])
    return row


@transaction.atomic
def judge_row(*, row: SampledRow, verdict: str, note: str, by: Any, at: datetime) -> SampledRow:
    """Say what the file showed; a later word replaces the earlier one, the history keeps both.
    Raises NotPossible."""
    row = SampledRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.opened_at is None:
        raise NotPossible(_("Open the file first."))
    if verdict == Verdict.DIFFERS and not note.strip():
        raise NotPossible(_("Say how the file differs from what was reported."))
    row.verdict, row.note, row.judged_at, row.judged_by = verdict, note.strip(), at, by
    row.save(update_fields=["verdict", "note", "judged_at", "judged_by"])
    detail = {"row": row.place, "verdict": verdict}
    record(row.sample, "judge", by=by, at=at, note=row.note, detail=detail)
    return row
