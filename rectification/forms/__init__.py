"""What people type: a task, its plan and proof, more time, an allocation, an instrument."""

from rectification.forms.instruments import (
    InstrumentForm,
    NewInstrumentForm,
    first_issuer,
    issuers_for,
)
from rectification.forms.money import AllocationForm
from rectification.forms.tasks import IssueForm, OpenForm, OriginForm, TaskForm
from rectification.forms.unit import ExtensionForm, PlanForm, SubmitForm

__all__ = [
    "AllocationForm",
    "ExtensionForm",
    "InstrumentForm",
    "IssueForm",
    "NewInstrumentForm",
    "OpenForm",
    "OriginForm",
    "PlanForm",
    "SubmitForm",
    "TaskForm",
    "first_issuer",
    "issuers_for",
]
