from leads.models.cases import (
    Accountability,
    CasePerson,
    DisciplineCase,
    Outcome,
    OutcomeKind,
)
from leads.models.leads import Lead, LeadContent, LeadMember, LeadSource, Person, Reporter

__all__ = [
    "Accountability",
    "CasePerson",
    "DisciplineCase",
    "Lead",
    "LeadContent",
    "LeadMember",
    "LeadSource",
    "Outcome",
    "OutcomeKind",
    "Person",
    "Reporter",
]
