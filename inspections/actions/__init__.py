"""The writes of the inspection stage: rounds and teams, project checks, findings."""

from inspections.actions.activities import (
    count_activities,
    may_count,
    may_void,
    void_activity,
    voiding,
)
from inspections.actions.checks import (
    ASSIGNING,
    assign_check,
    assign_checks,
    complete_check,
    reassign_check,
)
from inspections.actions.deadlines import (
    give_entry_notice,
    meet_deadline,
    set_deadlines,
    usual_deadlines,
)
from inspections.actions.findings import (
    check_draft,
    draft_finding,
    draft_findings,
    edit_finding,
    merge,
    send_feedback,
    take_step,
)
from inspections.actions.planning import draw_checks, may_draw, plan_round
from inspections.actions.powers import (
    LIST_KEEPERS,
    add_control,
    edit_power_list,
    end_control,
    remove_draft,
    take_in_list,
    take_power_list_step,
)
from inspections.actions.rounds import edit_round, is_planner, open_round
from inspections.actions.teams import (
    add_member,
    change_leader,
    declare_recusal,
    form_team,
    let_leave,
    may_declare_for,
)
from inspections.actions.wordings import add_wording, complaints, edit_wording, retire_wording

__all__ = [
    "ASSIGNING",
    "LIST_KEEPERS",
    "add_control",
    "add_member",
    "add_wording",
    "assign_check",
    "assign_checks",
    "change_leader",
    "check_draft",
    "complaints",
    "complete_check",
    "count_activities",
    "declare_recusal",
    "draft_finding",
    "draft_findings",
    "draw_checks",
    "edit_finding",
    "edit_power_list",
    "edit_round",
    "edit_wording",
    "end_control",
    "form_team",
    "give_entry_notice",
    "is_planner",
    "let_leave",
    "may_count",
    "may_declare_for",
    "may_draw",
    "may_void",
    "meet_deadline",
    "merge",
    "open_round",
    "plan_round",
    "reassign_check",
    "remove_draft",
    "retire_wording",
    "send_feedback",
    "set_deadlines",
    "take_in_list",
    "take_power_list_step",
    "take_step",
    "usual_deadlines",
    "void_activity",
    "voiding",
]
