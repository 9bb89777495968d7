"""Screening: every project of the ledger put to every check, and the suspicions kept.

CHECKS                      code → Check, in the order of their codes
describe(suspicion)         its sentence in the reader's language
proposals(suspicion)        the findings it suggests: (category, yuan) pairs
screen(...)                 recompute, and store only what changed
after_commit([project.pk])  the same for what a write touched, once the write stands
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial

from projects.models import Suspicion
from projects.screening import checks, words
from projects.screening.after import after_commit
from projects.screening.check import REGISTERED, Assumption, Check, Hit
from projects.screening.run import Result, Screening, one_run_at_a_time

CHECKS: Mapping[str, Check] = dict(sorted(REGISTERED.items()))
describe = partial(words.describe, CHECKS)


def proposals(suspicion: Suspicion) -> list[tuple[str, Decimal]]:
    """The categories of the findings that a suspicion suggests, with the yuan of each: one, or
    one for every part where the gap of the project came about in several ways."""
    parts = suspicion.facts["params"].get("parts")
    if parts:
        return [(kind, Decimal(amount)) for kind, amount in parts.items()]
    entry = CHECKS.get(suspicion.check_code)
    return [(entry.category, suspicion.amount_yuan)] if entry and entry.category else []


def screen(
    projects: Iterable[int] | None = None,
    *,
    at: datetime,
    papers: Iterable[int] = (),
    region: str | None = None,
    check: str | None = None,
    say: Callable[[str], None] = lambda words: None,
) -> Result:
    """Screen the ledger as it stands at a moment, and store only what changed.

    Everything, one region (by code) or, by their keys, some projects and papers; all checks or one.
    """
    chosen = CHECKS if check is None else {check: CHECKS[check]}
    with one_run_at_a_time():
        run = Screening(chosen, at, say)
        if projects is None:
            run.everything(region)
        else:
            run.some(projects, papers)
        return run.result


__all__ = [
    "CHECKS",
    "Assumption",
    "Check",
    "Hit",
    "Result",
    "after_commit",
    "checks",
    "describe",
    "proposals",
    "screen",
]
