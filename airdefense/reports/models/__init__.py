from airdefense.reports.models.defined import FigureDefinition
from airdefense.reports.models.delivery import (
    REPEATABLE,
    Attached,
    Delivery,
    DeliveryState,
    ReportSchedule,
    Subscription,
)
from airdefense.reports.models.frozen import (
    DAILY_KINDS,
    READERS,
    SECTIONS,
    FrozenFigure,
    Kind,
    Report,
    reported_to,
)
from airdefense.reports.models.instructions import (
    Instruction,
    InstructionAnswer,
    InstructionDueMove,
    InstructionKind,
)
from airdefense.reports.models.plans import PlanMark
from airdefense.reports.models.proving import Restatement
from airdefense.reports.models.sampling import Sample, SampledRow, Verdict
from airdefense.reports.models.statements import Statement
from airdefense.reports.models.watching import MissedRun

__all__ = [
    "DAILY_KINDS",
    "READERS",
    "REPEATABLE",
    "SECTIONS",
    "Attached",
    "Delivery",
    "DeliveryState",
    "FigureDefinition",
    "FrozenFigure",
    "Instruction",
    "InstructionAnswer",
    "InstructionDueMove",
    "InstructionKind",
    "Kind",
    "MissedRun",
    "PlanMark",
    "Report",
    "ReportSchedule",
    "Restatement",
    "Sample",
    "SampledRow",
    "Statement",
    "Subscription",
    "Verdict",
    "reported_to",
]
