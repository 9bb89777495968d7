from leads.forms.cases import (
    AccountabilityForm,
    CaseEditForm,
    CaseForm,
    DecisionForm,
    OutcomeForm,
    named,
)
from leads.forms.compartment import (
    MemberForm,
    UnsealForm,
)
from leads.forms.register import (
    AssignForm,
    EditForm,
    PowerForm,
    ProposeForm,
)
from leads.forms.transfers import (
    ByNumber,
    PersonForm,
    PersonFormSet,
    PersonRow,
    ReporterForm,
    TransferForm,
    commissions_of,
    regions_of,
    sources_of,
)

__all__ = [
    "AccountabilityForm",
    "AssignForm",
    "ByNumber",
    "CaseEditForm",
    "CaseForm",
    "DecisionForm",
    "EditForm",
    "MemberForm",
    "OutcomeForm",
    "PersonForm",
    "PersonFormSet",
    "PersonRow",
    "PowerForm",
    "ProposeForm",
    "ReporterForm",
    "TransferForm",
    "UnsealForm",
    "commissions_of",
    "named",
    "regions_of",
    "sources_of",
]
