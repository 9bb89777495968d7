"""Large files are worked on by the worker: states, progress, stopping, and never twice."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from airdefense.accounts.roles import Role
from airdefense.casework.models import CalendarDay
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.importing import actions, jobs, progress
from airdefense.exchange.importing.kinds import KINDS
from airdefense.exchange.models import Job
from tests.exchange.importing import Days, a_day, workbook
from tests.exchange.test_import_pages import VERDICTS, brought, counts, take
from tests.factories.accounts import NOON, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setitem(KINDS, "days", Days())


@pytest.fixture
def clerk(as_role):
    return as_role(Role.DATA_CLERK, OrganisationFactory(code="530423"))


@pytest.fixture
def everything_is_large(settings):
    settings.IMPORT_ROWS_AT_ONCE = 0


@pytest.fixture
def waiting(clerk, everything_is_large):
    """A checked-in file whose check waits for the worker."""
    return brought(clerk, workbook(a_day(), a_day("2026-10-02")))


def run(batch, job, by, **options):
    batch.refresh_from_db()
    jobs.run(batch, job, by=by, at=NOON, **options)
    batch.refresh_from_db()
    return batch


def test_a_large_file_waits_for_the_worker_and_the_page_says_so(clerk, waiting):
    page = clerk.get(f"/imports/{waiting.pk}/").content.decode()
    piece = clerk.get(f"/imports/{waiting.pk}/progress/").content.decode()

    assert (waiting.status, waiting.job) == ("uploaded", "check")
    assert "being checked" in page
    assert 'hx-trigger="every 2s"' in piece


def test_the_worker_checks_and_takes_in(clerk, waiting, django_capture_on_commit_callbacks):
    run(waiting, Job.CHECK, clerk.user)
    checked = counts(waiting, *VERDICTS), waiting.job
    with django_capture_on_commit_callbacks(execute=True):
        take(clerk, waiting)
    waiting.refresh_from_db()

    assert checked == ((2, 0, 0, 0, 0), "")
    assert (waiting.status, waiting.job, CalendarDay.objects.count()) == ("applied", "", 2)
    moved_on = clerk.get(f"/imports/{waiting.pk}/progress/")
    assert moved_on["HX-Redirect"] == f"/imports/{waiting.pk}/"


def test_while_the_worker_is_at_it_nothing_else_is_done(clerk, waiting):
    with pytest.raises(NotPossible):
        jobs.start(waiting, Job.CHECK, by=clerk.user, at=NOON)


def test_a_job_that_is_not_wanted_any_more_is_not_done(clerk, waiting):
    jobs.finish(waiting, {})

    run(waiting, Job.CHECK, clerk.user)

    assert waiting.status == "uploaded"


def test_a_file_is_not_taken_in_twice(clerk):
    batch = brought(clerk, workbook(a_day()))
    take(clerk, batch)

    take(clerk, batch)

    assert CalendarDay.objects.count() == 1
    with pytest.raises(NotPossible):
        actions.apply(batch, by=clerk.user, at=NOON, on=NOON.date())


def test_stopping_leaves_everything_as_it_was(clerk, waiting):
    run(waiting, Job.CHECK, clerk.user)
    jobs.ask(waiting, Job.APPLY, by=clerk.user, at=NOON)
    progress.ask_to_stop(waiting.pk)

    run(waiting, Job.APPLY, clerk.user)

    assert (waiting.status, waiting.job, CalendarDay.objects.count()) == ("checked", "", 0)
    assert "Stopped by a person" in clerk.get(f"/imports/{waiting.pk}/").content.decode()


def test_a_job_without_a_living_worker_is_taken_off_by_stopping_it(clerk, waiting):
    progress.start(waiting.pk)

    page = clerk.get(f"/imports/{waiting.pk}/").content.decode()
    clerk.post(f"/imports/{waiting.pk}/stop/")

    waiting.refresh_from_db()
    assert "Nothing has been heard" in page
    assert waiting.job == ""


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (SoftTimeLimitExceeded(), "Took longer than 8 minutes"),
        (ZeroDivisionError(), "Something went wrong"),
        (NotPossible("The ledger is closed."), "The ledger is closed."),
    ],
)
def test_what_stops_the_worker_is_told_on_the_page(clerk, waiting, monkeypatch, fault, words):
    def fail(*args, **kwargs):
        raise fault

    monkeypatch.setattr(Days, "examine", fail)

    run(waiting, Job.CHECK, clerk.user)

    assert (waiting.status, waiting.job, waiting.rows.count()) == ("uploaded", "", 0)
    assert words in clerk.get(f"/imports/{waiting.pk}/").content.decode()


def test_a_large_file_is_undone_by_the_worker(
    clerk, everything_is_large, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        batch = brought(clerk, workbook(a_day()))
    with django_capture_on_commit_callbacks(execute=True):
        take(clerk, batch)
    with django_capture_on_commit_callbacks(execute=True):
        clerk.post(f"/imports/{batch.pk}/undo/", {"note": "wrong file"})

    batch.refresh_from_db()
    assert (batch.status, batch.job, CalendarDay.objects.count()) == ("undone", "", 0)
