from inspections.forms.findings import FindingEditForm, FindingForm, MergeForm
from inspections.forms.picking import Pick, amount_in
from inspections.forms.planning import (
    ActivityForm,
    AddMemberForm,
    DayForm,
    DeadlineForms,
    DrawForm,
    LeaveForm,
    MeetForm,
    ReasonForm,
    ReassignForm,
    RecusalForm,
)
from inspections.forms.powers import (
    ControlForm,
    EndControlForm,
    PowerListForm,
    WordingEditForm,
    WordingForm,
)
from inspections.forms.rounds import (
    AssignForm,
    FeedbackForm,
    MemberFormSet,
    RoundEditForm,
    RoundForm,
    TeamForm,
)
from inspections.forms.screening import Papers
from inspections.forms.suggestion import of_paper, suggestion

__all__ = [
    "ActivityForm",
    "AddMemberForm",
    "AssignForm",
    "ControlForm",
    "DayForm",
    "DeadlineForms",
    "DrawForm",
    "EndControlForm",
    "FeedbackForm",
    "FindingEditForm",
    "FindingForm",
    "LeaveForm",
    "MeetForm",
    "MemberFormSet",
    "MergeForm",
    "Papers",
    "Pick",
    "PowerListForm",
    "ReasonForm",
    "ReassignForm",
    "RecusalForm",
    "RoundEditForm",
    "RoundForm",
    "TeamForm",
    "WordingEditForm",
    "WordingForm",
    "amount_in",
    "of_paper",
    "suggestion",
]
