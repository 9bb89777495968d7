"""What a write touches is screened once it stands; what was missed, at night."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection, transaction

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from projects import actions, screening, tasks
from projects.actions.bulk.papers import record_entries
from projects.models import FeeRate, Suspicion
from projects.screened import WHOLE
from projects.screening.after import Rescreen, after_commit
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.projects import FeePolicyFactory, clerk_of
from tests.projects.screening.ledger import codes, hall, project_in, region_with_rates, screen

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` is a transaction of its own, whose jobs are done at its end."""

    def transaction_of_its_own():
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(execute=True)

    return transaction_of_its_own


@pytest.fixture
def office():
    return project_in(region_with_rates())


def pay(office, amount, number="A"):
    actions.record_receipt(
        project=office,
        number=number,
        paid_on=TODAY,
        amount_yuan=Decimal(amount),
        payer="模拟置业",
        by=clerk_of(office),
        at=NOON,
    )


def jobs():
    return [hook for _sids, hook, _robust in connection.run_on_commit if isinstance(hook, Rescreen)]


def test_a_written_project_is_screened_as_soon_as_it_stands(committed):
    region = region_with_rates()

    with committed():
        office = project_in(region)
        assert not Suspicion.objects.exists()

    assert codes(office) == ["GAP"]


def test_a_payment_lessens_what_is_suspected_at_once(office, committed):
    screen()

    with committed():
        pay(office, "1000000")

    assert Suspicion.objects.get(check_code="GAP").amount_yuan == Decimal("290000.00")


def test_a_withdrawn_project_is_freed_at_once(office, committed):
    screen()

    with committed():
        actions.take_step(office, "withdraw", by=clerk_of(office), at=NOON, note="twice")

    assert codes(office) == []


def test_many_writes_of_a_transaction_are_one_job(office):
    connection.run_on_commit.clear()
    other = project_in(office.region)
    pay(office, "10", "A")
    pay(other, "10", "B")

    (job,) = jobs()

    assert job.changed == {"projects": {office.pk, other.pk}, "papers": set(), "regions": set()}


def test_a_write_that_was_rolled_back_asks_for_nothing(office):
    connection.run_on_commit.clear()

    with pytest.raises(RuntimeError), transaction.atomic():
        after_commit([office.pk])
        raise RuntimeError

    assert jobs() == []


def test_a_rate_put_in_force_screens_its_region(committed):
    region = OrganisationFactory()
    FeePolicyFactory(region=region, status="in_force")
    office = project_in(region)
    screen()
    assert codes(office) == ["RATE"]
    rate = actions.propose(
        FeeRate,
        region=region,
        effective_from=date(2015, 1, 1),
        document="模拟费率〔2015〕1号",
        grade="G6",
        yuan_per_sqm=Decimal(1500),
        by=person(Role.DATA_CLERK, region),
        at=NOON,
    )

    with committed():
        actions.take_published_step(
            rate, "put_in_force", by=person(Role.DATA_CLERK, region), at=NOON
        )

    assert codes(office) == ["GAP"]


def test_a_changed_part_of_a_plan_frees_the_others(committed):
    region = region_with_rates()
    one, other = (project_in(region, hall("1100"), planned_once_id="一期") for _ in range(2))
    screen()
    assert codes(other) == ["X09"]
    one.refresh_from_db()

    with committed():
        actions.edit_project(project=one, planned_once_id="", by=clerk_of(one), at=NOON)

    assert (codes(one), codes(other)) == ([], [])


def at_night(hour, minute=0, day=3):
    return datetime(2020, 11, day, hour, minute, tzinfo=SHANGHAI)


def test_every_night_is_screened_once(office):
    early = screening.screen_if_due(at=at_night(1, 29))
    first = screening.screen_if_due(at=at_night(1, 30))
    again = screening.screen_if_due(at=at_night(1, 40))
    next_night = screening.screen_if_due(at=at_night(1, 30, day=4))

    assert (early, again) == (None, None)
    assert (first.projects, next_night.projects) == (1, 1)
    assert Event.objects.of(WHOLE).filter(name="screen").count() == 2


def test_a_night_without_a_worker_is_made_up_for(office):
    screening.screen_if_due(at=at_night(1, 30, day=3))

    assert screening.screen_if_due(at=at_night(9, 15, day=5)).projects == 1


def test_a_run_over_one_region_is_not_the_nightly_one(office):
    screen(at=at_night(1, 31), region=office.region.code)

    assert screening.screen_if_due(at=at_night(1, 40)).projects == 1


def test_the_jobs_of_beat_exist():
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert {task.name for task in (tasks.screen_due,)} <= names
    assert tasks.rescreen.name == screening.TASK


def test_an_empty_city_has_nothing_to_screen():
    tasks.screen_due()

    assert not Event.objects.exists()


def test_what_falls_due_overnight_is_seen_in_the_morning(office):
    clerk = clerk_of(office)
    actions.assess(
        project=office,
        document="核定1号",
        assessed_on=TODAY,
        gross_yuan=Decimal("1290000"),
        legal_payable_yuan=Decimal("1290000"),
        rate_document="模拟费率",
        required_g6_sqm=Decimal(860),
        by=clerk,
        at=NOON,
    )
    actions.demand(
        project=office,
        number="通知1号",
        issued_on=TODAY,
        due_on=TODAY,
        amount_yuan=Decimal("1290000"),
        by=clerk,
        at=NOON,
    )
    screen()
    assert codes(office) == []

    screen(at=NOON + timedelta(days=1))

    assert codes(office) == ["GAP", "X10"]


def test_a_file_of_the_treasury_is_laid_against_every_receipt_of_its_days(office, committed):
    treasury = OrganisationFactory(parent=office.region, kind=OrganisationKind.FINANCE)
    pay(office, "10", "A")
    pay(office, "10", "B")
    line = {"source": treasury, "paid_on": TODAY, "amount_yuan": Decimal(10)}

    with committed():
        record_entries([line | {"number": "A", "receipt": None}], by=clerk_of(office), at=NOON)

    (row,) = Suspicion.objects.filter(check_code="X18")
    assert row.facts["params"]["receipt"] == "B"
