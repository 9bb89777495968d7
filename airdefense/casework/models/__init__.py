from airdefense.casework.models.cases import (
    RESTRICTED,
    CalendarDay,
    Case,
    Event,
    IssuedNumber,
    NumberSeries,
    TimeLimit,
    both_or_neither,
    may_read_attachments,
    moment,
    person,
)
from airdefense.casework.models.changes import Operation, RowChange
from airdefense.casework.models.entries import Draft, SentForm
from airdefense.casework.models.evidence import (
    Attachment,
    AttachmentKind,
    CustodyAct,
    CustodyEntry,
    Upload,
    may_keep_custody,
)
from airdefense.casework.models.holidays import CalendarProposal
from airdefense.casework.models.jobs import FailedJob
from airdefense.casework.models.keeping import BackupKind, BackupRun
from airdefense.casework.models.oversight import HandOver, Waiver
from airdefense.casework.models.programs import KeptAnswer, ProgramHook, ProgramToken
from airdefense.casework.models.reminding import ReminderDigest, ReminderPreference
from airdefense.casework.models.sealing import HistorySeal

__all__ = [
    "RESTRICTED",
    "Attachment",
    "AttachmentKind",
    "BackupKind",
    "BackupRun",
    "CalendarDay",
    "CalendarProposal",
    "Case",
    "CustodyAct",
    "CustodyEntry",
    "Draft",
    "Event",
    "FailedJob",
    "HandOver",
    "HistorySeal",
    "IssuedNumber",
    "KeptAnswer",
    "NumberSeries",
    "Operation",
    "ProgramHook",
    "ProgramToken",
    "ReminderDigest",
    "ReminderPreference",
    "RowChange",
    "SentForm",
    "TimeLimit",
    "Upload",
    "Waiver",
    "both_or_neither",
    "may_keep_custody",
    "may_read_attachments",
    "moment",
    "person",
]
