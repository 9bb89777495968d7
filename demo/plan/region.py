"""The whole story of one region, from its ledger to the last day."""

from demo.plan.ledger import keep_ledger
from demo.plan.shares import divide, flaws_of
from demo.plan.stage import Stage


def tell(stage: Stage) -> None:
    problems = divide(stage.targets)
    keep_ledger(stage, flaws_of(stage.rng, stage.targets, problems))
