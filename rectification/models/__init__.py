from rectification.models.instruments import Instrument, InstrumentKind
from rectification.models.tasks import TASK_READERS, Extension, RectificationTask, Submission

__all__ = [
    "TASK_READERS",
    "Extension",
    "Instrument",
    "InstrumentKind",
    "RectificationTask",
    "Submission",
]
