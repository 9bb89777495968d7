"""The whole story of one region, from its ledger to the last day."""

from airdefense import features
from demo.plan.arrears import recover_arrears
from demo.plan.checks import check_all, choose
from demo.plan.errors import errors_of
from demo.plan.findings import find_all, keep_under_review, scatter
from demo.plan.instruments import write_letters
from demo.plan.leads import follow_leads
from demo.plan.ledger import enter, keep_ledger
from demo.plan.money import pay_back
from demo.plan.shares import divide, flaws_of
from demo.plan.stage import Entry, Stage
from demo.plan.tasks import rectify_all

UNCONFIRMED = 2
PAID_TWICE = 2


def tell(stage: Stage) -> None:
    """Ledger, checks, findings, tasks, money, leads, letters, in the order they depend on."""
    problems = divide(stage.targets)
    flaws = flaws_of(stage.rng, stage.targets, problems)
    entries = keep_ledger(stage, flaws, errors_of(stage))
    choose(stage, entries)
    scatter(stage, entries, problems)
    check_all(stage, entries, stage.mandates)
    found = find_all(stage, entries, problems)
    rectify_all(stage, found)
    recover_arrears(stage, entries)
    keep_under_review(stage, entries)
    if features.has("leads"):
        follow_leads(stage, found)
    write_letters(stage)
    _leave_loose_ends(stage, entries)


def _leave_loose_ends(stage: Stage, entries: list[Entry]) -> None:
    """Double payments paid back, and projects just entered that a second clerk has to confirm."""
    in_order = [entry for entry in entries if entry.flaw is None]
    for entry in in_order[:PAID_TWICE]:
        pay_back(stage, entry)
    for _n in range(UNCONFIRMED):
        enter(stage, None, late=True)
