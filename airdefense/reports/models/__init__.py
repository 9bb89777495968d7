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
)
from airdefense.reports.models.instructions import (
    Instruction,
    InstructionAnswer,
    InstructionDueMove,
    InstructionKind,
)
from airdefense.reports.models.plans import PlanMark
from airdefense.reports.models.proving import Restatement, Sample
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
    "Subscription",
]
