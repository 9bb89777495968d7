"""The calendar of working days is proposed by one person and put in force by another."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from airdefense.accounts.home import figures_for, panes_for
from airdefense.accounts.roles import Role
from airdefense.casework import clock, yearly
from airdefense.casework.actions.holidays import propose_days, propose_year, take_calendar_step
from airdefense.casework.holidays import Line
from airdefense.casework.models import CalendarDay, CalendarProposal, Event, TimeLimit
from airdefense.casework.workflow import NotAllowed, NotPossible
from rectification.models import RectificationTask
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.holidays import (
    NOTICE,
    YEAR,
    CalendarProposalFactory,
    a_calendar,
    a_year,
)
from tests.factories.rectification import a_task

pytestmark = pytest.mark.django_db
SPRING = date(2027, 2, 5)
PAGE = "/calendar/"


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400")


@pytest.fixture
def office(city):
    return person(Role.INSPECTION_OFFICE, city)


@pytest.fixture
def second(city):
    return person(Role.SYSTEM_ADMIN, city)


def put_in_force(proposal, by):
    return take_calendar_step(proposal, "put_in_force", by=by, at=NOON)


def by_hand(office, *days, is_working=False):
    lines = [Line(day, is_working, "春节") for day in days]
    return propose_days(lines=lines, document="延长通知", by=office, at=NOON)


def test_what_is_proposed_counts_nowhere_until_a_second_person_puts_it_in_force(city, second):
    proposal = a_calendar(city)
    assert clock.is_working_day(SPRING)

    put_in_force(proposal, second)

    assert not clock.is_working_day(SPRING)
    assert clock.is_working_day(date(2027, 2, 13))
    rows = CalendarDay.objects.order_by("day")
    assert [Line(row.day, row.is_working, row.name) for row in rows] == a_year()
    assert {row.document for row in rows} == {NOTICE}


def test_whoever_proposed_does_not_put_in_force_nor_turn_down_and_is_told_who_does(office):
    proposal = propose_year(year=YEAR, lines=a_year(), document=NOTICE, by=office, at=NOON)

    for name in ("put_in_force", "refuse"):
        with pytest.raises(NotPossible, match="another person of the inspection office"):
            take_calendar_step(proposal, name, by=office, at=NOON, note="no")

    assert CalendarDay.objects.count() == 0


def test_the_database_knows_two_people_as_well(office):
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarProposalFactory(
            proposed_by=office, status="accepted", decided_at=NOON, decided_by=office
        )


def test_a_county_proposes_and_who_holds_the_role_over_the_city_puts_in_force(city, office):
    county = person(Role.INSPECTION_OFFICE, OrganisationFactory(parent=city))
    another = person(Role.INSPECTION_OFFICE, OrganisationFactory(parent=city))
    proposal = propose_year(year=YEAR, lines=a_year(), document=NOTICE, by=county, at=NOON)

    with pytest.raises(NotAllowed):
        put_in_force(proposal, another)

    assert put_in_force(proposal, office).status == "accepted"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.INSPECTION_OFFICE, Role.SYSTEM_ADMIN}))
def test_no_other_role_proposes(city, role):
    someone = person(role, city)

    with pytest.raises(NotAllowed):
        propose_year(year=YEAR, lines=a_year(), document=NOTICE, by=someone, at=NOON)


def test_history_tells_who_proposed_and_who_decided(city, second):
    proposal = put_in_force(a_calendar(city), second)

    events = Event.objects.of(proposal).order_by("pk")

    assert [(e.name, e.actor, e.after) for e in events] == [
        ("propose", proposal.proposed_by, "proposed"),
        ("put_in_force", second, "accepted"),
    ]


def test_year_that_lacks_a_festival_is_not_proposed(office):
    with pytest.raises(NotPossible, match="Spring Festival is not among the holidays of 2027"):
        propose_year(year=YEAR, lines=a_year(without="春节"), document=NOTICE, by=office, at=NOON)


def test_one_calendar_of_a_year_waits_at_a_time(city, office):
    a_calendar(city)

    with pytest.raises(NotPossible, match="A calendar of 2027 is proposed already"):
        propose_year(year=YEAR, lines=a_year(), document="other", by=office, at=NOON)

    assert CalendarProposal.objects.count() == 1


def test_new_year_takes_the_place_of_the_old_one_and_of_nothing_else(city, office, second):
    kept = CalendarDay.objects.create(day=date(2026, 9, 30), is_working=False, document="2026")
    gone = CalendarDay.objects.create(day=date(2027, 3, 10), is_working=False, document="2027")

    put_in_force(a_calendar(city), second)

    days = set(CalendarDay.objects.values_list("day", flat=True))
    assert kept.day in days
    assert gone.day not in days
    assert len(days) == len(a_year()) + 1


def test_december_of_the_year_before_goes_and_comes_with_its_notice(city, second):
    eve = Line(date(2026, 12, 31), False, "元旦")
    put_in_force(a_calendar(city, lines=[eve, *a_year()]), second)
    assert not clock.is_working_day(eve.day)

    put_in_force(a_calendar(city), second)

    assert clock.is_working_day(eve.day)


def test_change_by_hand_adds_its_days_and_leaves_the_others(city, office, second):
    put_in_force(a_calendar(city), second)

    put_in_force(by_hand(office, date(2027, 2, 15)), second)

    assert not clock.is_working_day(date(2027, 2, 15))
    assert CalendarDay.objects.count() == len(a_year()) + 1
    assert [(s.document, s.days) for s in yearly.sources_of(YEAR)] == [
        (NOTICE, len(a_year())),
        ("延长通知", 1),
    ]


def test_change_that_changes_nothing_is_not_proposed(city, office, second):
    put_in_force(a_calendar(city), second)

    with pytest.raises(NotPossible, match="nothing would change"):
        by_hand(office, SPRING)


def test_what_is_in_force_already_is_not_put_in_force_twice(city, office, second):
    one, other = by_hand(office, date(2027, 3, 10)), by_hand(office, date(2027, 3, 10))
    put_in_force(one, second)

    with pytest.raises(NotPossible, match="says so already"):
        put_in_force(other, second)


def test_only_the_proposer_takes_a_proposal_back(city, second):
    proposal = a_calendar(city)

    with pytest.raises(NotPossible, match="Only who proposed it"):
        take_calendar_step(proposal, "withdraw", by=second, at=NOON)

    by = proposal.proposed_by
    assert take_calendar_step(proposal, "withdraw", by=by, at=NOON).status == "withdrawn"


def test_due_day_set_before_stays_and_a_limit_begun_after_counts_by_the_new_calendar(
    office, second
):
    begun, due = date(2027, 3, 9), date(2027, 3, 10)
    task = a_task()
    RectificationTask.objects.filter(pk=task.pk).update(due_on=due)
    TimeLimit.objects.create(
        step="x", days=1, is_working_days=True, basis="b", effective_on=date(2003, 1, 1)
    )
    assert clock.due_on("x", noticed_on=begun) == due

    put_in_force(by_hand(office, due), second)

    task.refresh_from_db()
    assert task.due_on == due
    assert clock.due_on("x", noticed_on=begun) == date(2027, 3, 11)


def test_explanation_names_the_holiday_as_the_calendar_in_force_does(city, second):
    put_in_force(a_calendar(city), second)

    told = clock.explain(due_on=date(2027, 2, 15), noticed_on=date(2027, 2, 4))

    assert "Spring Festival (February 5 to February 12)" in told.sentence


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 11, 30), []),
        (date(2026, 12, 1), [2027]),
        (date(2027, 1, 1), [2027]),
        (date(2025, 12, 1), []),
    ],
)
def test_coming_year_is_missed_from_december_on(today, missing):
    assert yearly.missing_years(today) == missing


def test_single_day_does_not_make_a_year_known(city, office, second):
    put_in_force(by_hand(office, date(2027, 3, 10)), second)

    assert yearly.missing_years(date(2026, 12, 1)) == [2027]

    put_in_force(a_calendar(city), second)

    assert yearly.missing_years(date(2026, 12, 1)) == []


def test_from_when_on_it_is_missed_is_a_time_limit_of_the_customer():
    TimeLimit.objects.create(
        step="calendar.expected", days=50, basis="惯例", effective_on=date(2003, 1, 1)
    )

    assert yearly.missing_years(date(2026, 11, 11)) == []
    assert yearly.missing_years(date(2026, 11, 12)) == [2027]


@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICE, Role.SYSTEM_ADMIN])
def test_missing_year_is_the_first_figure_of_who_keeps_the_calendar(city, role):
    keeper = person(role, city)

    before, after = (
        [str(f.value) for f in figures_for(keeper, day)][:1]
        for day in (date(2026, 11, 30), date(2026, 12, 1))
    )

    assert "2027 missing" not in before
    assert after == ["2027 missing"]


def waiting(user):
    panes = {pane.work.key: pane.total for pane in panes_for(user, date(2026, 11, 30))}
    return panes.get("calendars-to-decide")


def test_proposal_waits_for_others_over_the_city_and_not_for_its_proposer(city, office, second):
    proposal = a_calendar(city)
    county = person(Role.INSPECTION_OFFICE, OrganisationFactory(parent=city))

    assert [waiting(user) for user in (proposal.proposed_by, office, second, county)] == [
        0,
        1,
        1,
        None,
    ]


def test_working_calendar_shows_the_year_with_words_and_who_put_it_in_force(as_role, city):
    proposal = a_calendar(city, in_force=True)
    client = as_role(Role.INSPECTOR, city)

    page = client.get(PAGE, {"year": YEAR}).content.decode()

    assert "Spring Festival" in page
    assert page.count("<b>off</b>") == 28
    assert page.count("<b>on duty</b>") == 3
    assert NOTICE in page
    assert f"put in force by {proposal.decided_by}" in page


def test_proposal_is_shown_to_who_reads_it_and_to_nobody_else(as_role, city):
    proposal = a_calendar(city)
    readers = {
        *(Role.INSPECTION_OFFICE, Role.SYSTEM_ADMIN, Role.CASE_SUPERVISION),
        *(Role.EXAMINER, Role.AUDITOR),
    }

    for role in Role:
        client = as_role(role, city)
        is_reader = role in readers
        assert client.get(PAGE).status_code == 200
        assert (NOTICE in client.get(PAGE).content.decode()) is is_reader
        page = client.get(proposal.get_absolute_url())
        assert page.status_code == (200 if is_reader else 404)
        step = client.post(f"{proposal.get_absolute_url()}steps/withdraw/")
        assert step.status_code == (404 if not is_reader else 302 if role in KEEPING else 403)
        new = client.get(f"{PAGE}new/")
        assert new.status_code == (200 if role in KEEPING else 403)


KEEPING = (Role.INSPECTION_OFFICE, Role.SYSTEM_ADMIN)


def test_desk_leads_to_the_calendar_and_enters_nothing(as_role, city):
    row = CalendarDay.objects.create(day=SPRING, is_working=False, document="old")
    client = as_role(Role.INSPECTION_OFFICE, city)

    desk = "/admin/casework/calendarday/"

    assert client.get(desk)["Location"] == PAGE
    assert client.get(f"{desk}add/").status_code == 403
    assert client.post(f"{desk}{row.pk}/change/", {"is_working": "on"}).status_code == 403
    assert "/admin/login/" in as_role(Role.INSPECTOR, city).get(desk)["Location"]


def test_second_person_is_told_which_days_change_and_that_due_days_stay(as_role, city, office):
    proposal = by_hand(office, date(2027, 3, 10), date(2027, 3, 13))
    client = as_role(Role.INSPECTION_OFFICE, city)

    response = client.get(proposal.get_absolute_url())

    assert [change.day for change in response.context["changes"]] == [date(2027, 3, 10)]
    assert "Due days that were set before stay as they are" in response.content.decode()


def test_second_person_is_told_how_much_of_the_own_work_is_due_after_the_change(as_role, city):
    task = a_task()
    client = as_role(Role.INSPECTION_OFFICE, task.region)

    late = yearly.due_after(client.user, task.due_on, NOON.date())
    none = yearly.due_after(client.user, task.due_on + timedelta(days=1), NOON.date())

    assert sum(count for _label, count in late) > sum(count for _label, count in none)


def test_change_by_hand_is_typed_as_a_stretch_of_days(as_role, city):
    client = as_role(Role.INSPECTION_OFFICE, city)
    days = {"first_day": "2027-02-13", "last_day": "2027-02-16", "kind": "free"}

    response = client.post(f"{PAGE}new/", {**days, "name": "春节", "document": "延长通知"})

    proposal = CalendarProposal.objects.get()
    assert response["Location"] == proposal.get_absolute_url()
    assert [line.day.day for line in proposal.lines] == [13, 14, 15, 16]
    assert (proposal.year, proposal.is_whole_year, proposal.document) == (2027, False, "延长通知")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"last_day": "2027-03-09"}, "last_day", "before the first day"),
        ({"last_day": "2027-04-30"}, "last_day", "At most 31 days"),
        ({"kind": "worked"}, "first_day", "nothing would change"),
        ({"document": " "}, "document", "required"),
    ],
)
def test_change_by_hand_is_refused_beside_its_field(as_role, city, typed, field, words):
    client = as_role(Role.INSPECTION_OFFICE, city)
    right = {"first_day": "2027-03-10", "kind": "free", "name": "春节", "document": "通知"}

    response = client.post(f"{PAGE}new/", right | typed)

    assert words in response.context["form"].errors[field][0]
    assert CalendarProposal.objects.count() == 0
