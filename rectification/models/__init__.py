from rectification.models.endings import (
    Closure,
    DueCause,
    DueMove,
    Recheck,
    RecheckDraw,
    Suspension,
)
from rectification.models.instruments import (
    Instrument,
    InstrumentEffect,
    InstrumentKind,
    InstrumentReply,
)
from rectification.models.progress import Contribution, Milestone, ResultLine, ResultMode
from rectification.models.tasks import TASK_READERS, Extension, RectificationTask, Submission

__all__ = [
    "TASK_READERS",
    "Closure",
    "Contribution",
    "DueCause",
    "DueMove",
    "Extension",
    "Instrument",
    "InstrumentEffect",
    "InstrumentKind",
    "InstrumentReply",
    "Milestone",
    "Recheck",
    "RecheckDraw",
    "RectificationTask",
    "ResultLine",
    "ResultMode",
    "Submission",
    "Suspension",
]
