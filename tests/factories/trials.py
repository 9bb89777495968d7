"""Cases in trial and what follows their decisions, reached by real steps."""

from datetime import date, timedelta

import factory

from airdefense.accounts.roles import Role
from airdefense.casework.models import TimeLimit
from leads import actions
from leads.models import (
    Detention,
    DetentionExtension,
    Execution,
    ExtensionGround,
    Measure,
    OutcomeKind,
    Probation,
    Prosecution,
    Review,
    ReviewKind,
    Supplement,
    Trial,
)
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.leads import CasePersonFactory, OutcomeFactory, a_case

DAY = timedelta(days=1)


class OfCaseFactory(factory.django.DjangoModelFactory):
    """A row about a person of a filed case, written by the case officer."""

    class Meta:
        abstract = True

    class Params:
        entry = factory.SubFactory(CasePersonFactory)

    lead = factory.SelfAttribute("case.lead")
    case = factory.SelfAttribute("entry.case")
    recorded_at = NOON
    recorded_by = factory.SelfAttribute("case.handler")


class DetentionFactory(OfCaseFactory):
    class Meta:
        model = Detention

    person = factory.SelfAttribute("entry.person")
    approval = "the commission of the province"
    document = factory.Sequence(lambda n: f"Detention {n}")
    started_on = TODAY
    until_on = date(2021, 2, 1)


class DetentionExtensionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DetentionExtension

    detention = factory.SubFactory(DetentionFactory)
    lead = factory.SelfAttribute("detention.lead")
    ground = ExtensionGround.SPECIAL
    approval = "the commission of the province"
    document = factory.Sequence(lambda n: f"Extension {n}")
    until_on = date(2021, 5, 1)
    recorded_at = NOON
    recorded_by = factory.SelfAttribute("detention.recorded_by")


class TrialFactory(OfCaseFactory):
    class Meta:
        model = Trial

    officer = factory.SelfAttribute("case.handler")
    accepted_on = TODAY


class OfOutcomeFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    outcome = factory.SubFactory(OutcomeFactory, kind=OutcomeKind.PARTY_SANCTION)
    lead = factory.SelfAttribute("outcome.person.lead")
    recorded_at = NOON
    recorded_by = factory.SelfAttribute("outcome.recorded_by")


class ProsecutionFactory(OfCaseFactory):
    class Meta:
        model = Prosecution

    outcome = factory.SubFactory(
        OutcomeFactory,
        person=factory.SelfAttribute("..entry.person"),
        case=factory.SelfAttribute("..case"),
        kind=OutcomeKind.PROSECUTION,
    )
    procuratorate = "People's Procuratorate"
    sent_on = TODAY


class SupplementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Supplement

    prosecution = factory.SubFactory(ProsecutionFactory)
    lead = factory.SelfAttribute("prosecution.lead")
    number = 1
    asked_on = TODAY
    demand = "the bank records"
    recorded_at = NOON
    recorded_by = factory.SelfAttribute("prosecution.recorded_by")


class ExecutionFactory(OfOutcomeFactory):
    class Meta:
        model = Execution

    announced_on = TODAY
    announced_to = "the person and the unit"


class ProbationFactory(OfOutcomeFactory):
    class Meta:
        model = Probation

    ends_on = date(2021, 11, 1)


class ReviewFactory(OfOutcomeFactory):
    class Meta:
        model = Review

    kind = ReviewKind.REVIEW
    applied_on = TODAY
    grounds = "The facts are others."


def a_limit(step, days=30, **facts):
    """A limit that the customer entered for a step."""
    defaults = {"days": days, "basis": "Rules", "is_working_days": False} | facts
    return TimeLimit.objects.get_or_create(
        step=step, effective_on=date(2003, 1, 1), organisation=None, defaults=defaults
    )[0]


def a_trier(office, **facts):
    return person(Role.TRIAL_OFFICER, office.commission, **{"display_name": "Trier Ti"} | facts)


def a_tried_case(status="trial", at=NOON, trier=None, **data):
    """A case whose trial came as far as: trial, accepted, deliberated, decided or concluded.

    `case.trier` is its trial officer.
    """
    case = a_case("investigation", at=at, **data)
    office, on = case.office, at.date()
    trier = trier or a_trier(office)
    case = actions.take_case_step(
        case, "send_to_trial", by=office.officer, at=at, note="ready", trial_officer=trier
    )
    stages = ("accepted", "deliberated", "decided", "concluded")
    for stage in stages[: stages.index(status) + 1] if status in stages else ():
        if stage == "accepted":
            actions.accept_trial(case=case, accepted_on=on, by=trier, at=at)
        if stage == "deliberated":
            said = {"deliberated_on": on, "deliberation": "All agree."}
            actions.deliberate(case=case, by=trier, at=at, **said)
        if stage == "decided":
            actions.decide_trial(case=case, by=trier, at=at)
        if stage == "concluded":
            case = actions.take_case_step(
                case, "conclude", by=office.leader, at=at, note="so be it"
            )
    case.office, case.trier = office, trier
    return case


def a_sanction(case, code=Measure.PARTY_WARNING, *, on=TODAY, at=NOON, **facts):
    """A sanction of the only person of the case."""
    is_party = code.startswith("party_")
    said = {
        "person": case.persons.get().person,
        "case": case,
        "kind": OutcomeKind.PARTY_SANCTION if is_party else OutcomeKind.GOV_SANCTION,
        "code": code,
        "document": f"Decision on {code}",
        "effective_on": on,
        "by": case.office.officer,
        "at": at,
    }
    return actions.record_outcome(**said | facts)
