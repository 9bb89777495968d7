"""The seven reminders over a simulated year of real steps: on their days, to the right people."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from airdefense import wall
from airdefense.accounts.roles import Role
from airdefense.casework import calendar
from airdefense.casework.reminding import actions as reminding
from airdefense.casework.reminding.digest import morning_of, told
from airdefense.casework.reminding.registry import REMINDERS
from leads import actions
from leads.actions import approvals, clocks, following, outcomes, trials
from leads.models import (
    ApprovalMatter,
    ClockGroup,
    ClockKind,
    DisciplineCase,
    LeadClock,
    OutcomeKind,
)
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.handling_clocks import a_clock, a_limit, granted_rest, runs_again, sign
from tests.factories.leads import SECRETS, Office, a_case, a_lead

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LAST = TODAY + 900 * DAY


@pytest.fixture
def office():
    office = Office()
    office.trier = person(Role.TRIAL_OFFICER, office.commission, display_name="Trier Tr")
    office.director = person(Role.OFFICE_DIRECTOR, office.commission, display_name="Director Di")
    for step, days in (
        ("lead.talk_letter", 30),
        ("case.decide", 365),
        ("case.trial", 30),
        ("outcome.announce", 30),
    ):
        a_limit(step, days)
    return office


def everybody(office):
    """Who could be told of something, and who never may be."""
    elsewhere = Office(city=office.city, short_name="峨纪")
    a_lead("assigned", office=elsewhere, at=NOON - 300 * DAY)
    return {
        "register": office.receiver,
        "officer": office.officer,
        "colleague": office.colleague,
        "leader": office.leader,
        "director": office.director,
        "trier": office.trier,
        "other register": elsewhere.receiver,
        "leadership": person(Role.LEADERSHIP, office.city),
        "sender": office.sender,
        "administrator": person(Role.SYSTEM_ADMIN, office.city),
    }


def told_on(people, day, *numbers):
    """Who is told of which group on a morning, of the leads of this office alone."""
    found = defaultdict(set)
    with time_machine.travel(datetime(day.year, day.month, day.day, 8, tzinfo=noon_zone())):
        for name, user in people.items():
            fresh = type(user).objects.get(pk=user.pk)
            with wall.bound_to(fresh):
                for one in told(fresh, morning_of(day)):
                    if one.kind.code.startswith("clock-"):
                        found[one.kind.code].add((name, one.level.value))
    return found


def noon_zone():
    return timezone.get_default_timezone()


def mornings(first, last):
    return [first + n * DAY for n in range((last - first).days + 1)]


def rungs(due_on, until):
    """The mornings of a limit: 7, 3, 1 and 0 days before, then weekly while it is overdue; of a
    day of rest, the working day before it, or after it once it is late."""
    days = set()
    for before in (7, 3, 1, 0):
        day = due_on - before * DAY
        while not calendar.is_working_day(day, {}):
            day -= DAY
        days.add(day)
    late = due_on + 7 * DAY
    while late < until:
        day = late
        while not calendar.is_working_day(day, {}):
            day += DAY
        days |= {day} if day < until else set()
        late += 7 * DAY
    return days


def told_days(people, first, last):
    """group → person → mornings, over a stretch of days."""
    found = defaultdict(lambda: defaultdict(set))
    for day in mornings(first, last):
        if not calendar.is_working_day(day, {}):
            continue
        for code, names in told_on(people, day).items():
            for name, level in names:
                found[code.removeprefix("clock-")][name, level].add(day)
    return found


def expected(first, last, due_on, handled_on, *names):
    days = {day for day in rungs(due_on, handled_on) if first <= day <= last and day < handled_on}
    return {(name, "person"): days for name in names}


def at(day):
    return NOON + (day - TODAY)


def test_there_are_seven_each_compartmented_and_after_its_group():
    kinds = [kind for code, kind in REMINDERS.items() if code.startswith("clock-")]

    assert [kind.code for kind in kinds] == [f"clock-{group.value}" for group in ClockGroup]
    assert all(kind.is_compartmented for kind in kinds)


def of_office(found):
    """Without what the other commission is told of its own lead."""
    own = {
        group: {key: days for key, days in names.items() if key[0] != "other register"}
        for group, names in found.items()
    }
    return {group: names for group, names in own.items() if names}


@pytest.mark.slow
def test_proposal_inquiry_and_hold_are_told_to_the_register_and_the_officer(office):
    people = everybody(office)
    lead = a_lead("assigned", office=office)
    proposal_due, proposed_on = TODAY + 30 * DAY, TODAY + 39 * DAY
    first = proposal_due - 9 * DAY
    found = told_days(people, first, proposed_on - DAY)
    both = ("register", "officer")

    def step(name, by, day, **data):
        return actions.take_step(lead, name, by=by, at=at(day), note="so", **data)

    assert of_office(found) == {
        "proposal": expected(first, proposed_on, proposal_due, proposed_on, *both)
    }

    step("propose", office.officer, proposed_on, method="TALK_LETTER")
    step("approve", office.leader, proposed_on)
    inquiry = lead.clocks.get(kind=ClockKind.TALK_LETTER)
    changed_on = inquiry.due_on + 2 * DAY
    first = inquiry.due_on - 9 * DAY
    found = told_days(people, first, changed_on - DAY)
    assert of_office(found) == {
        "interview": expected(first, changed_on, inquiry.due_on, changed_on, *both)
    }

    lead.refresh_from_db()
    review_on = changed_on + 9 * DAY
    step("propose_change", office.officer, changed_on, method="HOLD", review_on=review_on)
    form = approvals.open_form(lead, ApprovalMatter.DISPOSAL)
    sign(form, by=office.leader, at=at(changed_on))
    lead.refresh_from_db()
    step("hold", office.officer, changed_on)
    found = told_days(people, changed_on, review_on + DAY)
    assert of_office(found) == {
        "hold": expected(changed_on, review_on + DAY, review_on, LAST, *both)
    }


@pytest.mark.slow
def test_filed_case_trial_probation_and_execution_are_told_to_investigation_and_trial_office(
    office,
):
    people = everybody(office)
    case = a_case("investigation", lead=a_lead("in_disposal", office=office))
    lead, trier = case.lead, office.trier
    clocks.stop(lead, ClockKind.PRELIM_CHECK, on=TODAY)
    filed_due = lead.clocks.get(kind=ClockKind.INVESTIGATION).due_on
    sent_on = filed_due - 3 * DAY
    found = told_days(people, filed_due - 9 * DAY, sent_on - DAY)
    assert of_office(found) == {
        "filed": expected(filed_due - 9 * DAY, sent_on, filed_due, sent_on, "officer")
    }

    facts = {"by": office.officer, "at": at(sent_on), "note": "so"}
    actions.take_case_step(case, "send_to_trial", trial_officer=trier, **facts)
    case = DisciplineCase.objects.get(pk=case.pk)
    clocks.stop(lead, ClockKind.INVESTIGATION, on=sent_on, case=case)
    trials.accept_trial(case=case, accepted_on=sent_on, by=trier, at=at(sent_on))
    trial_due, decided_on = sent_on + 30 * DAY, sent_on + 38 * DAY
    found = told_days(people, trial_due - 8 * DAY, decided_on - DAY)
    assert of_office(found) == {
        "trial": expected(trial_due - 8 * DAY, decided_on, trial_due, decided_on, "trier")
    }

    clocks.stop(lead, ClockKind.TRIAL, on=decided_on, case=case)
    outcome = outcomes.record_outcome(
        person=lead.persons.get(),
        kind=OutcomeKind.PARTY_SANCTION,
        code="party_probation",
        probation_months=12,
        document="Decision 7",
        effective_on=decided_on,
        by=trier,
        at=at(decided_on),
        case=case,
    )
    announced_due, announced_on = decided_on + 30 * DAY, decided_on + 31 * DAY
    first = announced_due - 9 * DAY
    found = told_days(people, first, announced_on - DAY)
    assert of_office(found) == {
        "execution": expected(first, announced_on, announced_due, announced_on, "trier")
    }

    following.announce(
        outcome=outcome,
        announced_on=announced_on,
        announced_to="Person and unit",
        by=trier,
        at=at(announced_on),
    )
    ends_on = lead.clocks.get(kind=ClockKind.PROBATION).due_on
    found = told_days(people, ends_on - 8 * DAY, ends_on + DAY)
    assert of_office(found) == {
        "probation": expected(ends_on - 8 * DAY, ends_on + DAY, ends_on, LAST, "trier")
    }


def test_a_limit_at_rest_reminds_nobody_and_reminds_of_its_moved_day_afterwards(office):
    people = everybody(office)
    lead = a_lead("assigned", office=office)
    running = lead.clocks.get()
    granted_rest(running, at=NOON + 20 * DAY)
    first_due = TODAY + 30 * DAY

    assert told_on(people, first_due)["clock-proposal"] <= {("other register", "person")}
    runs_again(running, at=NOON + 33 * DAY)

    moved = first_due + 13 * DAY
    assert ("officer", "person") not in told_on(people, first_due + 7 * DAY)["clock-proposal"]
    assert told_on(people, moved)["clock-proposal"] >= {
        ("officer", "person"),
        ("register", "person"),
    }


def test_what_is_late_for_long_is_told_upwards_inside_the_compartment_alone(office):
    lead = a_lead("assigned", office=office)
    outsider = person(Role.OFFICE_DIRECTOR, office.commission)
    for user in (office.director,):
        lead.members.create(
            user=user, reason="directs", valid_from=TODAY, added_at=NOON, added_by=office.officer
        )
    people = {"director": office.director, "leader": office.leader, "outsider": outsider}
    due_on = lead.clocks.get().due_on

    assert told_on(people, due_on + 7 * DAY) == {}
    assert told_on(people, due_on + 14 * DAY) == {"clock-proposal": {("director", "office")}}
    assert told_on(people, due_on + 21 * DAY) == {
        "clock-proposal": {("director", "office"), ("leader", "leadership")}
    }


def test_until_a_trial_officer_is_named_the_officer_of_the_case_is_told(office):
    case = a_case("investigation", lead=a_lead("in_disposal", office=office))
    trial = a_clock(case.lead, ClockKind.TRIAL, case=case)
    LeadClock.objects.exclude(pk=trial.pk).update(stopped_on=TODAY)
    people = everybody(office)

    assert told_on(people, trial.due_on)["clock-trial"] == {("officer", "person")}
    DisciplineCase.objects.filter(pk=case.pk).update(trial_officer=office.trier)
    assert "clock-trial" not in told_on(people, trial.due_on)
    case.lead.members.create(
        user=office.trier, reason="tries", valid_from=TODAY, added_at=NOON, added_by=office.officer
    )
    assert told_on(people, trial.due_on)["clock-trial"] == {("trier", "person")}


def test_who_left_the_compartment_is_told_nothing(office):
    lead = a_lead("assigned", office=office)
    day = lead.clocks.get().due_on
    lead.members.filter(user=office.officer).update(expires_on=day - DAY)

    assert told_on({"officer": office.officer}, day) == {}


def test_mail_says_how_many_and_never_of_what(office, settings):
    settings.EMAIL_URL = "smtp://relay.example.org"
    lead = a_lead("assigned", office=office)
    day = lead.clocks.get().due_on
    type(office.officer).objects.filter(pk=office.officer.pk).update(email="o@example.org")
    morning = datetime(day.year, day.month, day.day, 8, tzinfo=noon_zone())

    with time_machine.travel(morning):
        reminding.remind(day=day, at=morning)
        reminding.deliver(day=day, at=morning)

    (message,) = [message for message in mail.outbox if message.to == ["o@example.org"]]
    body = message.body + "".join(str(part[0]) for part in message.alternatives)
    secret = (*SECRETS, lead.number, "Proposal", "leads", str(date(2020, 11, 2)))
    assert [word for word in secret if word in body] == []
