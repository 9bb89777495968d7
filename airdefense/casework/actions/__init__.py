"""The writes every case shares."""

from airdefense.casework.actions.files import ALLOWED_TYPES, attach, sniff
from airdefense.casework.actions.steps import advance, changed_fields, plain, record, save_edit

__all__ = [
    "ALLOWED_TYPES",
    "advance",
    "attach",
    "changed_fields",
    "plain",
    "record",
    "save_edit",
    "sniff",
]
