"""What the pages of a sample are filled with."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from airdefense.reports.models import Sample, SampledRow, Verdict
from airdefense.reports.sampling.listings import name_of, seen


def sample_page(sample: Sample) -> dict[str, Any]:
    done = sample.rows.aggregate(
        opened=Count("pk", filter=Q(opened_at__isnull=False)),
        as_found=Count("pk", filter=Q(verdict=Verdict.AS_FOUND)),
        differs=Count("pk", filter=Q(verdict=Verdict.DIFFERS)),
    )
    following = sample.rows.filter(verdict="").order_by("place").first()
    return {
        "sample": sample,
        "about": sample.figure.definition,
        "report": sample.figure.report,
        "done": done,
        "following": following,
    }


def row_page(sample: Sample, row: SampledRow, reader: Any) -> dict[str, Any]:
    """One row: what was frozen of it, what its file says now, and the rows beside it."""
    about = sample.figure.definition
    row.subject = subject = seen(sample, reader, [row]).get(row.row_id)
    facts = [(column.label, column.cell(subject)) for column in about.columns] if subject else []
    return {
        "sample": sample,
        "about": about,
        "report": sample.figure.report,
        "row": row,
        "subject": subject,
        "name": name_of(sample, row),
        "facts": facts,
        "before_url": beside(sample, row.place - 1),
        "after_url": beside(sample, row.place + 1),
    }


def beside(sample: Sample, place: int) -> str:
    if not 1 <= place <= sample.size:
        return ""
    return reverse("reports:sample_row", args=[sample.pk, place])
