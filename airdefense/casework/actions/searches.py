"""A search that singles out secret cases leaves a line with each of them."""

from datetime import datetime
from typing import Any

from airdefense.casework.actions.steps import record

# A search that singles out so few cases is a look at them; a longer list is none.
SINGLED_OUT = 5


def log_search(found: Any, words: str, *, by: Any, at: datetime) -> None:
    """Write a search into the histories of the few cases it singled out (docs/decisions/0030)."""
    if not words.strip():
        return
    cases = list(found[: SINGLED_OUT + 1])
    if len(cases) <= SINGLED_OUT:
        for case in cases:
            record(case, "search", by=by, at=at, note=words.strip())
