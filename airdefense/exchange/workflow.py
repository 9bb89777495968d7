"""How a file comes in: uploaded, checked, applied as a whole, undone as a whole."""

from django.db import models
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import SYSTEM, Role
from airdefense.casework.workflow import Workflow, any_of, step


class BatchStatus(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded, not checked")
    CHECKED = "checked", _("Checked, nothing written")
    APPLIED = "applied", _("Taken in")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")


# Which of them may touch a batch at all follows from what it holds: see `actions.locked`.
IMPORTERS = (Role.DATA_CLERK, Role.INSPECTION_OFFICE, Role.SYSTEM_ADMIN, SYSTEM)


def has_no_column_unassigned(batch, user):
    if not batch.mapping:
        return _gettext("Say first which column holds what.")
    return None


def has_no_row_open(batch, user):
    """Faulty rows and rows without a decision stop the file unless the clerk skips them."""
    open_rows = batch.count_of("error") + batch.count_of("choose")
    if open_rows and not batch.skips_faulty:
        return _gettext(
            "%(count)d rows are faulty or wait for a choice: correct them, or choose to skip them."
        ) % {"count": open_rows}
    return None


def has_something_to_change(batch, user):
    if not batch.rows_to_apply:
        return _gettext("There is nothing to change.")
    return None


IMPORT_WORKFLOW = Workflow(
    step(
        "check",
        _("Check the file"),
        source=[BatchStatus.UPLOADED, BatchStatus.CHECKED],
        target=BatchStatus.CHECKED,
        roles=IMPORTERS,
        objection=has_no_column_unassigned,
        stamp="checked_at",
    ),
    step(
        "apply",
        _("Take in"),
        source=[BatchStatus.CHECKED],
        target=BatchStatus.APPLIED,
        roles=IMPORTERS,
        objection=any_of(has_no_row_open, has_something_to_change),
        stamp="applied_at",
    ),
    step(
        "undo",
        _("Undo the batch"),
        source=[BatchStatus.APPLIED],
        target=BatchStatus.UNDONE,
        roles=IMPORTERS,
        stamp="undone_at",
        note_required=True,
        takes_back=True,
        form_url="exchange:import_undo",
    ),
    step(
        "discard",
        _("Discard"),
        source=[BatchStatus.UPLOADED, BatchStatus.CHECKED],
        target=BatchStatus.DISCARDED,
        roles=IMPORTERS,
        takes_back=True,
    ),
    tones={
        BatchStatus.UPLOADED: "",
        BatchStatus.CHECKED: "warn",
        BatchStatus.APPLIED: "ok",
        BatchStatus.UNDONE: "bad",
        BatchStatus.DISCARDED: "",
    },
)
