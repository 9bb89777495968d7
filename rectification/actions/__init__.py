"""Every write of rectification: tasks, time, money counted against them, instruments."""

from rectification.actions.dispatch import take_step
from rectification.actions.extensions import decide_extension, request_extension
from rectification.actions.instruments import (
    approve,
    draft_instrument,
    edit_instrument,
    issue,
    reply,
)
from rectification.actions.money import allocate_receipt
from rectification.actions.opening import (
    edit_task,
    issue_recovery_task,
    issue_task,
    open_for_lead,
)
from rectification.actions.steps import (
    close,
    return_for_rework,
    submit,
    submit_plan,
    verify,
    withdraw_task,
)
from rectification.actions.sweep import sweep_overdue

__all__ = [
    "allocate_receipt",
    "approve",
    "close",
    "decide_extension",
    "draft_instrument",
    "edit_instrument",
    "edit_task",
    "issue",
    "issue_recovery_task",
    "issue_task",
    "open_for_lead",
    "reply",
    "request_extension",
    "return_for_rework",
    "submit",
    "submit_plan",
    "sweep_overdue",
    "take_step",
    "verify",
    "withdraw_task",
]
