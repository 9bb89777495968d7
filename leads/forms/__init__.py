from leads.forms.approvals import SignatoriesForm, SignForm
from leads.forms.cases import (
    AccountabilityForm,
    CaseEditForm,
    CaseForm,
    DecisionForm,
    OutcomeForm,
    named,
)
from leads.forms.compartment import (
    HandOnForm,
    IntercessionForm,
    LiftForm,
    MemberForm,
    RecusalForm,
    RelationForm,
    SealDecisionForm,
    SealForm,
)
from leads.forms.handling import CheckForm, CheckReportForm, InquiryForm, InquiryReportForm
from leads.forms.identity import IdentitySearchForm, PersonFactsForm
from leads.forms.keeping import ArchiveForm, CaseFileForm, HoldForm
from leads.forms.merging import MergeForm
from leads.forms.packages import EntryBookForm, EntryForm, FeedbackForm, PackageForm
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
from leads.forms.trials import TrialForm

__all__ = [
    "AccountabilityForm",
    "ArchiveForm",
    "AssignForm",
    "ByNumber",
    "CaseEditForm",
    "CaseFileForm",
    "CaseForm",
    "CheckForm",
    "CheckReportForm",
    "DecisionForm",
    "EditForm",
    "EntryBookForm",
    "EntryForm",
    "FeedbackForm",
    "HandOnForm",
    "HoldForm",
    "IdentitySearchForm",
    "InquiryForm",
    "InquiryReportForm",
    "IntercessionForm",
    "LiftForm",
    "MemberForm",
    "MergeForm",
    "OutcomeForm",
    "PackageForm",
    "PersonFactsForm",
    "PersonForm",
    "PersonFormSet",
    "PersonRow",
    "PowerForm",
    "ProposeForm",
    "RecusalForm",
    "RelationForm",
    "ReporterForm",
    "SealDecisionForm",
    "SealForm",
    "SignForm",
    "SignatoriesForm",
    "TransferForm",
    "TrialForm",
    "commissions_of",
    "named",
    "regions_of",
    "sources_of",
]
