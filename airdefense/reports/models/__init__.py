from airdefense.reports.models.defined import FigureDefinition
from airdefense.reports.models.delivery import (
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
from airdefense.reports.models.instructions import Instruction, InstructionKind
from airdefense.reports.models.plans import PlanMark
from airdefense.reports.models.proving import Restatement, Sample
from airdefense.reports.models.watching import MissedRun

__all__ = [
    "DAILY_KINDS",
    "READERS",
    "SECTIONS",
    "Attached",
    "Delivery",
    "DeliveryState",
    "FigureDefinition",
    "FrozenFigure",
    "Instruction",
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
