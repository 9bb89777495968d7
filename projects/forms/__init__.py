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

__all__ = [
    "AllocationForm",
    "AssessmentForm",
    "BuildingFormSet",
    "DeferralForm",
    "DemandForm",
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
