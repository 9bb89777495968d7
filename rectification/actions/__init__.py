"""Every write of rectification: tasks, time, money counted against them, instruments."""

from rectification.actions.closing import close, reopen_task, withdraw_task
from rectification.actions.contributions import (
    answer_contribution,
    ask_contribution,
    withdraw_contribution,
)
from rectification.actions.dispatch import take_step
from rectification.actions.drafting import context_of
from rectification.actions.extensions import decide_extension, request_extension
from rectification.actions.instruments import (
    approve,
    conclude,
    draft_instrument,
    edit_instrument,
    issue,
    letter_of_urging,
    reject_reply,
    reply,
    return_draft,
    urge,
    void,
)
from rectification.actions.money import allocate_receipt
from rectification.actions.of_leads import draft_from_lead
from rectification.actions.opening import (
    edit_task,
    issue_recovery_task,
    issue_task,
    open_for_lead,
)
from rectification.actions.plans import (
    add_milestones,
    reach_milestone,
    report_progress,
    submit_plan,
)
from rectification.actions.rechecks import (
    assign_recheck,
    confirm_recheck,
    draw_rechecks,
    reopen_by_recheck,
)
from rectification.actions.steps import return_for_rework, submit, verify
from rectification.actions.suspensions import (
    expire_suspensions,
    grant_suspension,
    lift_suspension,
    refuse_suspension,
    request_suspension,
)
from rectification.actions.sweep import sweep_overdue

__all__ = [
    "add_milestones",
    "allocate_receipt",
    "answer_contribution",
    "approve",
    "ask_contribution",
    "assign_recheck",
    "close",
    "conclude",
    "confirm_recheck",
    "context_of",
    "decide_extension",
    "draft_from_lead",
    "draft_instrument",
    "draw_rechecks",
    "edit_instrument",
    "edit_task",
    "expire_suspensions",
    "grant_suspension",
    "issue",
    "issue_recovery_task",
    "issue_task",
    "letter_of_urging",
    "lift_suspension",
    "open_for_lead",
    "reach_milestone",
    "refuse_suspension",
    "reject_reply",
    "reopen_by_recheck",
    "reopen_task",
    "reply",
    "report_progress",
    "request_extension",
    "request_suspension",
    "return_draft",
    "return_for_rework",
    "submit",
    "submit_plan",
    "sweep_overdue",
    "take_step",
    "urge",
    "verify",
    "void",
    "withdraw_contribution",
    "withdraw_task",
]
