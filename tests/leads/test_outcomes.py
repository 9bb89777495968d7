"""What was decided: its effect by the statute, its execution, its review, and prosecution."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions, rules
from leads.models import (
    ClockKind,
    Execution,
    Measure,
    Outcome,
    OutcomeKind,
    Probation,
    ReviewKind,
    ReviewResult,
)
from leads.sums import combined_warning
from tests.factories.accounts import NOON, TODAY
from tests.factories.leads import a_case, a_lead
from tests.factories.trials import DAY, a_limit, a_sanction, a_tried_case

pytestmark = pytest.mark.django_db


def clock(outcome, kind):
    found = outcome.clocks.filter(kind=kind).order_by("pk")
    return [(one.started_on, one.due_on, one.stopped_on) for one in found]


@pytest.mark.parametrize(
    ("code", "until"),
    [
        ("party_warning", date(2021, 11, 1)),
        ("party_serious_warning", date(2022, 5, 1)),
        ("party_post_removal", date(2022, 11, 1)),
        ("party_expulsion", date(2025, 11, 1)),
        ("gov_warning", date(2021, 5, 1)),
        ("gov_demerit", date(2021, 11, 1)),
        ("gov_major_demerit", date(2022, 5, 1)),
        ("gov_demotion", date(2022, 11, 1)),
        ("gov_removal", date(2022, 11, 1)),
        ("gov_dismissal", None),
    ],
)
def test_effect_of_a_sanction_is_that_of_the_statute(code, until):
    assert a_sanction(a_case("investigation"), code).in_effect_until == until


def test_day_named_by_the_decision_stands_before_the_statute():
    named = date(2021, 3, 31)

    assert a_sanction(a_case("investigation"), in_effect_until=named).in_effect_until == named


def test_probation_runs_first_and_its_effect_after_it():
    outcome = a_sanction(a_case("investigation"), Measure.PARTY_PROBATION, probation_months=12)

    probation = Probation.objects.get(outcome=outcome)
    assert (probation.ends_on, outcome.in_effect_until) == (date(2021, 11, 1), date(2023, 11, 1))
    assert clock(outcome, ClockKind.PROBATION) == [(TODAY, date(2021, 11, 1), None)]


@pytest.mark.parametrize(
    ("code", "months", "sentence"),
    [
        ("party_probation", None, "one year or two"),
        ("party_probation", 18, "one year or two"),
        ("party_warning", 12, "Only a probation"),
    ],
)
def test_only_a_probation_has_a_period_of_one_year_or_two(code, months, sentence):
    with pytest.raises(NotPossible, match=sentence):
        a_sanction(a_case("investigation"), code, probation_months=months)


def test_measure_goes_with_its_kind_and_its_form():
    case = a_case("investigation")

    with pytest.raises(NotPossible, match="does not go with this kind"):
        a_sanction(case, Measure.GOV_WARNING, kind=OutcomeKind.PARTY_SANCTION)
    with pytest.raises(NotPossible, match="is not of the First form"):
        a_sanction(case, Measure.PARTY_EXPULSION, form="F1")


def test_every_measure_has_its_kind_its_forms_and_every_sanction_its_period():
    listed = [code for codes in rules.MEASURES.values() for code in codes]

    assert sorted(listed) == sorted(Measure.values) == sorted(rules.FORMS)
    assert sorted(rules.SANCTIONS) == sorted(c for c in listed if c.startswith(("party_", "gov_")))


@given(start=st.dates(date(2003, 1, 1), date(2040, 12, 31)), months=st.integers(0, 120))
def test_a_period_of_months_ends_on_the_day_before_the_same_day(start, months):
    later = rules.add_months(start, months)

    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day == start.day or (later.day < start.day and (later + DAY).day == 1)


def test_government_sanctions_that_run_together_too_long_are_warned_of():
    case = a_case("investigation")
    person = case.persons.get().person
    a_sanction(case, Measure.GOV_REMOVAL)

    assert combined_warning(person) == ""
    a_sanction(case, Measure.GOV_DEMOTION, in_effect_until=date(2025, 11, 1))
    assert "run together for 60 months; 48 are the limit" in combined_warning(person)


def test_trial_officer_records_outcomes_of_the_case_and_of_no_other():
    case = a_tried_case("decided")
    lead = a_lead("in_disposal", office=case.office)

    assert a_sanction(case, by=case.trier).recorded_by == case.trier
    with pytest.raises(NotAllowed):
        actions.record_outcome(
            person=lead.persons.get(),
            kind=OutcomeKind.FIRST_FORM,
            measure="talk",
            document="D",
            effective_on=TODAY,
            by=case.trier,
            at=NOON,
        )


def announce(outcome, **changes):
    said = {"announced_on": TODAY, "announced_to": "the person", "at": NOON}
    by = outcome.case.lead.handler
    return actions.announce(outcome=outcome, by=by, **said | changes)


def test_decision_is_announced_and_executed_and_its_clocks_stop():
    a_limit(ClockKind.ANNOUNCEMENT, 30)
    a_limit(ClockKind.EXECUTION, 180)
    case = a_tried_case("decided")
    outcome = a_sanction(case, Measure.GOV_DEMOTION)
    on, at = TODAY + DAY, NOON + DAY

    announced = {"announced_on": on, "announced_to": "the unit"}
    actions.announce(outcome=outcome, by=case.trier, at=at, **announced)
    actions.carry_out(
        outcome=outcome, executed_on=on, carried_out="One rank less.", by=case.trier, at=at
    )

    execution = Execution.objects.get()
    assert (execution.announced_on, execution.executed_on) == (on, on)
    assert clock(outcome, ClockKind.ANNOUNCEMENT) == [(TODAY, TODAY + 30 * DAY, on)]
    assert clock(outcome, ClockKind.EXECUTION) == [(TODAY, TODAY + 180 * DAY, on)]


def test_warning_changes_no_post_and_has_no_clock_of_execution():
    a_limit(ClockKind.EXECUTION, 180)

    assert clock(a_sanction(a_case("investigation")), ClockKind.EXECUTION) == []


def test_execution_follows_the_announcement_each_once():
    outcome = a_sanction(a_case("investigation"))
    by = outcome.case.lead.handler
    said = {"outcome": outcome, "executed_on": TODAY, "carried_out": "noted", "by": by, "at": NOON}

    with pytest.raises(NotPossible, match="announcement first"):
        actions.carry_out(**said)
    announce(outcome)
    with pytest.raises(NotPossible, match="recorded already"):
        announce(outcome)
    actions.carry_out(**said)
    with pytest.raises(NotPossible, match="recorded already"):
        actions.carry_out(**said)


def test_probation_ends_with_a_decision_in_words():
    outcome = a_sanction(a_case("investigation"), Measure.PARTY_PROBATION, probation_months=12)
    by, at = outcome.case.lead.handler, NOON + 366 * DAY
    said = {"outcome": outcome, "decided_on": at.date(), "by": by, "at": at}

    with pytest.raises(NotPossible, match="what was decided"):
        actions.end_probation(decision=" ", **said)
    actions.end_probation(decision="restored", **said)

    assert Probation.objects.get().decision == "restored"
    assert clock(outcome, ClockKind.PROBATION)[0][2] == at.date()
    with pytest.raises(NotPossible, match="No probation is running"):
        actions.end_probation(decision="restored", **said)


def apply(outcome, kind=ReviewKind.REVIEW, on=TODAY, **changes):
    said = {"grounds": "The facts are others.", "at": NOON + 90 * DAY}
    by = outcome.case.lead.handler
    return actions.apply_for_review(
        outcome=outcome, kind=kind, applied_on=on, by=by, **said | changes
    )


def decide(review, result, on=TODAY + DAY, **changes):
    said = {"decision": "In words.", "document": f"Review {review.pk}", "at": NOON + 90 * DAY}
    by = review.lead.handler
    return actions.decide_review(
        review=review, result=result, decided_on=on, by=by, **said | changes
    )


def test_review_is_asked_for_within_a_month_of_the_announcement():
    outcome = a_sanction(a_case("investigation"))
    announce(outcome, announced_on=date(2020, 11, 9), at=NOON + 8 * DAY)

    with pytest.raises(NotPossible, match="ended on 2020-12-09"):
        apply(outcome, on=date(2020, 12, 10))
    assert apply(outcome, on=date(2020, 12, 9)).applied_on == date(2020, 12, 9)


def test_reconsideration_follows_the_review_within_a_month():
    a_limit(ClockKind.REVIEW, 30)
    a_limit(ClockKind.RECONSIDERATION, 60)
    outcome = a_sanction(a_case("investigation"))
    with pytest.raises(NotPossible, match="follows the decision on a review"):
        apply(outcome, ReviewKind.RECONSIDERATION)

    decide(apply(outcome), ReviewResult.UPHELD)
    again = apply(outcome, ReviewKind.RECONSIDERATION, on=TODAY + 2 * DAY)
    decide(again, ReviewResult.UPHELD, on=TODAY + 3 * DAY)

    assert Outcome.objects.get().revoked_on is None
    assert clock(outcome, ClockKind.REVIEW) == [(TODAY, TODAY + 30 * DAY, TODAY + DAY)]
    begun = TODAY + 2 * DAY
    assert clock(outcome, ClockKind.RECONSIDERATION) == [(begun, begun + 60 * DAY, TODAY + 3 * DAY)]


def test_revoked_decision_counts_until_its_day_and_what_ran_on_it_stops():
    a_limit(ClockKind.ANNOUNCEMENT, 30)
    outcome = a_sanction(a_case("investigation"))

    decide(apply(outcome), ReviewResult.REVOKED, on=TODAY + DAY)

    assert list(Outcome.objects.effective_by(TODAY)) == [outcome]
    assert list(Outcome.objects.effective_by(TODAY + DAY)) == []
    assert clock(outcome, ClockKind.ANNOUNCEMENT) == [(TODAY, TODAY + 30 * DAY, TODAY + DAY)]
    with pytest.raises(NotPossible, match="was revoked"):
        announce(outcome)


def test_changed_decision_is_put_in_the_place_of_the_old_one():
    outcome = a_sanction(a_case("investigation"), Measure.GOV_REMOVAL, form="F3")

    changed = {"kind": OutcomeKind.GOV_SANCTION, "code": Measure.GOV_DEMERIT, "form": "F2"}
    decide(apply(outcome), ReviewResult.CHANGED, **changed)

    new = Outcome.objects.get(replaces=outcome)
    assert (new.code, new.form, new.effective_on) == ("gov_demerit", "F2", TODAY + DAY)
    assert list(Outcome.objects.effective_by(TODAY + DAY)) == [new]


def test_change_says_into_what():
    outcome = a_sanction(a_case("investigation"))

    with pytest.raises(NotPossible, match="into which measure"):
        decide(apply(outcome), ReviewResult.CHANGED)
    assert Outcome.objects.get().revoked_on is None


def prosecute(case, **changes):
    said = {
        "person": case.persons.get().person,
        "procuratorate": "People's Procuratorate",
        "document": "Opinion 1",
        "sent_on": TODAY,
        "by": case.office.officer,
        "at": NOON + 90 * DAY,
    }
    return actions.prosecute(case=case, **said | changes)


def test_opinion_for_prosecution_is_an_outcome_of_the_fourth_form():
    prosecution = prosecute(a_case("investigation"))

    outcome = prosecution.outcome
    assert (outcome.kind, outcome.code, outcome.form) == ("prosecution", "prosecution", "F4")


def test_procuratorate_asks_for_supplement_twice_at_most():
    a_limit(ClockKind.SUPPLEMENT, 30)
    prosecution = prosecute(a_case("investigation"))
    told = {"prosecution": prosecution, "by": prosecution.case.handler, "at": NOON + 90 * DAY}

    for n in (1, 2):
        day = TODAY + n * DAY
        asked = actions.ask_supplement(asked_on=day, demand="records", **told)
        with pytest.raises(NotPossible, match="has not been sent yet"):
            actions.ask_supplement(asked_on=day, demand="records", **told)
        actions.send_supplement(sent_on=day, **told)
        assert asked.number == n

    with pytest.raises(NotPossible, match="twice at most"):
        actions.ask_supplement(asked_on=TODAY + 3 * DAY, demand="records", **told)
    assert [stop for _on, _due, stop in clock(prosecution.outcome, ClockKind.SUPPLEMENT)] == [
        TODAY + DAY,
        TODAY + 2 * DAY,
    ]


def test_decision_of_the_procuratorate_ends_the_transfer():
    prosecution = prosecute(a_case("investigation"))
    told = {"prosecution": prosecution, "by": prosecution.case.handler, "at": NOON + 90 * DAY}

    actions.record_prosecution_decision(result="indicted", decided_on=TODAY + DAY, **told)

    assert (prosecution.result, prosecution.decided_on) == ("indicted", TODAY + DAY)
    with pytest.raises(NotPossible, match="decided already"):
        actions.ask_supplement(asked_on=TODAY + DAY, demand="records", **told)
