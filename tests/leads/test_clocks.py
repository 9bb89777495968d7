"""Limits of leads: begun, stopped, begun again, at rest, extended; a past day keeps its own."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import actions
from leads.actions import clocks, extensions
from leads.models import ClockKind, ClockMove, Lead, LeadClock, MoveKind
from leads.ribbon import Face, faces
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.handling_clocks import (
    WHY,
    a_clock,
    a_form_on,
    a_limit,
    forms_of,
    granted_rest,
    granted_time,
    runs_again,
    sign,
)
from tests.factories.leads import Office, a_lead
from tests.factories.leads import a_case as filed_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def lead(office):
    """A lead in an inquiry whose limit runs from today."""
    lead = a_lead("in_disposal", office=office)
    a_clock(lead)
    return lead


def of(lead, kind=ClockKind.TALK_LETTER):
    return lead.clocks.get(kind=kind, stopped_on=None)


def days_of(lead, kind=ClockKind.PROPOSAL):
    clocks = lead.clocks.filter(kind=kind).order_by("pk")
    return list(clocks.values_list("started_on", "counted_from", "due_on", "stopped_on"))


def standing(running, day):
    return LeadClock.objects.with_due(day).get(pk=running.pk).due_by


def test_receipt_begins_the_limit_as_it_stands_and_the_proposal_stops_it(office):
    lead = a_lead("assigned", office=office)
    a_limit("lead.propose", 10, since=TODAY + DAY)

    actions.take_step(
        lead, "propose", by=office.officer, at=NOON + 2 * DAY, note="so", method="CLOSE"
    )

    running = lead.clocks.get()
    assert (running.days, running.is_working_days, running.basis) == (30, False, "Rules, Art. 21")
    assert days_of(lead) == [(TODAY, TODAY, TODAY + 30 * DAY, TODAY + 2 * DAY)]


def test_a_returned_proposal_runs_on_as_it_counted_before(office):
    lead = a_lead("proposed", office=office)
    due_on = TODAY + 30 * DAY
    later = NOON + 40 * DAY

    actions.refuse(lead=lead, by=office.leader, at=later, note="weigh it anew")

    assert days_of(lead) == [
        (TODAY, TODAY, due_on, TODAY),
        (later.date(), TODAY, due_on, None),
    ]
    assert list(Lead.objects.overdue_on(later.date() - DAY)) == []
    assert list(Lead.objects.overdue_on(later.date())) == [lead]


def test_a_held_lead_proposed_again_and_returned_owes_its_review_not_its_first_proposal(office):
    lead = a_lead("held", office=office)
    at = NOON + 95 * DAY

    actions.take_step(lead, "propose", by=office.officer, at=at, note="so", method="CLOSE")
    actions.refuse(lead=lead, by=office.leader, at=at + DAY, note="weigh it anew")

    running = lead.clocks.filter(stopped_on=None)
    assert [(one.kind, one.due_on) for one in running] == [("lead.hold", TODAY + 90 * DAY)]


def test_overdue_of_a_past_day_stays_when_the_work_is_done(office):
    late, kept = a_lead("assigned", office=office), a_lead("proposed", office=office)
    day = TODAY + 31 * DAY
    assert list(Lead.objects.overdue_on(day)) == [late]

    at = NOON + 35 * DAY
    actions.take_step(late, "propose", by=office.officer, at=at, note="so", method="CLOSE")

    assert list(Lead.objects.overdue_on(day)) == [late]
    assert list(Lead.objects.overdue_on(at.date())) == []
    assert kept in Lead.objects.open_on(day)


def test_without_a_limit_no_clock_of_a_method_runs(office):
    lead = a_lead("in_disposal", office=office)

    assert clocks.start(lead, ClockKind.DETENTION, on=TODAY) is None
    with pytest.raises(NotPossible, match="No time limit for “Trial”"):
        clocks.start_required(lead, ClockKind.TRIAL, on=TODAY)


def test_the_limit_of_the_commission_comes_first(office):
    lead = a_lead("in_disposal", office=office)
    a_limit("case.trial", 30)
    a_limit("case.trial", 20, working=True, organisation=office.commission)

    running = clocks.start(lead, ClockKind.TRIAL, on=TODAY)

    assert (running.days, running.is_working_days, running.due_on) == (20, True, date(2020, 11, 30))


def test_a_clock_of_a_kind_runs_once(lead):
    first = of(lead)
    second = clocks.start(lead, ClockKind.TALK_LETTER, on=TODAY + DAY)

    first.refresh_from_db()
    assert (first.stopped_on, of(lead)) == (TODAY + DAY, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        LeadClock.objects.filter(pk=first.pk).update(stopped_on=None)


def test_what_is_recorded_late_never_ran(lead):
    clocks.stop(lead, ClockKind.TALK_LETTER, on=TODAY - 5 * DAY)

    running = lead.clocks.get(kind=ClockKind.TALK_LETTER)
    assert running.stopped_on == TODAY
    assert running not in LeadClock.objects.running_on(TODAY)


def test_merging_and_voiding_stop_whatever_runs(lead):
    clocks.stop_all(lead, on=TODAY + DAY)

    assert not lead.clocks.filter(stopped_on=None).exists()


def test_a_rest_counts_from_the_last_signature_and_moves_the_last_day_by_its_days(lead):
    running, office = of(lead), lead.office
    form = extensions.ask_pause(running, by=office.officer, at=NOON + DAY, **WHY)
    assert not running.moves.exists()

    sign(form, by=office.leader, at=NOON + 5 * DAY)
    runs_again(running, at=NOON + 12 * DAY)

    assert [standing(running, TODAY + n * DAY) for n in (4, 5, 11, 12)] == [
        TODAY + 30 * DAY,
        None,
        None,
        TODAY + 37 * DAY,
    ]
    pause, resumed = running.moves.order_by("pk")
    assert (pause.kind, pause.form, pause.reason, pause.basis) == ("pause", form, *WHY.values())
    assert (resumed.kind, resumed.due_on, resumed.recorded_by) == (
        "resume",
        TODAY + 37 * DAY,
        office.officer,
    )


def test_what_rests_is_not_overdue(lead):
    running = of(lead)
    granted_rest(running, at=NOON + 29 * DAY)
    day = TODAY + 60 * DAY

    assert not LeadClock.objects.overdue_on(day).filter(pk=running.pk).exists()
    assert list(Lead.objects.overdue_on(day)) == []


def test_a_limit_in_working_days_rests_in_working_days(office):
    lead = a_lead("in_disposal", office=office)
    running = a_clock(lead, ClockKind.LETTER_REPLY, 15, working=True)
    assert running.due_on == date(2020, 11, 23)

    granted_rest(running, at=NOON + 3 * DAY)  # Thursday
    runs_again(running, at=NOON + 7 * DAY)  # Monday: two working days later

    assert standing(running, TODAY + 7 * DAY) == date(2020, 11, 25)


def test_a_proposal_made_while_its_limit_rests_comes_back_with_the_days_it_had(office):
    lead = a_lead("assigned", office=office)
    running = of(lead, ClockKind.PROPOSAL)
    granted_rest(running, at=NOON + 10 * DAY)
    at = NOON + 15 * DAY

    actions.take_step(lead, "propose", by=office.officer, at=at, note="so", method="CLOSE")
    actions.refuse(lead=lead, by=office.leader, at=at + 3 * DAY, note="no")

    assert of(lead, ClockKind.PROPOSAL).due_on == TODAY + 38 * DAY


def test_an_extension_takes_effect_with_its_signature_and_not_before(lead):
    running, until = of(lead), TODAY + 45 * DAY
    a_form_on(running, until)
    assert standing(running, TODAY + 3 * DAY) == TODAY + 30 * DAY

    sign(forms_of(lead).get(), by=lead.office.leader, at=NOON + 3 * DAY)

    assert standing(running, TODAY + 2 * DAY) == TODAY + 30 * DAY
    assert standing(running, TODAY + 3 * DAY) == until


@pytest.mark.parametrize("ask", [extensions.ask_pause, extensions.ask_extension])
def test_a_returned_request_leaves_the_limit_as_it_is(lead, ask):
    running, office = of(lead), lead.office
    more = {"until": TODAY + 40 * DAY} if ask is extensions.ask_extension else {}
    form = ask(running, by=office.officer, at=NOON, **WHY, **more)

    sign(form, by=office.leader, at=NOON, is_agreed=False)

    assert (standing(running, TODAY), running.moves.count()) == (TODAY + 30 * DAY, 0)


def test_extensions_are_as_many_and_as_long_as_the_limits_in_force_say(office):
    lead = a_lead("in_disposal", office=office)
    running = a_clock(lead, ClockKind.DETENTION, 90)
    a_limit("case.detention.extension", 90)
    a_limit("case.detention.extension.2", 60)
    first, second = running.due_on + 90 * DAY, running.due_on + 150 * DAY

    with pytest.raises(NotPossible, match="The longest extension ends on"):
        a_form_on(running, first + DAY)
    granted_time(running, first)
    with pytest.raises(NotPossible, match="The longest extension ends on"):
        a_form_on(running, second + DAY)
    granted_time(running, second)
    with pytest.raises(NotPossible, match="no further extension"):
        a_form_on(running, second + DAY)

    assert standing(running, TODAY) == second
    assert list(running.moves.values_list("kind", flat=True)) == [MoveKind.EXTEND] * 2


def test_what_stopped_or_rests_or_is_late_is_not_moved(lead):
    running, office = of(lead), lead.office
    asked = {"by": office.officer, **WHY}

    with pytest.raises(NotPossible, match="what is late does not rest"):
        extensions.ask_pause(running, at=NOON + 31 * DAY, **asked)
    with pytest.raises(NotPossible, match="does not rest"):
        extensions.resume(running, by=office.officer, at=NOON, reason="back")
    granted_rest(running)
    with pytest.raises(NotPossible, match="let it run again first"):
        extensions.ask_extension(running, until=TODAY + 90 * DAY, at=NOON, **asked)
    clocks.stop(lead, ClockKind.TALK_LETTER, on=TODAY)
    with pytest.raises(NotPossible, match="runs no longer"):
        extensions.ask_pause(running, at=NOON, **asked)


@pytest.mark.parametrize("why", [{"reason": " ", "basis": "Art. 9"}, {"reason": "x", "basis": ""}])
def test_a_request_gives_reason_and_basis(lead, why):
    with pytest.raises(NotPossible, match="Give the reason and the basis"):
        extensions.ask_pause(of(lead), by=lead.office.officer, at=NOON, **why)


def test_only_who_works_on_the_matter_asks(lead):
    office, running = lead.office, of(lead)

    for stranger in (office.leader, office.colleague, office.clerk):
        with pytest.raises(NotAllowed):
            extensions.ask_pause(running, by=stranger, at=NOON, **WHY)
        with pytest.raises(NotAllowed):
            extensions.resume(running, by=stranger, at=NOON, reason="x")
    assert ClockMove.objects.count() == 0


def test_the_trial_officer_asks_for_the_limits_of_the_trial(office):
    trier = person(Role.TRIAL_OFFICER, office.commission)
    lead = a_lead("in_disposal", office=office)
    case = filed_case("investigation", lead=lead)
    actions.take_case_step(
        case, "send_to_trial", by=office.officer, at=NOON, note="so", trial_officer=trier
    )
    case.refresh_from_db()
    trial = a_clock(lead, ClockKind.TRIAL, case=case)
    filed = a_clock(lead, ClockKind.INVESTIGATION, 365, case=case)

    assert extensions.ask_pause(trial, by=trier, at=NOON, **WHY).case == case
    with pytest.raises(NotAllowed):
        extensions.ask_pause(filed, by=trier, at=NOON, **WHY)


def test_a_move_is_written_once(lead):
    running = of(lead)
    granted_time(running, TODAY + 40 * DAY)

    with pytest.raises(Exception, match="written once"), transaction.atomic():
        running.moves.update(reason="other")


def face_of(running, day):
    return Face(LeadClock.objects.with_due(day).get(pk=running.pk), day)


def test_used_and_total_leave_out_the_days_of_rest(lead):
    running = of(lead)
    granted_rest(running, at=NOON + 10 * DAY)
    resting = face_of(running, TODAY + 25 * DAY)
    assert (resting.used, resting.total, resting.words) == (10, 30, "rests since 2020-11-12")
    runs_again(running, at=NOON + 30 * DAY)

    again = face_of(running, TODAY + 35 * DAY)
    assert (again.used, again.total, again.words) == (15, 30, "in 15 days")
    granted_time(running, TODAY + 60 * DAY, at=NOON + 36 * DAY)
    longer = face_of(running, TODAY + 40 * DAY)
    assert (longer.used, longer.total) == (20, 40)


def test_why_the_day_is_told_with_its_holidays_and_its_basis(office):
    lead = a_lead("in_disposal", office=office, at=NOON - 40 * DAY)
    running = a_clock(lead, ClockKind.LETTER_REPLY, 5, working=True, on=date(2020, 9, 29))

    why = face_of(running, date(2020, 10, 1)).why

    assert running.due_on == date(2020, 10, 13)
    assert "National Day" in why.sentence
    assert "make-up working days in between: National Day (October 10)" in why.sentence
    assert "basis: Rules on lead.letter_reply" in why.sentence


def test_the_register_sees_that_a_limit_moved_and_not_why(lead, sign_in):
    running, office = of(lead), lead.office
    running = LeadClock.objects.get(pk=running.pk)
    LeadClock.objects.filter(pk=running.pk).update(started_on=TODAY)
    granted_time(running, TODAY + 45 * DAY)

    register = sign_in(office.receiver).get(f"/leads/{lead.pk}/").content.decode()
    inside = sign_in(office.officer).get(f"/leads/{lead.pk}/").content.decode()
    sender = sign_in(office.sender).get(f"/leads/{lead.pk}/").content.decode()

    assert "2020-12-17" in register
    assert WHY["reason"] not in register
    assert WHY["reason"] in inside
    assert "2020-12-17" not in sender
    assert [face.clock for face in faces(lead, office.sender, TODAY, is_open=False)] == []


def test_pages_that_move_a_limit(lead, sign_in):
    running, office = of(lead), lead.office
    LeadClock.objects.filter(pk=running.pk).update(due_on=date(2099, 1, 1))
    page = f"/leads/clocks/{running.pk}/"

    assert sign_in(office.officer).get(f"{page}extend/").status_code == 200
    assert sign_in(office.officer).get(f"{page}cut/").status_code == 404
    assert sign_in(office.leader).get(f"{page}pause/").status_code == 403
    assert sign_in(office.receiver).get(f"{page}pause/").status_code == 403
    assert sign_in(office.colleague).get(f"{page}pause/").status_code == 404

    answer = sign_in(office.officer).post(f"{page}extend/", WHY | {"until": "2099-02-01"})

    assert answer.status_code == 302
    assert forms_of(lead).get().terms["due_on"] == "2099-02-01"
