"""Leads of a commission and the people around them; later statuses are reached by real steps."""

from datetime import date, timedelta
from decimal import Decimal

import factory

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from airdefense.casework.models import TimeLimit
from leads import actions
from leads.models import (
    Accountability,
    CasePerson,
    DisciplineCase,
    Lead,
    LeadContent,
    LeadMember,
    LeadSource,
    Outcome,
    OutcomeKind,
    Person,
    Reporter,
)
from leads.workflow import DisposalMethod
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory, person

# Words that no page may show to a stranger; tests look for them in the bytes of answers.
AMOUNT = Decimal("498000.17")
SECRETS = ("Zhang Secret", "Unit Under Suspicion", "Bribe for a waiver", "Facts untold", "000.17")
LATER = date(2099, 12, 31)
REPORTER = ("Anna Reporter", "13800001234")


class CommissionFactory(OrganisationFactory):
    kind = OrganisationKind.COMMISSION
    parent = factory.SubFactory(OrganisationFactory, city=True)
    short_name = "玉纪"


class LeadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lead

    source = LeadSource.INSPECTION
    commission = factory.SubFactory(CommissionFactory)
    region = factory.LazyAttribute(lambda o: o.commission.home_region)
    letter_number = factory.Sequence(lambda n: f"Letter {n}")
    transferred_at = NOON
    transferred_by = factory.SubFactory(
        UserFactory, organisation=factory.SelfAttribute("..commission")
    )
    search_text = factory.LazyAttribute(lambda o: o.letter_number.lower())


class LeadContentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LeadContent

    lead = factory.SubFactory(LeadFactory)
    subject_unit = factory.SubFactory(OrganisationFactory, name=SECRETS[1], housing=True)
    matter = SECRETS[2]
    facts = SECRETS[3]
    amount_yuan = AMOUNT


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    lead = factory.SubFactory(LeadFactory)
    name = SECRETS[0]
    unit = SECRETS[1]
    post = "director"


class ReporterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reporter

    lead = factory.SubFactory(LeadFactory)
    name = REPORTER[0]
    contact = REPORTER[1]


class LeadMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LeadMember

    lead = factory.SubFactory(LeadFactory)
    user = factory.SubFactory(UserFactory)
    reason = "assists"
    valid_from = TODAY
    added_at = NOON
    added_by = factory.SelfAttribute("user")


class DisciplineCaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DisciplineCase

    lead = factory.SubFactory(LeadFactory)
    region = factory.SelfAttribute("lead.region")
    handler = factory.SubFactory(UserFactory)
    approver = factory.SubFactory(UserFactory)
    matter = SECRETS[2]
    proposed_at = NOON
    proposed_by = factory.SelfAttribute("handler")


class CasePersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CasePerson

    case = factory.SubFactory(DisciplineCaseFactory)
    person = factory.SubFactory(PersonFactory, lead=factory.SelfAttribute("..case.lead"))


class OutcomeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Outcome

    person = factory.SubFactory(PersonFactory)
    region = factory.SelfAttribute("person.lead.region")
    kind = OutcomeKind.FIRST_FORM
    measure = "reminder talk"
    document = factory.Sequence(lambda n: f"Decision {n}")
    effective_on = TODAY
    recorded_at = NOON
    recorded_by = factory.SelfAttribute("person.lead.transferred_by")


class AccountabilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Accountability

    lead = factory.SubFactory(LeadFactory)
    region = factory.SelfAttribute("lead.region")
    organisation_name = "Party group"
    measure = "circulated criticism"
    document = factory.Sequence(lambda n: f"Accountability {n}")
    effective_on = TODAY
    recorded_at = NOON
    recorded_by = factory.SelfAttribute("lead.transferred_by")


def a_time_limit(days=30):
    """The limit for proposing a disposal, which receiving a lead needs."""
    return TimeLimit.objects.get_or_create(
        step="lead.propose",
        effective_on=date(2003, 1, 1),
        organisation=None,
        defaults={"days": days, "basis": "Rules, Art. 21"},
    )[0]


class Office:
    """A commission with everyone who works on its leads, and one county that sends them."""

    def __init__(self, city=None, short_name="玉纪"):
        a_time_limit()
        self.city = city or OrganisationFactory(city=True)
        self.county = OrganisationFactory(parent=self.city, region=None)
        self.commission = OrganisationFactory(
            parent=self.city, commission=True, short_name=short_name
        )
        self.unit = OrganisationFactory(parent=self.county, housing=True, name=SECRETS[1])
        self.sender = person(Role.TEAM_LEADER, self.city, display_name="Sender Su")
        self.clerk = self._someone(Role.CASE_SUPERVISION, "Clerk Ke")
        self.receiver = self._someone(Role.CASE_SUPERVISION, "Receiver Re")
        self.officer = self._someone(Role.CASE_OFFICER, "Officer Ou")
        self.colleague = self._someone(Role.CASE_OFFICER, "Colleague Co")
        self.leader = self._someone(Role.APPROVING_LEADER, "Leader Li")

    def _someone(self, role, name):
        return person(role, self.commission, display_name=name)

    def transfer(self, at=NOON, **changes):
        """A lead as its sender hands it over, with all that could leak."""
        content = {
            "subject_unit": self.unit,
            "matter": SECRETS[2],
            "facts": SECRETS[3],
            "amount_yuan": AMOUNT,
        }
        arguments = {
            "by": self.sender,
            "at": at,
            "source": LeadSource.INSPECTION,
            "region": self.county,
            "commission": self.commission,
            "letter_number": "Letter 7",
            "content": content,
            "persons": [{"name": SECRETS[0], "unit": SECRETS[1], "post": "director", "rank": ""}],
            "reporter": {"name": REPORTER[0], "contact": REPORTER[1], "is_anonymous": False},
        }
        return actions.transfer(**arguments | changes)


def a_lead(status="transferred", office=None, method=DisposalMethod.PRELIM_CHECK, at=NOON, **data):
    """A lead that took the real steps to its status; `lead.office` holds its people."""
    office = office or Office()
    method = DisposalMethod.HOLD if status == "held" else method
    lead = office.transfer(at=at, **data)
    for name in STEPS_TO[status]:
        lead = _take(lead, name, office, method, at)
    lead.office = office
    return lead


STEPS_TO = {
    "transferred": (),
    "returned": ("return_to_sender",),
    "registered": ("receive",),
    "assigned": ("receive", "assign"),
    "proposed": ("receive", "assign", "propose"),
    "in_disposal": ("receive", "assign", "propose", "approve"),
    "held": ("receive", "assign", "propose", "approve", "hold"),
    "disposed": ("receive", "assign", "propose", "approve", "dispose"),
    "merged": ("receive", "assign", "merge"),
    "voided": ("receive", "void"),
}


def _take(lead, name, office, method, at):
    by = {
        "receive": office.receiver,
        "return_to_sender": office.receiver,
        "assign": office.receiver,
        "approve": office.leader,
        "void": office.receiver,
    }.get(name, office.officer)
    data = {
        "assign": {"handler": office.officer, "approver": office.leader},
        "propose": {"method": method, "review_on": _review_on(method, at)},
    }.get(name, {})
    if name == "merge":
        data = {"into": a_lead("assigned", office=office, at=at)}
    return actions.take_step(lead, name, by=by, at=at, note=f"Opinion on {name}", **data)


def _review_on(method, at):
    return at.date() + timedelta(days=90) if method == DisposalMethod.HOLD else None


CASE_STEPS_TO = {
    "proposed": (),
    "rejected": ("reject_filing",),
    "investigation": ("approve_filing",),
    "trial": ("approve_filing", "send_to_trial"),
    "concluded": ("approve_filing", "send_to_trial", "conclude"),
    "withdrawn": ("approve_filing", "withdraw"),
}


def a_case(status="proposed", lead=None, at=NOON, **data):
    """A case on the persons of a lead in preliminary check, brought to its status by real steps."""
    lead = lead or a_lead("in_disposal", at=at)
    office = lead.office
    data = {"matter": SECRETS[2], "persons": list(lead.persons.all())} | data
    case = actions.propose_case(lead=lead, by=office.officer, at=at, **data)
    for name in CASE_STEPS_TO[status]:
        by = office.officer if name == "send_to_trial" else office.leader
        case = actions.take_case_step(case, name, by=by, at=at, note=f"Opinion on {name}")
    case.office = office
    return case
