"""Two counties, and in one of them a lead that has a row of every kind, each with the marks.

Everything that can be told of the lead holds CONTENT or HEADER; the rows that the tests of the
apps bring about by real steps are written here straight into the tables, a table each, so that a
table of tomorrow is in the matrix without a word.
"""

from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from airdefense.accounts.models import Organisation, User
from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.actions import attach, record
from airdefense.casework.models import RowChange
from airdefense.secrecy import keyed_hash
from leads.models import DisciplineCase, Lead, LeadMember, Person
from rectification.models import RectificationTask
from tests.factories.accounts import (
    OrganisationFactory,
    RoleGrantFactory,
    SignInSessionFactory,
    person,
)
from tests.factories.holidays import CalendarProposalFactory
from tests.factories.jobs import FailedJobFactory
from tests.factories.leads import a_case, a_lead
from tests.factories.people import GrantRequestFactory, NarrowingFactory
from tests.factories.programs import ProgramTokenFactory
from tests.factories.reports import DeliveryFactory, ReportFactory, StatementFactory
from tests.factories.sampling import SampleFactory
from tests.world import County, two_counties

# The marks: of what the compartment alone reads, of what the register reads too, and of what a
# request to open the seal tells the custodian. Long enough that no random token spells one.
CONTENT, HEADER, SEAL = "Zq7XWv3T", "Hd4KMn8B", "Sq2RGj6P"
MARKS = {
    "TransferPackage": HEADER,
    "Intercession": HEADER,
    "LeadClock": HEADER,
    "ClockMove": HEADER,
    # Who assigns has to know who stays out.
    "Recusal": HEADER,
    "SealRequest": SEAL,
    # A tie that somebody of the office declares is about no lead.
    "Relation": "tie",
}
IDENTITY = "530402198001010011"
AMOUNT = "4980017.17"
# Rows of leads that are about no lead: settings of the customer.
ABOUT_NO_LEAD = {"ApprovalRoute", "RetentionRule"}
# Who stands for all the others: the same office, every role but the two that read headers.
INSIDER = "every role in the same office"
EVERY_ROLE = sorted(set(Role) - ADMINISTRATORS)
# These see register entries and requests: over a city those of its commissions, a director those
# of the own office's leads.
HEADER_ROLES = {Role.CASE_SUPERVISION, Role.CUSTODIAN, Role.OFFICE_DIRECTOR}


@dataclass
class Secret:
    """The lead, its people, and whatever hangs on it."""

    county: County
    office: Any
    lead: Any = None
    case: Any = None
    person: Any = None
    # Addresses that read rows of leads, once they are known.
    speaking: list[str] = field(default_factory=list)

    @property
    def content(self) -> tuple[str, ...]:
        """What only the compartment reads."""
        amounts = (AMOUNT, f"{Decimal(AMOUNT):,.2f}")
        masked = f"{IDENTITY[:6]}********{IDENTITY[-4:]}"
        return (CONTENT, SEAL, IDENTITY, masked, *amounts, self.case.number)

    @property
    def header(self) -> tuple[str, ...]:
        """That the lead is there at all: its numbers, and every link to it."""
        links = (f"/leads/{self.lead.pk}/", f"/leads/cases/{self.case.pk}/")
        return (HEADER, self.lead.number, *links)

    def rows(self, model) -> list[int]:
        """The rows of a model that an address may be about: of leads, those of the secret."""
        found = model._base_manager.order_by("pk")
        if model is RowChange:
            found = found.filter(table_name="leads_lead", row_key=self.lead.pk)
        if is_of_leads(model):
            return list(of_lead(found, self.lead).values_list("pk", flat=True)[:1])
        known = [case.pk for case in self.county.cases.values() if type(case) is model]
        return known[:1] or list(found.values_list("pk", flat=True)[:1])


def of_lead(rows, lead):
    """Those of these rows that belong to the lead; all, where the table does not know its lead."""
    names = {field.name for field in rows.model._meta.get_fields()}
    if rows.model is Lead:
        return rows.filter(pk=lead.pk)
    return rows.filter(lead=lead) if "lead" in names else rows


def a_world() -> Secret:
    """The counties, with the people of an office in which nothing secret has happened yet."""
    own, _sibling = two_counties()
    office = copy(own.office)
    office.officer = office._someone(Role.CASE_OFFICER, "Officer Only")
    office.leader = office._someone(Role.APPROVING_LEADER, "Leader Only")
    office.sender = person(Role.TEAM_LEADER, office.city, display_name="Sender Only")
    what_administrators_keep(office)
    return Secret(own, office)


def what_administrators_keep(office: Any) -> None:
    """A row of each kind that is about accounts and machines, in the office of the lead."""
    GrantRequestFactory(person=office.officer)
    NarrowingFactory(scope=office.city)
    ProgramTokenFactory(made_by=office.officer)
    SignInSessionFactory(began_by=office.officer)
    FailedJobFactory()
    CalendarProposalFactory(proposed_by=office.officer)


def add_lead(secret: Secret) -> None:
    """Bring the lead about: its main way by real steps, the rest row by row."""
    county, office = secret.county, secret.office
    content = {
        "subject_unit": county.cases["finding"].unit,
        "matter": f"{CONTENT} matter",
        "facts": f"{CONTENT} facts",
        "amount_yuan": AMOUNT,
        "power": county.cases["control"].power,
    }
    persons = {key: f"{CONTENT} {key}" for key in ("name", "unit", "post", "rank")}
    secret.lead = a_lead(
        "in_disposal",
        office=office,
        region=county.region,
        letter_number=f"{HEADER}-7",
        content=content,
        persons=[persons],
        reporter={"name": f"{CONTENT} rep", "contact": f"{CONTENT} tel", "is_anonymous": False},
        finding=county.cases["finding"],
        project=county.cases["project"],
    )
    identity = {
        "id_number": IDENTITY,
        "id_hash": keyed_hash(IDENTITY),
        "identified_at": EARLY,
        "identified_by": office.officer,
    }
    secret.person = Person.objects.get(lead=secret.lead)
    Person.objects.filter(pk=secret.person.pk).update(**identity)
    secret.case = a_case("investigation", lead=secret.lead, matter=f"{CONTENT} case")
    now = {"by": office.officer, "at": timezone.now()}
    for case in (secret.lead, secret.case):
        file = SimpleUploadedFile(f"{CONTENT}-minutes.pdf", b"%PDF-1.4 " + CONTENT.encode())
        attach(case, file, **now)
        # Why an entry was corrected is the register's own word.
        mark = HEADER if isinstance(case, Lead) else CONTENT
        record(case, "edit", note=f"{mark} note", **now)
    # A task that a unit has from a lead: the unit reads the task and learns of no lead.
    RectificationTask.objects.filter(pk=county.cases["task"].pk).update(lead=secret.lead)
    wanting = [one for one in kinds() if not has_row(one, secret.lead)]
    refusals = [refusal for model in wanting if (refusal := add_row(model, secret))]
    assert refusals == [], "Give the fields in GIVEN of tests/need_to_know/world.py."


def compile_reports(secret: Secret) -> None:
    """The reports of a day with the lead, of the county and of the city, and their mails."""
    region = secret.county.region
    for scope in (region, region.parent):
        report = ReportFactory(scope=scope)
        DeliveryFactory(report=report)
    # Of the city: what is drawn of a figure, and what is told to the public.
    SampleFactory(figure=report.figures.get(code="M02"), rows=1)
    StatementFactory(report=report)


def is_of_leads(model) -> bool:
    """Whether its table stands behind the second wall, whichever app has it."""
    return model._meta.db_table.startswith("leads_")


def kinds() -> list:
    """The models of everything that a lead consists of."""
    found = filter(is_of_leads, apps.get_models())
    return [model for model in found if model.__name__ not in ABOUT_NO_LEAD]


def has_row(model, lead) -> bool:
    return of_lead(model._base_manager.all(), lead).exists()


def add_row(model, secret: Secret) -> str:
    """A row with the mark in each of its words: all fields filled, or those that must be. Answers
    why there can be none."""
    refusals = []
    for only_needed in (False, True):
        try:
            with transaction.atomic():
                model._base_manager.create(**values(model, secret, only_needed))
        except (IntegrityError, ValueError) as refusal:
            refusals.append(str(refusal).splitlines()[0])
        else:
            return ""
    return f"There is no {model.__name__}: {'; '.join(refusals)}"


# Fields whose value is bound to that of another one.
GIVEN = {
    "Accountability": {"person": None},
    # The register reads what it proposed itself: forms on the assignment.
    "ApprovalForm": {"matter": "disposal"},
    "ClockMove": {"kind": "extend"},
    "Relation": {"unit": None},
    "Review": {"result": "upheld"},
    "SealRequest": {"is_granted": True},
    "TransferPackage": {"status": "signed"},
    "Trial": {"result": "decided"},
}
EARLY = timezone.datetime(2020, 11, 2, 5, 0, tzinfo=timezone.get_default_timezone())


def values(model, secret: Secret, only_needed: bool) -> dict[str, Any]:
    found = {}
    for column in model._meta.concrete_fields:
        is_needed = not (column.null or column.blank or column.has_default())
        if not column.primary_key and (is_needed or not only_needed):
            found[column.name] = value_of(column, secret)
    found |= GIVEN.get(model.__name__, {})
    return {name: value for name, value in found.items() if value is not ...}


def value_of(field, secret: Secret) -> Any:
    if field.is_relation:
        return related(field, secret)
    if field.choices:
        return field.flatchoices[0][0]
    mark = f"{MARKS.get(field.model.__name__, CONTENT)} {field.model.__name__} {field.name}"
    if isinstance(field, models.JSONField):
        return {"words": mark}
    if isinstance(field, models.FileField):
        return SimpleUploadedFile(f"{CONTENT}-file.pdf", b"%PDF-1.4 " + CONTENT.encode())
    if isinstance(field, models.CharField | models.TextField):
        return mark[: field.max_length]
    return PLAIN.get(field.get_internal_type(), lambda: ...)()


PLAIN = {
    "DateTimeField": lambda: EARLY,
    "DateField": lambda: EARLY.date() + timedelta(days=1),
    "DecimalField": lambda: AMOUNT,
    "PositiveSmallIntegerField": lambda: 1,
    "PositiveIntegerField": lambda: 1,
    "IntegerField": lambda: 1,
    "ArrayField": lambda: [CONTENT],
}


def related(field, secret: Secret) -> Any:
    """Whom or what a row of the secret names: its own lead, case and person; else the office."""
    target = field.remote_field.model
    known = {Lead: secret.lead, DisciplineCase: secret.case, Person: secret.person}
    if target is User:
        outside = field.model.__name__ in ("TransferPackage", "PackageEntry")
        if field.name == "decided_by" or field.name == "approver":
            return secret.office.leader
        return secret.office.sender if outside else secret.office.officer
    if field.model.__name__ == "LeadMerge" and field.name == "into":
        return secret.county.cases["lead"]
    if target in known:
        return known[target]
    if target is Organisation:
        places = {"commission": secret.office.commission, "region": secret.county.region}
        return places.get(field.name, secret.county.cases["finding"].unit)
    if not is_of_leads(target):
        return target._base_manager.order_by("pk").first()
    if not has_row(target, secret.lead) and not field.null:
        add_row(target, secret)
    return of_lead(target._base_manager.order_by("pk"), secret.lead).first()


def omnipotent(organisation, over, without=frozenset(), **fields) -> User:
    """Somebody who holds every role at once: what this person does not see, no role shows."""
    roles = [role for role in EVERY_ROLE if role not in without]
    user = person(roles[0], organisation, over=over, **fields)
    for role in roles[1:]:
        RoleGrantFactory(user=user, role=role, scope=over)
    return user


def outsiders(secret: Secret) -> dict[str, Any]:
    """Who is outside: told nothing at all, not even that there is a lead."""
    county, office = secret.county, secret.office
    elsewhere = OrganisationFactory(parent=office.city.parent, commission=True)
    unit = person(Role.UNIT_CONTACT, county.cases["finding"].unit)
    return {
        INSIDER: omnipotent(office.commission, office.city, HEADER_ROLES),
        "every role in another county": omnipotent(elsewhere, elsewhere),
        "contact of the unit concerned": unit,
        **{f"the {role}": person(role, office.city) for role in sorted(ADMINISTRATORS)},
    }


def single_roles(secret: Secret) -> dict[str, Any]:
    """One person of each role in the same commission or city, none inside, and who has left."""
    office = secret.office
    inside = {Role.CASE_OFFICER, Role.APPROVING_LEADER, Role.OFFICE_DIRECTOR, Role.SECRETARY}
    people = {
        f"a stranger: {role}": person(role, office.commission if role in inside else office.city)
        for role in Role
        if role not in HEADER_ROLES
    }
    return people | {"a member of another lead": office.colleague}


def former_members(secret: Secret) -> dict[str, Any]:
    """Whose membership ended, was withdrawn, has not begun, or who became an administrator."""
    office, today = secret.office, timezone.localdate()
    day = timedelta(days=1)
    spans = {
        "membership ran out": {"expires_on": today - day},
        "membership begins tomorrow": {"valid_from": today + day},
        "taken out": {"withdrawn_at": EARLY, "withdrawn_by": office.officer},
        "now an administrator": {},
    }
    people = {}
    for name, fields in spans.items():
        is_admin = name == "now an administrator"
        role = Role.AUDITOR if is_admin else Role.CASE_OFFICER
        people[name] = person(role, office.commission)
        given = {"valid_from": EARLY.date(), "reason": "once", "added_at": EARLY} | fields
        LeadMember.objects.create(
            lead=secret.lead, user=people[name], added_by=office.officer, **given
        )
    return people
