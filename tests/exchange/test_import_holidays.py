"""The calendar of a year out of a workbook: all faults at once, then a proposal, never a row."""

from datetime import date

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework import clock
from airdefense.casework.actions.holidays import take_calendar_step
from airdefense.casework.models import CalendarDay, CalendarProposal
from airdefense.exchange.models import ImportBatch
from tests.exchange.importing import opened, workbook
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.holidays import NOTICE, YEAR, a_calendar, a_year

pytestmark = pytest.mark.django_db
HEADS = ("日期", "放假/上班", "节日", "文号")


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400")


@pytest.fixture
def office(as_role, city):
    return as_role(Role.INSPECTION_OFFICE, city)


def cells(line):
    kind = "上班" if line.is_working else "放假"
    return [f"{line.day}", kind, line.name, NOTICE]


def rows_of_year(change=None, without=""):
    """The rows of the simulated notice; `change` maps a row's place to other cells."""
    rows = [cells(line) for line in a_year(without)]
    for place, others in (change or {}).items():
        rows[place] = [
            new if new is not None else old for old, new in zip(rows[place], others, strict=True)
        ]
    return rows


def brought(client, rows, kind="calendar"):
    region = client.user.organisation.pk
    file = workbook(*rows, heads=HEADS, name="calendar.xlsx")
    response = client.post("/imports/new/", {"file": file, "kind": kind, "region": region})
    assert response.status_code == 302, response.context["form"].errors
    return ImportBatch.objects.latest("pk")


def take(client, batch, **modes):
    chosen = {"takes_creates": "on", "takes_updates": "on", "skips_faulty": "no"} | modes
    client.post(f"/imports/{batch.pk}/steps/apply/", chosen)
    batch.refresh_from_db()
    return batch


def faults(batch):
    """(line of the sheet, field, sentence) of everything the check found."""
    return [
        (row.number, problem.key, problem.code)
        for row in batch.rows.order_by("pk")
        for problem in row.complaints
    ]


@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICE, Role.SYSTEM_ADMIN])
def test_year_that_came_in_is_a_proposal_of_who_brought_it(as_role, city, role):
    client = as_role(role, city)

    batch = take(client, brought(client, rows_of_year(), kind=""))

    proposal = CalendarProposal.objects.get()
    assert batch.status == "applied"
    assert (proposal.year, proposal.is_whole_year, proposal.document) == (YEAR, True, NOTICE)
    assert (proposal.status, proposal.proposed_by) == ("proposed", client.user)
    assert proposal.lines == a_year()
    assert CalendarDay.objects.count() == 0
    assert clock.is_working_day(date(2027, 2, 5))
    assert client.get(f"/imports/{batch.pk}/receipt/").status_code == 200


def test_all_faults_are_told_at_once_each_at_its_cell(office):
    batch = brought(
        office,
        [
            *rows_of_year({0: [None, "上班", None, None], 5: [None, None, "", "other"]}),
            ["2027-03-13", "放假", "春节", NOTICE],
            ["2027-02-05", "放假", "春节", NOTICE],
            ["2028-05-01", "放假", "劳动节", ""],
            ["2027-13-40", "放一天", "春节", NOTICE],
        ],
    )

    last = len(a_year()) + 1
    assert faults(batch) == [
        (2, "kind", "calendar_worked_weekday"),
        (2, "", "calendar_lacks_new_year"),
        (7, "name", "calendar_unnamed"),
        (7, "document", "calendar_two_documents"),
        (last + 1, "day", "calendar_plain_weekend"),
        (last + 2, "", "repeated"),
        (last + 3, "document", "empty"),
        (last + 3, "day", "calendar_other_year"),
        (last + 4, "day", "no_such_day"),
        (last + 4, "kind", "no_choice"),
    ]


def test_calendar_is_not_taken_in_in_part(office):
    batch = brought(office, rows_of_year({3: [None, "调成什么", None, None]}))

    take(office, batch, skips_faulty="yes")

    assert batch.status == "checked"
    assert CalendarProposal.objects.count() == 0


def test_faulty_row_mended_on_the_page_lets_the_year_in(office):
    batch = brought(office, rows_of_year({0: [None, "上班", None, None]}))
    row = batch.rows.order_by("pk").first()

    office.post(f"/imports/{batch.pk}/rows/{row.pk}/correct/", {"key": "kind", "value": "放假"})
    take(office, batch)

    assert CalendarProposal.objects.get().lines == a_year()


def test_what_is_in_force_already_changes_nothing(office, city):
    a_calendar(city, in_force=True)

    batch = brought(office, rows_of_year())

    assert (batch.count_of("same"), batch.count_of("create")) == (len(a_year()), 0)


def test_second_file_of_a_year_waits_for_the_decision_on_the_first(office, city):
    a_calendar(city)

    batch = brought(office, rows_of_year())

    assert faults(batch) == [(2, "", "calendar_waits")]


def undo(client, batch):
    client.post(f"/imports/{batch.pk}/undo/", {"note": "wrong file"})
    batch.refresh_from_db()
    return batch.status


def test_file_taken_back_takes_its_proposal_back(office):
    batch = take(office, brought(office, rows_of_year()))

    assert undo(office, batch) == "undone"
    assert CalendarProposal.objects.get().status == "withdrawn"


def test_file_whose_calendar_is_in_force_is_not_taken_back(office, city):
    batch = take(office, brought(office, rows_of_year()))
    second = person(Role.SYSTEM_ADMIN, city)
    take_calendar_step(CalendarProposal.objects.get(), "put_in_force", by=second, at=NOON)

    assert undo(office, batch) == "applied"
    assert CalendarDay.objects.count() == len(a_year())


def test_calendar_in_force_leaves_in_the_form_in_which_it_comes_in(office, city):
    a_calendar(city, in_force=True)

    sheet = opened(office.get("/imports/kinds/calendar/export/"))["Data"]

    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if NOTICE in row]
    assert len(rows) == len(a_year())


def test_clerk_brings_in_no_calendar(as_role, city):
    clerk = as_role(Role.DATA_CLERK, city)

    assert "calendar" not in [kind.key for kind in clerk.get("/imports/new/").context["kinds"]]
