"""The writes every case shares."""

from airdefense.casework.actions.files import attach, enter_custody, replace
from airdefense.casework.actions.searches import log_search
from airdefense.casework.actions.steps import advance, changed_fields, plain, record, save_edit
from airdefense.casework.contents import sniff

__all__ = [
    "advance",
    "attach",
    "changed_fields",
    "enter_custody",
    "log_search",
    "plain",
    "record",
    "replace",
    "save_edit",
    "sniff",
]
