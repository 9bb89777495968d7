"""How long closed tasks took: on a day, by the closures that stood then."""

from datetime import timedelta

import pytest

from airdefense.reports.figures import FIGURES
from rectification import actions
from rectification.workflow import TaskStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory
from tests.factories.rectification import a_task, office_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PARTS = ("T01", "T02", "T03", "T04")


def rows(code, day=TODAY):
    return list(FIGURES[code].rows(day).order_by("pk"))


def closed_after(days, **facts):
    """Closed out on TODAY, issued so many days before."""
    task = a_task(TaskStatus.CLOSED, **facts)
    type(task).objects.filter(pk=task.pk).update(issued_on=TODAY - days * DAY)
    return task.closures.get()


@pytest.mark.parametrize(
    ("code", "days"), [("T01", (0, 30)), ("T02", (31, 60)), ("T03", (61, 90)), ("T04", (91, 700))]
)
def test_closures_are_counted_at_the_edges_of_their_length(code, days):
    counted = [closed_after(number) for number in days]
    for number in {0, 30, 31, 60, 61, 90, 91} - set(days):
        if number in (days[0] - 1, days[1] + 1):
            closed_after(number)

    assert rows(code) == counted


def test_the_four_lengths_add_up_to_the_tasks_closed_out():
    closed = [closed_after(days) for days in (3, 45, 75, 120)]
    a_task(TaskStatus.VERIFIED)

    assert rows("T00") == closed
    assert sum(FIGURES[code].value(TODAY) for code in PARTS) == FIGURES["T00"].value(TODAY) == 4
    assert rows("T00", TODAY - DAY) == []


def test_a_task_reopened_later_was_closed_out_on_the_days_before():
    closure = closed_after(10)
    office = office_of(closure.task)
    later = {"at": NOON + DAY, "due_on": TODAY + 30 * DAY}
    actions.reopen_task(task=closure.task, by=office, note="again", **later)

    assert rows("T01") == [closure]
    assert rows("T01", TODAY + DAY) == []


@pytest.mark.parametrize("code", ["T00", "T01"])
def test_regions_add_up_to_the_whole_with_every_region_zero_included(code):
    here, there, empty = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    for region in (here, there):
        closed_after(5, region=region)

    split = FIGURES[code].by_region(TODAY)

    assert sum(split.values()) == FIGURES[code].value(TODAY) == 2
    assert split[empty.code] == 0
