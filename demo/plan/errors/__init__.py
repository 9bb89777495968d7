"""Errors seeded on top of the ledger: nobody has found them yet, and the truth names each.

They are further projects and papers, so that what was checked and found stays as it is.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from demo import bodies
from demo.plan.errors.money import MONEY
from demo.plan.errors.papers import PAPERS
from demo.plan.errors.seeded import Seeded, Stray, Wrongs
from demo.plan.errors.sites import SITES
from demo.plan.ledger import record_days, signed, write
from demo.plan.stage import Stage
from demo.twins import projects as twins
from projects.models import PermitKind

ENGINE = "GAP"
# The weights of the kinds are those of a region with so many projects.
LARGE = 498


def errors_of(stage: Stage) -> list[Callable[[], None]]:
    """What is to be written among the projects of the region, one call each."""
    share = stage.targets.audited / LARGE
    return [
        partial(_write, stage, seed)
        for kinds in (PAPERS, MONEY, SITES)
        for seed, weight in kinds.known
        for _n in range(max(1, round(weight * share)))
    ]


def _write(stage: Stage, seed: Callable[[Stage], Wrongs]) -> None:
    for wrong in seed(stage):
        if isinstance(wrong, Stray):
            number = _file(stage, wrong, record_days(stage, late=False)[0])
            _tell(stage, number, wrong.why, {"X16": None}, is_innocent=wrong.is_innocent)
        else:
            entry = write(stage, wrong.draft)
            _tell(stage, entry.project.code, wrong.why, _seen(wrong), is_innocent=wrong.is_innocent)


def _seen(wrong: Seeded) -> dict:
    """The checks that should see it, and the engine's own where money is missing by law."""
    fee = wrong.draft.fee
    missing = fee.legal_yuan - fee.paid_yuan
    return wrong.checks | ({ENGINE: missing} if missing and not wrong.is_innocent else {})


def _tell(stage: Stage, subject: str, why: str, checks: dict, *, is_innocent: bool) -> None:
    for check, amount in checks.items():
        if is_innocent:
            stage.truth.spare(check, subject, stage.region.code, why)
        else:
            stage.truth.tell(check, subject, stage.region.code, why, amount)


def _file(stage: Stage, stray: Stray, at: datetime) -> str:
    paper = stray.paper
    permit = twins.record_permit(
        stage.books,
        project=None,
        kind=PermitKind.PLANNING,
        number=signed(stage, PermitKind.PLANNING, paper.issued_on.year),
        issued_on=paper.issued_on,
        issued_by=stage.body(bodies.PLANNING),
        area_sqm=paper.area_sqm,
        by=stage.cast.clerks[stage.region.code][0],
        at=at,
        **paper.stated,
    )
    return permit.number
