from rectification.models.endings import (
    Closure,
    DueCause,
    DueMove,
    Recheck,
    RecheckDraw,
)
from rectification.models.instruments import (
    Instrument,
    InstrumentEffect,
    InstrumentKind,
    InstrumentReply,
)
from rectification.models.of_leads import InstrumentOfLead
from rectification.models.progress import Contribution, Milestone
from rectification.models.requests import Extension, Suspension
from rectification.models.submissions import ResultLine, ResultMode, Submission
from rectification.models.tasks import TASK_READERS, RectificationTask

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
    "InstrumentOfLead",
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
