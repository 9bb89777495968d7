from inspections.forms.findings import FindingEditForm, FindingForm, MergeForm
from inspections.forms.rounds import (
    AssignForm,
    FeedbackForm,
    MemberFormSet,
    RoundEditForm,
    RoundForm,
    TeamForm,
)
from inspections.forms.suggestion import suggestion

__all__ = [
    "AssignForm",
    "FeedbackForm",
    "FindingEditForm",
    "FindingForm",
    "MemberFormSet",
    "MergeForm",
    "RoundEditForm",
    "RoundForm",
    "TeamForm",
    "suggestion",
]
