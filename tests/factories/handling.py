"""Routes of approval, forms, signatories, talks and checks; forms are laid before by real steps."""

from datetime import date

import factory

from airdefense.accounts.roles import Role
from leads import actions
from leads.models import (
    ApprovalForm,
    ApprovalMatter,
    ApprovalRoute,
    CheckTeamMember,
    Inquiry,
    InquiryKind,
    LeadSignatory,
    Level,
    Opinion,
    PrelimCheck,
)
from leads.workflow import DisposalMethod
from tests.factories.accounts import NOON, TODAY, UserFactory, person
from tests.factories.leads import LeadFactory, Office, PersonFactory, a_lead

ALL_LEVELS = [Level.DIRECTOR, Level.DEPUTY, Level.SECRETARY]


class ApprovalRouteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApprovalRoute

    matter = ApprovalMatter.DISPOSAL
    levels = factory.LazyFunction(lambda: [level.value for level in ALL_LEVELS])
    basis = "Own rules, Art. 12"
    effective_on = date(2003, 1, 1)


class LeadSignatoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LeadSignatory

    lead = factory.SubFactory(LeadFactory)
    level = Level.DIRECTOR
    user = factory.SubFactory(UserFactory)
    named_at = NOON
    named_by = factory.SelfAttribute("lead.transferred_by")


class ApprovalFormFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApprovalForm

    lead = factory.SubFactory(LeadFactory)
    matter = ApprovalMatter.DISPOSAL
    terms = factory.LazyFunction(lambda: {"method": "CLOSE", "opinion": "Close it."})
    levels = factory.LazyFunction(lambda: [Level.DEPUTY.value])
    opened_at = NOON
    opened_by = factory.SelfAttribute("lead.transferred_by")


class OpinionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Opinion

    form = factory.SubFactory(ApprovalFormFactory)
    lead = factory.SelfAttribute("form.lead")
    level = Level.DEPUTY
    words = "Agreed."
    is_agreed = True
    signed_at = NOON
    signed_by = factory.SubFactory(UserFactory)


class InquiryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Inquiry

    lead = factory.SubFactory(LeadFactory)
    person = factory.SubFactory(PersonFactory, lead=factory.SelfAttribute("..lead"))
    kind = InquiryKind.TALK
    held_on = TODAY
    conducted_by = "Officer Ou"
    recorded_at = NOON
    recorded_by = factory.SelfAttribute("lead.transferred_by")


class PrelimCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PrelimCheck

    lead = factory.SubFactory(LeadFactory)
    leader = factory.SubFactory(UserFactory)
    plan = "Read the books."
    started_on = TODAY
    set_up_at = NOON
    set_up_by = factory.SelfAttribute("leader")


class CheckTeamMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CheckTeamMember

    prelim_check = factory.SubFactory(PrelimCheckFactory)
    lead = factory.SelfAttribute("prelim_check.lead")
    user = factory.SubFactory(UserFactory)


class SigningOffice(Office):
    """A commission in which the director, the leader in charge and the secretary sign in turn."""

    def __init__(self, matter=ApprovalMatter.DISPOSAL, levels=tuple(ALL_LEVELS), **kwargs):
        super().__init__(**kwargs)
        self.director = self._someone(Role.OFFICE_DIRECTOR, "Director Di")
        self.secretary = self._someone(Role.SECRETARY, "Secretary Se")
        values = [level.value for level in levels]
        self.route = ApprovalRouteFactory(matter=matter, levels=values)

    def assign(self, lead, at=NOON, **changes):
        people = {
            "handler": self.officer,
            "director": self.director,
            "approver": self.leader,
            "secretary": self.secretary,
        }
        return actions.assign(lead=lead, by=self.receiver, at=at, **people | changes)

    def received(self, at=NOON, **data):
        return actions.receive(lead=self.transfer(at=at, **data), by=self.receiver, at=at)

    def proposed(self, method=DisposalMethod.PRELIM_CHECK, at=NOON, **data):
        """A lead whose disposal is before its signatories, and the form."""
        lead = self.assign(self.received(at=at, **data), at=at)
        lead = actions.propose(
            lead=lead, method=method, opinion="Check it.", by=self.officer, at=at
        )
        return lead, lead.approval_forms.get()


def a_check(lead=None, office=None, at=NOON, **data):
    """A preliminary check under way on a lead whose check is approved."""
    lead = lead or a_lead("in_disposal", office=office, at=at)
    office = lead.office
    facts = {
        "leader": office.officer,
        "team": [office.colleague],
        "plan": "Read the books.",
        "started_on": TODAY,
        "access_until": date(2099, 12, 31),
    }
    return actions.set_up_check(lead=lead, by=office.officer, at=at, **facts | data)


def an_inquiry(kind=InquiryKind.LETTER, lead=None, at=NOON, **data):
    lead = lead or a_lead("in_disposal", method=DisposalMethod.TALK_LETTER, at=at)
    facts = {"person": lead.persons.first(), "kind": kind, "held_on": TODAY}
    facts["conducted_by"] = "Officer Ou"
    return actions.record_inquiry(lead=lead, by=lead.office.officer, at=at, **facts | data)


def another_officer(office, name="Third Tu"):
    return person(Role.CASE_OFFICER, office.commission, display_name=name)
