"""Whether a report is what was compiled: its digest, its place in the chain, its history."""

from dataclasses import dataclass

from airdefense.casework.sealing import Broken, check_seals, holds
from airdefense.reports.freezing import seal
from airdefense.reports.models import Report

# More events than this are hashed by `verify_report`, not while a reader waits.
MOST_WHILE_WAITING = 300_000


@dataclass(frozen=True, slots=True)
class Seals:
    """What the seals of a report say; `history_holds` is None where it was not looked at."""

    digest_made: str
    digest_holds: bool
    chain_holds: bool
    history_holds: bool | None
    broken: Broken | None = None

    @property
    def is_well(self) -> bool:
        return self.digest_holds and self.chain_holds and self.history_holds is not False


def check(report: Report) -> Seals:
    """The digest made again, the report before, and the seal of the history it was compiled on."""
    history = report.history
    is_short = history is not None and history.events <= MOST_WHILE_WAITING
    return _check(report, holds(history) if is_short else None)


def check_wholly(report: Report) -> Seals:
    """The same with every seal of the history, which takes a minute for millions of events."""
    broken = check_seals()
    return _check(report, broken is None if report.history else None, broken)


def _check(report: Report, history_holds: bool | None, broken: Broken | None = None) -> Seals:
    made = seal(report, report.figures.select_related("wording"))
    return Seals(made, made == report.digest, chain_holds(report), history_holds, broken)


def chain_holds(report: Report) -> bool:
    """Whether it names the digest of the report compiled before it, of the same kind and region."""
    chain = Report.objects.filter(kind=report.kind, scope=report.scope, pk__lt=report.pk)
    before = chain.order_by("-pk").values_list("digest", flat=True).first()
    return report.previous_digest == (before or "")
