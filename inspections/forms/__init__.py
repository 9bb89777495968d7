from inspections.forms.findings import FindingEditForm, FindingForm, MergeForm
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
    "FeedbackForm",
    "FindingEditForm",
    "FindingForm",
    "MemberFormSet",
    "MergeForm",
    "Papers",
    "RoundEditForm",
    "RoundForm",
    "TeamForm",
    "of_paper",
    "suggestion",
]
