"""The rows of a figure as JSON: as frozen, page by page, and of any day by today's data."""

from typing import Any

from django.utils import timezone

from airdefense.exchange.keyset import paginate
from airdefense.reports import words
from airdefense.reports.content import url_of
from airdefense.reports.explore.filters import conditions, lens_of, without_unit
from airdefense.reports.explore.lens import Lens, Seen
from airdefense.reports.naming import row_name
from airdefense.reports.opening.listings import COUNTED, counting
from airdefense.reports.rows import Chosen, opened

PAGE = 200


def frozen_rows(request: Any, chosen: Chosen) -> dict[str, Any]:
    """One page of the rows that the reader may open, with what each counted for or changed by."""
    page = page_of(request, opened(chosen, request.user))
    prepare = counting(chosen)
    if prepare is not None:
        prepare(page.rows)
    about = chosen.frozen.definition
    told = [row_said(about, row, getattr(row, COUNTED, None)) for row in page.rows]
    answer = {"rows": told, "next": next_page(request, page)}
    # How many leads there are is told by the figure, in steps where it must be.
    return answer if about.is_confidential else answer | {"counted": chosen.count()}


def live_rows(request: Any, seen: Seen) -> dict[str, Any]:
    page = page_of(request, seen.rows)
    amount = "" if seen.about.is_confidential else seen.about.amount
    told = [row_said(seen.about, row, getattr(row, amount, None)) for row in page.rows]
    return {"rows": told, "next": next_page(request, page)}


def page_of(request: Any, rows: Any) -> Any:
    return paginate(rows, ("pk",), size=PAGE, after=request.query_params.get("after", ""))


def next_page(request: Any, page: Any) -> str | None:
    if not page.following:
        return None
    query = request.query_params.copy()
    query["after"] = page.following
    return f"{request.path}?{query.urlencode()}"


def row_said(about: Any, row: Any, amount: Any) -> dict[str, Any]:
    said = {"id": row.pk, "name": row_name(about, row), "url": url_of(row)}
    return said if amount is None else said | {"counted": words.plain(amount, about.unit)}


def looked_at(request: Any, about: Any = None) -> Lens:
    """The day, region and unit that an address names."""
    filterset = conditions(request.user)
    return lens_of(request, filterset if about is None else without_unit(filterset, about))


def seen_figure(seen: Seen) -> dict[str, Any]:
    """One figure of a day by today's data."""
    unit = seen.about.unit
    return {
        "label": str(seen.about.label),
        "unit": str(unit.label),
        "value": seen.text if seen.is_hidden else words.plain(seen.value, unit),
        "definition": str(seen.about.definition),
        "url": seen.url,
    }


def seen_day(lens: Lens) -> dict[str, Any]:
    return {
        "day": str(lens.day),
        "region": lens.region.code if lens.region else None,
        "is_today": lens.day == timezone.localdate(),
    }
