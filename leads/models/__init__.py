from leads.models.cases import (
    MILD,
    SANCTIONS,
    Accountability,
    CasePerson,
    DisciplineCase,
    Outcome,
    OutcomeKind,
)
from leads.models.content import LeadContent, OfLeadQuerySet, Person, Reporter
from leads.models.leads import Access, Lead, LeadMember, LeadSource

__all__ = [
    "MILD",
    "SANCTIONS",
    "Access",
    "Accountability",
    "CasePerson",
    "DisciplineCase",
    "Lead",
    "LeadContent",
    "LeadMember",
    "LeadSource",
    "OfLeadQuerySet",
    "Outcome",
    "OutcomeKind",
    "Person",
    "Reporter",
]
