"""Rules on limits, approvals and executions: each speaks of the one that breaks it alone."""

from datetime import timedelta

import pytest

from airdefense.casework.checkup.registry import RULES, moment_of
from airdefense.casework.limits import AREAS, choices, words
from airdefense.casework.reminding.ladder import HOUSE_RULES
from leads.models import ClockKind, DisciplineCase, Lead, LeadClock, OutcomeKind
from tests.factories.accounts import NOON, TODAY
from tests.factories.handling import PrelimCheckFactory
from tests.factories.handling_clocks import LeadClockFactory, a_clock, granted_rest
from tests.factories.leads import Office, OutcomeFactory, a_case, a_lead
from tests.factories.trials import ExecutionFactory, ProbationFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def lead(office):
    return a_lead("in_disposal", office=office)


@pytest.fixture
def other(office):
    return a_lead("in_disposal", office=office)


def broken(code, on, user=None):
    return set(RULES[code].found(moment_of(on), user))


@pytest.mark.parametrize(
    ("code", "kind"),
    [("L06", ClockKind.TALK_LETTER), ("L06", ClockKind.PRELIM_CHECK), ("L09", "outcome.announce")],
)
def test_a_limit_of_a_lead_is_late_after_its_last_day(lead, other, code, kind):
    a_clock(other, kind, 90)
    running = a_clock(lead, kind, 30)

    assert broken(code, running.due_on) == set()
    assert broken(code, running.due_on + DAY) == {lead}


@pytest.mark.parametrize(
    ("code", "kind"),
    [("L07", ClockKind.DETENTION), ("L08", ClockKind.TRIAL), ("L08", "case.review")],
)
def test_a_limit_of_a_case_is_late_after_its_last_day(lead, other, code, kind):
    late, calm = a_case("investigation", lead=lead), a_case("investigation", lead=other)
    LeadClock.objects.all().update(stopped_on=TODAY)
    a_clock(other, kind, 90, case=calm)
    running = a_clock(lead, kind, 30, case=late)

    assert broken(code, running.due_on) == set()
    assert broken(code, running.due_on + DAY) == {late}


def test_l05_a_filed_case_names_its_basis(lead, other):
    a_case("investigation", lead=lead, basis="规则第三十七条")
    bare = a_case("investigation", lead=other, basis="x")
    DisciplineCase.objects.filter(pk=bare.pk).update(basis="")

    assert broken("L05", TODAY) == {bare}


def a_sanction(lead, **facts):
    person = lead.persons.get()
    return OutcomeFactory(person=person, kind=OutcomeKind.PARTY_SANCTION, **facts)


def test_l09_a_sanction_is_carried_out_within_a_month(lead, other):
    a_sanction(lead)
    ExecutionFactory(outcome=a_sanction(other), lead=other)

    assert broken("L09", TODAY + 30 * DAY) == set()
    assert broken("L09", TODAY + 31 * DAY) == {lead}


def test_l10_the_end_of_a_probation_is_decided(lead, other):
    ends_on = TODAY + 10 * DAY
    ProbationFactory(outcome=a_sanction(lead), lead=lead, ends_on=ends_on)
    decided = {"decided_on": ends_on, "decision": "restored"}
    ProbationFactory(outcome=a_sanction(other), lead=other, ends_on=ends_on, **decided)

    assert broken("L10", ends_on) == set()
    assert broken("L10", ends_on + DAY) == {lead}


def test_l11_what_is_disposed_of_has_its_report(lead, other, office):
    checked = PrelimCheckFactory(lead=other, report="x", suggestion="close")
    type(checked).objects.filter(pk=checked.pk).update(reported_at=NOON, reported_by=office.officer)
    for one in (lead, other):
        facts = {"status": "disposed", "disposed_at": NOON, "disposed_by": office.officer}
        Lead.objects.filter(pk=one.pk).update(**facts)

    assert broken("L11", TODAY) == {lead}


def test_l12_who_handles_a_lead_stands_inside(lead, other, office):
    lead.members.filter(user=office.officer).update(expires_on=TODAY)

    assert broken("L12", TODAY) == set()
    assert broken("L12", TODAY + DAY) == {lead}
    assert other not in broken("L12", TODAY + DAY, office.receiver)


def test_l13_nothing_runs_on_a_lead_that_is_void(lead, other, office):
    facts = {"status": "voided", "voided_at": NOON, "voided_by": office.receiver}
    Lead.objects.filter(pk=other.pk).update(**facts)
    LeadClock.objects.filter(lead=other).update(stopped_on=TODAY)
    assert broken("L13", TODAY) == set()

    LeadClockFactory(lead=other, kind=ClockKind.HOLD)

    assert broken("L13", TODAY) == {other}


def test_l14_no_outcome_takes_effect_before_it_was_approved(lead, other):
    a_sanction(other, effective_on=TODAY)
    a_sanction(lead, effective_on=TODAY - DAY)

    assert broken("L14", TODAY) == {lead}


def test_l15_a_limit_does_not_rest_for_ever(lead, other):
    granted_rest(a_clock(lead), at=NOON)
    granted_rest(a_clock(other), at=NOON + 5 * DAY)

    assert broken("L15", TODAY + 90 * DAY) == set()
    assert broken("L15", TODAY + 91 * DAY) == {lead}


def test_l16_an_approved_check_has_its_team(lead, other):
    PrelimCheckFactory(lead=other)

    assert broken("L16", TODAY + 7 * DAY) == set()
    assert broken("L16", TODAY + 8 * DAY) == {lead}


def test_l17_and_l18_a_case_has_its_trial_officer_and_its_outcomes(lead, other, office):
    in_trial, ended = a_case("investigation", lead=lead), a_case("investigation", lead=other)
    DisciplineCase.objects.filter(pk=in_trial.pk).update(status="trial")
    DisciplineCase.objects.filter(pk=ended.pk).update(status="concluded")

    assert broken("L17", TODAY) == {in_trial}
    assert broken("L18", TODAY) == {ended}
    OutcomeFactory(person=other.persons.get(), case=ended)
    assert broken("L18", TODAY) == set()


def test_l19_what_awaits_its_proposal_has_a_limit(office):
    bare, running = (a_lead("assigned", office=office) for _n in range(2))
    bare.clocks.update(stopped_on=TODAY)

    assert broken("L19", TODAY) == {bare}
    assert running.clocks.get().stopped_on is None


def test_rules_on_the_content_are_not_the_register_s(office):
    inside = [
        code for code in RULES if code[0] == "L" and "case_supervision" not in RULES[code].roles
    ]

    assert inside == ["L04", "L05", "L07", "L08", "L09", "L10", "L11", "L14", "L16", "L17", "L18"]


def test_the_sender_judges_nothing_of_a_lead(office):
    late = a_lead("assigned", office=office)
    keyer = office.clerk
    Lead.objects.filter(pk=late.pk).update(transferred_by=keyer)
    keyer.role_grants.all().update(scope=office.county)
    keyer = type(keyer).objects.get(pk=keyer.pk)

    assert broken("L01", TODAY + 40 * DAY, keyer) == set()
    assert broken("L01", TODAY + 40 * DAY, office.receiver) == {late}


def test_every_step_that_is_counted_is_offered_in_words():
    known = words()

    assert {*HOUSE_RULES, *ClockKind.values, "task.rectify", "round.plan", "seal.open"} <= {*known}
    assert {
        "leads",
        "rectification",
        "inspections",
        "reminding",
        "checking",
        "reports",
        "calendar",
    } == {*AREAS}
    assert sum(len(steps) for _label, steps in choices()) >= len(known)
