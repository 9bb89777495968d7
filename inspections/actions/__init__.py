"""The writes of the inspection stage: rounds and teams, project checks, findings."""

from inspections.actions.checks import ASSIGNING, assign_check, assign_checks, complete_check
from inspections.actions.findings import (
    check_draft,
    draft_finding,
    draft_findings,
    edit_finding,
    merge,
    send_feedback,
    take_step,
)
from inspections.actions.powers import (
    LIST_KEEPERS,
    add_control,
    edit_power_list,
    end_control,
    remove_draft,
    take_in_list,
    take_power_list_step,
)
from inspections.actions.rounds import edit_round, form_team, open_round
from inspections.actions.wordings import add_wording, complaints, edit_wording, retire_wording

__all__ = [
    "ASSIGNING",
    "LIST_KEEPERS",
    "add_control",
    "add_wording",
    "assign_check",
    "assign_checks",
    "check_draft",
    "complaints",
    "complete_check",
    "draft_finding",
    "draft_findings",
    "edit_finding",
    "edit_power_list",
    "edit_round",
    "edit_wording",
    "end_control",
    "form_team",
    "merge",
    "open_round",
    "remove_draft",
    "retire_wording",
    "send_feedback",
    "take_in_list",
    "take_power_list_step",
    "take_step",
]
