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
from inspections.actions.rounds import edit_round, form_team, open_round

__all__ = [
    "ASSIGNING",
    "assign_check",
    "assign_checks",
    "check_draft",
    "complete_check",
    "draft_finding",
    "draft_findings",
    "edit_finding",
    "edit_round",
    "form_team",
    "merge",
    "open_round",
    "send_feedback",
    "take_step",
]
