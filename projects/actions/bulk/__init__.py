"""Many rows written at once, leaving what the single actions would leave: the same rows, the same
history, the same numbers. Each is one statement for every thousand rows, in one transaction."""

from projects.actions.bulk.ledger import Draft, edit_projects, record_projects
from projects.actions.bulk.money import record_receipts, remove_receipts
from projects.actions.bulk.papers import (
    PaperEdit,
    edit_papers,
    record_entries,
    record_papers,
    remove_entries,
    remove_papers,
    restore_papers,
    rewrite_entries,
)
from projects.actions.bulk.undo import remove_projects, restore_projects, standing_on

__all__ = [
    "Draft",
    "PaperEdit",
    "edit_papers",
    "edit_projects",
    "record_entries",
    "record_papers",
    "record_projects",
    "record_receipts",
    "remove_entries",
    "remove_papers",
    "remove_projects",
    "remove_receipts",
    "restore_papers",
    "restore_projects",
    "rewrite_entries",
    "standing_on",
]
