"""Screening: every project of the ledger put to every check, and the suspicions kept.

CHECKS                      code → Check, in the order of their codes
describe(suspicion)         its sentence in the reader's language
proposals(suspicion)        the findings it suggests: (category, yuan) pairs
screen(...)                 recompute, and store only what changed
after_commit([project.pk])  the same for what a write touched, once the write stands
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from decimal import Decimal
from functools import partial

from django.utils import timezone

from airdefense.casework.models import Event
from airdefense.collector import rarely_collected
from projects.models import Suspicion
from projects.screened import WHOLE, remember
from projects.screening import checks, words
from projects.screening.after import TASK, after_commit
from projects.screening.check import REGISTERED, Assumption, Check, Hit
from projects.screening.run import Result, Screening, one_run_at_a_time

NIGHTLY = time(1, 30)
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
    say: Callable[[int], None] = lambda done: None,
) -> Result:
    """Screen the ledger as it stands at a moment, and store only what changed.

    Everything, one region (by code) or, by their keys, some projects and papers; all checks or one.
    `say` hears how many projects are done.
    """
    chosen = CHECKS if check is None else {check: CHECKS[check]}
    with one_run_at_a_time(), rarely_collected():
        run = Screening(chosen, at, say)
        if projects is None:
            run.everything(region)
            if check is None:
                seen, touched = run.result.projects, run.result.tally.touched
                remember(by=run.by, at=at, region=region, projects=seen, touched=touched)
        else:
            run.some(projects, papers)
        return run.result


def screen_if_due(*, at: datetime) -> Result | None:
    """The nightly run over everything, if the last one was before this night; a night without a
    worker is made up for as soon as there is one again."""
    local = timezone.localtime(at)
    due = datetime.combine(local, NIGHTLY, local.tzinfo)
    with one_run_at_a_time():
        done = Event.objects.of(WHOLE).filter(name="screen", happened_at__gte=due)
        if at < due or done.filter(detail__region="").exists():
            return None
        return screen(at=at)


__all__ = [
    "CHECKS",
    "TASK",
    "Assumption",
    "Check",
    "Hit",
    "Result",
    "after_commit",
    "checks",
    "describe",
    "proposals",
    "screen",
    "screen_if_due",
]
