"""How everything in rectification moves, and who may move it."""

from rectification.workflow.gate import blocking, missing_of
from rectification.workflow.instruments import INSTRUMENT_WORKFLOW
from rectification.workflow.requests import (
    CONTRIBUTION_WORKFLOW,
    EXTENSION_WORKFLOW,
    RECHECK_WORKFLOW,
    SUSPENSION_WORKFLOW,
)
from rectification.workflow.statuses import (
    OPEN_STATUSES,
    OPEN_TO_UNIT,
    SETTLED,
    SUBMITTABLE,
    VERIFIERS,
    ContributionStatus,
    ExtensionStatus,
    InstrumentStatus,
    RecheckStatus,
    SuspensionStatus,
    TaskStatus,
)
from rectification.workflow.tasks import TASK_WORKFLOW

__all__ = [
    "CONTRIBUTION_WORKFLOW",
    "EXTENSION_WORKFLOW",
    "INSTRUMENT_WORKFLOW",
    "OPEN_STATUSES",
    "OPEN_TO_UNIT",
    "RECHECK_WORKFLOW",
    "SETTLED",
    "SUBMITTABLE",
    "SUSPENSION_WORKFLOW",
    "TASK_WORKFLOW",
    "VERIFIERS",
    "ContributionStatus",
    "ExtensionStatus",
    "InstrumentStatus",
    "RecheckStatus",
    "SuspensionStatus",
    "TaskStatus",
    "blocking",
    "missing_of",
]
