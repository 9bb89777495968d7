from inspections.forms.findings import FindingEditForm, FindingForm, MergeForm
from inspections.forms.picking import Pick
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
    "AssignForm",
    "ControlForm",
    "EndControlForm",
    "FeedbackForm",
    "FindingEditForm",
    "FindingForm",
    "MemberFormSet",
    "MergeForm",
    "Papers",
    "Pick",
    "PowerListForm",
    "RoundEditForm",
    "RoundForm",
    "TeamForm",
    "WordingEditForm",
    "WordingForm",
    "of_paper",
    "suggestion",
]
