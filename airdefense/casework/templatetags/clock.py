"""The clock explains itself beside a due day: pointing at it, and in full when opened."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from airdefense.casework.clock import explain

register = template.Library()


@register.inclusion_tag("_parts/clock.html")
def why_due(
    due_on: date | None,
    noticed: date | datetime | None = None,
    step: str = "",
    organisation: Any = None,
    limit: Any = None,
) -> dict[str, Any]:
    """How a due day came about: `{% why_due task.due_on task.issued_on "task.rectify" region %}`,
    or with the limit itself."""
    if due_on is None:
        return {"why": None}
    if isinstance(noticed, datetime):
        noticed = timezone.localdate(noticed)
    why = explain(
        due_on=due_on, noticed_on=noticed, step=step, organisation=organisation, limit=limit
    )
    return {"why": why}
