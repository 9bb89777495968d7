"""What people type: a task, its plan and proof, more time, an allocation, an instrument."""

from rectification.forms.instruments import (
    ConcludeForm,
    InstrumentForm,
    NewInstrumentForm,
    RejectReplyForm,
    ReplyForm,
    first_issuer,
    issuers_for,
    urging_issuer,
)
from rectification.forms.money import AllocationForm
from rectification.forms.of_leads import FromLeadForm
from rectification.forms.review import (
    AssignForm,
    DrawForm,
    RecheckForm,
    ReopenForm,
    ReturnForm,
)
from rectification.forms.rows import LineRows, MilestoneRows, retyped, wants_more_rows, with_rows
from rectification.forms.tasks import IssueForm, OpenForm, OriginForm, TaskForm
from rectification.forms.unit import (
    AnswerForm,
    ContributionForm,
    ExtensionForm,
    PlanForm,
    ProgressForm,
    ReachForm,
    SubmitForm,
    SuspensionForm,
    WorkbookForm,
)

__all__ = [
    "AllocationForm",
    "AnswerForm",
    "AssignForm",
    "ConcludeForm",
    "ContributionForm",
    "DrawForm",
    "ExtensionForm",
    "FromLeadForm",
    "InstrumentForm",
    "IssueForm",
    "LineRows",
    "MilestoneRows",
    "NewInstrumentForm",
    "OpenForm",
    "OriginForm",
    "PlanForm",
    "ProgressForm",
    "ReachForm",
    "RecheckForm",
    "RejectReplyForm",
    "ReopenForm",
    "ReplyForm",
    "ReturnForm",
    "SubmitForm",
    "SuspensionForm",
    "TaskForm",
    "WorkbookForm",
    "first_issuer",
    "issuers_for",
    "retyped",
    "urging_issuer",
    "wants_more_rows",
    "with_rows",
]
