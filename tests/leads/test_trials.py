"""From investigation to trial: who tries a case, how it is decided or sent back; detention."""

from datetime import date, timedelta

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.models import ClockKind, Detention, Trial
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.leads import a_case, a_lead
from tests.factories.trials import DAY, a_limit, a_sanction, a_tried_case, a_trier

pytestmark = pytest.mark.django_db


def send(case, officer, **changes):
    said = {"by": case.office.officer, "at": NOON, "note": "ready", "trial_officer": officer}
    return actions.take_case_step(case, "send_to_trial", **said | changes)


def clock(case, kind):
    found = case.lead.clocks.filter(kind=kind, case=case).order_by("pk")
    return [(one.started_on, one.due_on, one.stopped_on) for one in found]


def test_trial_officer_joins_the_compartment_with_the_reason():
    case = a_case("investigation")
    trier = a_trier(case.office)

    sent = send(case, trier)

    member = case.lead.members.get(user=trier)
    assert (sent.trial_officer, sent.status) == (trier, "trial")
    assert (member.reason, member.expires_on) == (f"Trial officer of case {sent}", None)


def test_another_trial_officer_takes_the_place_of_the_first():
    case = a_tried_case()
    first, second = case.trier, a_trier(case.office)
    back = actions.take_case_step(case, "send_back", by=first, at=NOON, note="more proof")
    back.office = case.office

    send(back, second)

    inside = case.lead.members.in_force(TODAY).values_list("user", flat=True)
    assert (first.pk in inside, second.pk in inside) == (False, True)


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_who_investigates_or_approves_does_not_try(who):
    case = a_case("investigation")

    with pytest.raises(NotPossible, match="does not try it"):
        send(case, getattr(case.office, who))


def test_only_a_trial_officer_of_the_commission_is_named():
    case = a_case("investigation")
    elsewhere = person(Role.TRIAL_OFFICER, case.office.county)

    for stranger in (case.office.colleague, elsewhere):
        with pytest.raises(NotPossible, match="does not hold the role"):
            send(case, stranger)


def test_recused_trial_officer_is_refused():
    case = a_case("investigation")
    namesake = a_trier(case.office, display_name=case.persons.get().person.name)

    with pytest.raises(NotPossible, match="has to recuse"):
        send(case, namesake)


def test_trial_is_accepted_deliberated_decided_and_then_concluded():
    case = a_tried_case("concluded")

    trial = Trial.objects.get()
    names = Event.objects.of(case).order_by("pk").values_list("name", flat=True)
    assert (trial.officer, trial.result, trial.deliberation) == (
        case.trier,
        "decided",
        "All agree.",
    )
    assert list(names)[-4:] == ["accept_trial", "deliberate", "decide_trial", "conclude"]


@pytest.mark.parametrize("status", ["trial", "accepted", "deliberated"])
def test_case_is_not_concluded_before_its_trial_is_decided(status):
    case = a_tried_case(status)

    with pytest.raises(NotPossible, match="has not recorded the decided trial"):
        actions.take_case_step(case, "conclude", by=case.office.leader, at=NOON, note="so")


def test_decision_before_a_supplement_does_not_conclude_the_case():
    case = a_tried_case("decided")
    by = case.office.leader
    case_back = actions.take_case_step(case, "send_back", by=by, at=NOON + DAY, note="more")
    case_back.office = case.office
    again = send(case_back, case.trier, at=NOON + 2 * DAY)

    with pytest.raises(NotPossible, match="has not recorded the decided trial"):
        actions.take_case_step(again, "conclude", by=by, at=NOON + 3 * DAY, note="so")


def test_trial_is_not_decided_without_deliberation():
    case = a_tried_case("accepted")

    with pytest.raises(NotPossible, match="collective deliberation first"):
        actions.decide_trial(case=case, by=case.trier, at=NOON)


def test_deliberation_waits_for_the_acceptance():
    case = a_tried_case()
    said = {"deliberated_on": TODAY, "deliberation": "All agree."}

    with pytest.raises(NotPossible, match="has not accepted"):
        actions.deliberate(case=case, by=case.trier, at=NOON, **said)


def test_nobody_but_the_named_trial_officer_tries_the_case():
    case = a_tried_case()
    office = case.office
    people = [office.officer, office.leader, a_trier(office), office.receiver]

    for stranger in people:
        with pytest.raises(NotAllowed):
            actions.accept_trial(case=case, accepted_on=TODAY, by=stranger, at=NOON)
    assert not Trial.objects.exists()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(TODAY + DAY, "has not happened yet"), (TODAY - DAY, "before the sending to trial")],
)
def test_acceptance_lies_between_the_sending_and_today(day, sentence):
    case = a_tried_case()

    with pytest.raises(NotPossible, match=sentence):
        actions.accept_trial(case=case, accepted_on=day, by=case.trier, at=NOON)


@pytest.mark.parametrize("who", ["trier", "leader"])
def test_sending_back_ends_the_trial_under_way_and_its_clock(who):
    a_limit(ClockKind.TRIAL, 30)
    case = a_tried_case("accepted")
    by = case.trier if who == "trier" else case.office.leader

    back = actions.take_case_step(case, "send_back", by=by, at=NOON + DAY, note="more proof")

    assert (back.status, Trial.objects.get().result) == ("investigation", "sent_back")
    assert clock(case, ClockKind.TRIAL) == [(TODAY, TODAY + 30 * DAY, TODAY + DAY)]


def test_clocks_run_from_filing_and_acceptance_and_stop_with_conclusion_and_decision():
    a_limit(ClockKind.INVESTIGATION, 365)
    a_limit(ClockKind.TRIAL, 30)

    case = a_tried_case("concluded")

    assert clock(case, ClockKind.INVESTIGATION) == [(TODAY, TODAY + 365 * DAY, TODAY)]
    assert clock(case, ClockKind.TRIAL) == [(TODAY, TODAY + 30 * DAY, TODAY)]


def test_everything_works_where_no_limit_is_entered():
    case = a_tried_case("concluded")

    assert list(case.lead.clocks.filter(case=case)) == []


def test_case_is_withdrawn_by_its_leader_for_a_reason_and_its_clock_stops():
    a_limit(ClockKind.INVESTIGATION, 365)
    case = a_case("investigation")
    step = {"by": case.office.leader, "at": NOON + DAY}

    with pytest.raises(NotPossible, match="say why"):
        actions.take_case_step(case, "withdraw", **step)
    withdrawn = actions.take_case_step(case, "withdraw", note="no breach", **step)

    assert (withdrawn.status, withdrawn.withdrawn_by) == ("withdrawn", case.office.leader)
    assert clock(case, ClockKind.INVESTIGATION) == [(TODAY, TODAY + 365 * DAY, TODAY + DAY)]


def test_case_with_a_standing_outcome_is_not_withdrawn():
    case = a_case("investigation")
    a_sanction(case)

    with pytest.raises(NotPossible, match="concluded, not withdrawn"):
        actions.take_case_step(case, "withdraw", by=case.office.leader, at=NOON, note="why")


def test_person_is_added_to_a_filed_case_with_the_day():
    case = a_case("investigation")
    by = case.office.officer
    late = actions.add_person(lead=case.lead, name="Late", unit="Unit", by=by, at=NOON)

    entry = actions.add_case_person(case=case, person=late, by=by, at=NOON + DAY)

    assert (entry.added_at, entry.added_by, case.persons.count()) == (NOON + DAY, by, 2)
    with pytest.raises(NotPossible, match="in an open case already"):
        actions.add_case_person(case=case, person=late, by=by, at=NOON + DAY)


def test_nobody_is_added_to_a_case_in_trial():
    case = a_case("trial")
    by = case.office.officer
    late = actions.add_person(lead=case.lead, name="Late", unit="Unit", by=by, at=NOON)

    with pytest.raises(NotPossible, match="under investigation"):
        actions.add_case_person(case=case, person=late, by=by, at=NOON)


def detain(case, **changes):
    said = {
        "person": case.persons.order_by("pk").first().person,
        "approval": "the commission of the province",
        "document": "Detention 1",
        "started_on": TODAY,
        "by": case.office.officer,
        "at": NOON,
    }
    return actions.detain(case=case, **said | changes)


def extend(detention, ground="special", **changes):
    said = {"approval": "one level above", "document": "Ext 1", "at": NOON}
    by = detention.case.lead.handler
    return actions.extend_detention(detention=detention, ground=ground, by=by, **said | changes)


def test_detention_lasts_three_months_and_has_its_clock_without_any_limit_entered():
    case = a_case("investigation")

    detention = detain(case)

    assert detention.until_on == date(2021, 2, 1)
    assert clock(case, ClockKind.DETENTION) == [(TODAY, date(2021, 2, 1), None)]


def test_detention_is_extended_by_the_grounds_of_the_statute_in_their_order():
    detention = detain(a_case("investigation"))

    with pytest.raises(NotPossible, match="follows the one for special"):
        extend(detention, "ten_years")
    extend(detention)
    with pytest.raises(NotPossible, match="extends a detention once"):
        extend(detention)
    extend(detention, "ten_years")

    assert Detention.objects.get().until_on == date(2021, 7, 1)
    assert clock(detention.case, ClockKind.DETENTION)[-1][1:] == (date(2021, 7, 1), None)


def test_detention_is_not_counted_anew_by_a_city():
    with pytest.raises(NotPossible, match="province and above alone"):
        extend(detain(a_case("investigation")), "restart")


def test_detention_that_ran_out_is_not_extended():
    detention = detain(a_case("investigation"))

    with pytest.raises(NotPossible, match="over is not extended"):
        extend(detention, at=NOON + timedelta(days=120))


def test_end_of_a_detention_stops_its_clock_and_lets_the_case_end():
    case = a_tried_case("decided")
    detention = detain(case)
    by = case.office.officer

    with pytest.raises(NotPossible, match="in detention"):
        actions.take_case_step(case, "conclude", by=case.office.leader, at=NOON, note="so")
    actions.end_detention(detention=detention, ended_on=TODAY, by=by, at=NOON)

    concluded = actions.take_case_step(case, "conclude", by=case.office.leader, at=NOON, note="so")
    assert concluded.status == "concluded"
    assert clock(case, ClockKind.DETENTION) == [(TODAY, date(2021, 2, 1), TODAY)]


def test_clock_of_detentions_follows_the_one_that_ends_first():
    case = a_case("investigation")
    first, by = detain(case), case.office.officer
    other = actions.add_person(lead=case.lead, name="Other", unit="Unit", by=by, at=NOON)
    actions.add_case_person(case=case, person=other, by=by, at=NOON)
    detain(case, person=other, started_on=TODAY + DAY, at=NOON + DAY)

    later = NOON + 2 * DAY
    actions.end_detention(detention=first, ended_on=TODAY + 2 * DAY, by=by, at=later)

    assert clock(case, ClockKind.DETENTION) == [
        (TODAY, date(2021, 2, 1), TODAY + 2 * DAY),
        (TODAY + 2 * DAY, date(2021, 2, 2), None),
    ]


@pytest.mark.parametrize("changes", [{"approval": " "}, {"document": ""}])
def test_detention_names_its_approval(changes):
    case = a_case("investigation")

    with pytest.raises(NotPossible, match="who approved it"):
        detain(case, **changes)


def test_nobody_is_detained_twice_at_a_time_nor_outside_a_filed_case():
    case = a_case("investigation")
    detain(case)

    with pytest.raises(NotPossible, match="in detention already"):
        detain(case)
    proposed = a_case(lead=a_lead("in_disposal", office=case.office))
    with pytest.raises(NotPossible, match="Filing proposed"):
        detain(proposed)
