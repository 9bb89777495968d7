"""Rectification and its documents: on a day, by what that day knew."""

from datetime import timedelta

import pytest

from airdefense.reports.figures import FIGURES
from inspections.models import Nature
from rectification import actions
from rectification.models import InstrumentKind
from rectification.workflow import InstrumentStatus, TaskStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory
from tests.factories.rectification import (
    ExtensionFactory,
    a_task,
    an_approved_finding,
    an_instrument,
    contact_of,
    hand_in,
    office_of,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def rows(code, day=TODAY):
    return list(FIGURES[code].rows(day).order_by("pk"))


def a_recommendation():
    """Issued by the commission, as recommendations are."""
    task = a_task()
    commission = OrganisationFactory(parent=task.region, commission=True)
    return an_instrument(
        InstrumentStatus.ISSUED, task=task, kind=InstrumentKind.SUP_REC, issuer=commission
    )


def test_problems_rectified_are_those_whose_task_was_closed_by_the_day():
    closed = a_task(TaskStatus.CLOSED)
    a_task(TaskStatus.VERIFIED)
    institutional = an_approved_finding(nature=Nature.INSTITUTIONAL, category="duty")
    a_task(TaskStatus.CLOSED, finding=institutional)

    assert rows("M08") == [closed.finding]
    assert rows("M08", TODAY - DAY) == []
    assert FIGURES["M07"].value(TODAY) == 2
    assert str(FIGURES["M09"].value(TODAY)) == "50.00"
    assert FIGURES["M09"].value(TODAY - DAY) is None


def test_tasks_fall_due_on_their_day_and_count_in_time_until_it_ends():
    in_time, open_ = a_task(TaskStatus.CLOSED), a_task(TaskStatus.RECTIFYING)
    due = open_.due_on

    assert rows("M10", due - DAY) == []
    assert rows("M10", due) == [in_time, open_]
    assert rows("M11a", due) == [in_time]
    assert str(FIGURES["M11"].value(due)) == "50.00"


def test_an_extension_granted_later_does_not_change_the_days_before():
    extension = ExtensionFactory()
    first_due = extension.previous_due_on
    actions.decide_extension(
        extension=extension,
        granted=True,
        by=office_of(extension.task),
        at=NOON + (first_due + 2 * DAY - TODAY),
    )

    assert rows("S01", first_due + DAY) == [extension.task]
    assert rows("S01", first_due + 2 * DAY) == []
    assert rows("M10", first_due) == [extension.task]
    assert rows("M10", first_due + 2 * DAY) == []


def test_overdue_and_due_soon_are_open_tasks_seen_from_the_day():
    open_ = a_task(TaskStatus.ISSUED)
    a_task(TaskStatus.CLOSED)
    due = open_.due_on

    assert rows("S02", due - 4 * DAY) == []
    assert rows("S02", due - 3 * DAY) == rows("S02", due) == [open_]
    assert rows("S01", due) == []
    assert rows("S01", due + DAY) == [open_]


def test_a_task_returned_twice_is_returned_on_both_days():
    task = a_task(TaskStatus.RETURNED)
    a_task(TaskStatus.SUBMITTED)
    office = office_of(task)
    hand_in(task, at=NOON + DAY)
    actions.return_for_rework(task=task, note="again", by=office, at=NOON + DAY)

    assert rows("S03") == rows("S03", TODAY + DAY) == [task]
    assert rows("S03", TODAY + 2 * DAY) == []


def test_documents_count_as_issued_replied_to_and_overdue_on_the_day():
    replied = an_instrument(InstrumentStatus.REPLIED)
    issued = a_recommendation()
    an_instrument(InstrumentStatus.APPROVED)
    last_day = issued.reply_due_on

    assert rows("M25a") == [replied, issued]
    assert rows("M25b") == [replied]
    assert rows("M25c", last_day) == []
    assert rows("M25c", last_day + DAY) == [issued]
    assert rows("M25a", TODAY - DAY) == []


def test_a_refused_reply_was_a_reply_on_the_days_before_and_keeps_the_day_it_was_due():
    letter = an_instrument(InstrumentStatus.ISSUED)
    first_due, answered = letter.reply_due_on, letter.reply_due_on + 2 * DAY
    refused, second_due = answered + 3 * DAY, answered + 20 * DAY
    contact, office = contact_of(letter), office_of(letter)

    def at(day):
        return NOON + (day - TODAY)

    actions.reply(instrument=letter, text="已整改。", by=contact, at=at(answered))
    told = {"note": "未附凭证。", "reply_due_on": second_due}
    actions.reject_reply(instrument=letter, by=office, at=at(refused), **told)
    actions.reply(instrument=letter, text="附凭证。", by=contact, at=at(second_due + 2 * DAY))

    days = {
        "unanswered yet": first_due,
        "late": first_due + DAY,
        "answered": answered,
        "still answered": refused - DAY,
        "asked again": refused,
        "new day": second_due,
        "late again": second_due + DAY,
        "answered again": second_due + 2 * DAY,
    }
    assert {name for name, day in days.items() if rows("M25c", day)} == {"late", "late again"}
    assert {name for name, day in days.items() if rows("M25b", day)} == {
        "answered",
        "still answered",
        "answered again",
    }


def test_a_concluded_document_stays_issued_and_replied_to_and_a_void_one_never_was():
    concluded = an_instrument(InstrumentStatus.CONCLUDED)
    an_instrument(InstrumentStatus.VOID)

    assert rows("M25a") == rows("M25b") == [concluded]
    assert rows("M25c", concluded.reply_due_on + DAY) == []


@pytest.mark.parametrize("kind", ["RECT_NOTICE", "PROBLEM_LIST", "MINUTES"])
def test_notices_lists_and_minutes_are_no_means_of_supervision(kind):
    paper = an_instrument(InstrumentStatus.ISSUED, kind=kind)
    letter = an_instrument(InstrumentStatus.ISSUED, kind=InstrumentKind.URGE_SHEET)
    late = letter.reply_due_on + DAY

    assert rows("M25a") == rows("M25c", late) == [letter]
    assert paper.issued_at is not None


def test_documents_of_the_day_count_on_that_day_alone_by_their_kind():
    letter = an_instrument(InstrumentStatus.ISSUED)
    recommendation = a_recommendation()
    an_instrument(InstrumentStatus.ISSUED, kind=InstrumentKind.ONSITE)

    assert rows("S04") == [recommendation]
    assert rows("S05") == [letter]
    assert rows("S04", TODAY + DAY) == rows("S05", TODAY - DAY) == []


def test_a_closed_task_of_a_merged_finding_is_a_warning():
    a_task(TaskStatus.CLOSED)

    assert rows("W05") == []


@pytest.mark.parametrize("code", ["M08", "M10", "S01", "M25a"])
def test_regions_add_up_to_the_whole_with_every_region_zero_included(code):
    here, there, empty = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    for region in (here, there):
        closed = a_task(TaskStatus.CLOSED, region=region)
        an_instrument(InstrumentStatus.ISSUED, task=a_task(TaskStatus.ISSUED, region=region))
    day = closed.due_on + DAY

    split = FIGURES[code].by_region(day)

    assert sum(split.values()) == FIGURES[code].value(day)
    assert split[empty.code] == 0
    assert split[here.code] == split[there.code] == FIGURES[code].value(day, region=here) > 0
