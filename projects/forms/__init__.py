from projects.forms.demands import DeferralForm, DemandForm, GapForm, TakeBackForm
from projects.forms.ledger import BuildingFormSet, PermitForm, ProjectForm
from projects.forms.money import (
    AllocationForm,
    AssessmentForm,
    ReceiptForm,
    ReductionFormSet,
    RefundForm,
    RemittanceForm,
    VoidForm,
    WriteOffForm,
)
from projects.forms.screening import DismissForm

__all__ = [
    "AllocationForm",
    "AssessmentForm",
    "BuildingFormSet",
    "DeferralForm",
    "DemandForm",
    "DismissForm",
    "GapForm",
    "PermitForm",
    "ProjectForm",
    "ReceiptForm",
    "ReductionFormSet",
    "RefundForm",
    "RemittanceForm",
    "TakeBackForm",
    "VoidForm",
    "WriteOffForm",
]
