"""Who acts on the rows that figures count: each app says it of its own rows, in module `acting`.

`airdefense` imports no domain app; `features.discover("acting")` finds

    acted_on(
        RectificationTask,
        unit=lambda task: task.unit,
        rows=of_findings_or_gaps,
        may_urge=lambda task, day: task.is_overdue(day),
        draft_letter=draft_letter,
    )

`unit` answers who has to act on a row and may know of it, or None, and `region` where it counts;
`rows` leaves of the rows those that may be asked about; `may_urge` says whether an urging letter
about the row makes sense on a day, and `draft_letter(row, by=, at=)` writes its draft and returns
it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from airdefense.accounts.models import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """How one kind of row is acted on; nothing said: the office over its region answers."""

    unit: Callable[[Any], Organisation | None] = lambda row: None
    region: Callable[[Any], Organisation] = lambda row: row.region
    rows: Callable[[QuerySet], QuerySet] = lambda rows: rows
    may_urge: Callable[[Any, date], bool] = lambda row, day: False
    draft_letter: Callable[..., Any] | None = None


ACTING: dict[str, Acting] = {}
NOBODY_SAID = Acting()


def acted_on(model: Any, **said: Any) -> None:
    """Register how the rows of a model are acted on."""
    label = model._meta.label_lower
    if label in ACTING:
        raise ValueError(f"how rows of {label} are acted on is said twice")
    ACTING[label] = Acting(**said)


def acting_on(label: str) -> Acting:
    return ACTING.get(label, NOBODY_SAID)
