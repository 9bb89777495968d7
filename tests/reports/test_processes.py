"""Real workers, killed in the middle: no half report, and each recipient one mail."""

import random
import time
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from airdefense.accounts.roles import Role
from airdefense.reports.figures import of_sections
from airdefense.reports.models import (
    SECTIONS,
    Delivery,
    DeliveryState,
    FrozenFigure,
    Kind,
    Report,
)
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.reports import ReportScheduleFactory
from tests.reports.post import open_office
from tests.reports.workers import a_crew_of_workers

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MORNING = datetime(2020, 11, 3, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
# Longer than a claim holds, so that the next worker takes over from a dead one.
LATER = timedelta(minutes=11)
KILLS = 10


@pytest.fixture
def post_office():
    with open_office() as office:
        yield office


@pytest.fixture
def crew(post_office):
    with a_crew_of_workers(post_office.port) as workers:
        yield workers


@pytest.fixture
def leaders(crew):
    city = OrganisationFactory(city=True, code="530400")
    county = OrganisationFactory(parent=city, code="530423")
    ReportScheduleFactory()
    return [person(Role.LEADERSHIP, scope) for scope in (city, city, county)]


def wait_until_somebody_waits_for_a_lock():
    for _turn in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_locks "
                "where not granted and relation = 'projects_allocation'::regclass"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("the worker never came to the locked table")


def is_whole(report):
    """Every figure of the kind is there, and every leader of the region has a mail."""
    figures = set(FrozenFigure.objects.filter(report=report).values_list("code", flat=True))
    expected = {figure.code for figure in of_sections(SECTIONS[Kind(report.kind)])}
    return figures == expected and report.deliveries.exists()


def test_a_worker_killed_while_compiling_leaves_nothing_and_the_next_finishes_once(crew, leaders):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("lock table projects_allocation in access exclusive mode")
        killed = crew.start("compile", MORNING)
        try:
            wait_until_somebody_waits_for_a_lock()
        finally:
            crew.kill(killed)
    assert not Report.objects.exists()

    crew.finish(crew.start("compile", MORNING), crew.start("compile", MORNING))

    assert [report.number for report in Report.objects.all()] == [1, 1]
    assert all(is_whole(report) for report in Report.objects.all())
    mails = Delivery.objects.order_by("recipient")
    assert [mail.recipient_id for mail in mails] == sorted(leader.pk for leader in leaders)


def test_two_beats_and_two_workers_killed_at_twenty_points_make_one_report_and_one_mail_each(
    crew, leaders, post_office
):
    """Killed at ten points of compiling and ten of delivering, with a server that refuses, dies
    in the middle of a mail, and takes it in the end."""
    chance = random.Random(20201103)

    for _kill in range(KILLS):
        workers = [crew.start("compile", MORNING) for _beat in range(2)]
        time.sleep(chance.uniform(0, 0.6))
        crew.kill(*workers)
        assert all(is_whole(report) for report in Report.objects.all())
    crew.finish(crew.start("compile", MORNING), crew.start("compile", MORNING))

    moment = MORNING
    for kill in range(KILLS):
        post_office.refusals, post_office.deaths = kill % 3, kill % 2
        workers = [crew.start("deliver", moment) for _beat in range(2)]
        time.sleep(chance.uniform(0, 0.3))
        crew.kill(*workers)
        moment += LATER
    post_office.refusals = post_office.deaths = 0
    for _turn in range(2):
        moment += timedelta(hours=5)
        crew.finish(crew.start("deliver", moment), crew.start("deliver", moment))

    reports = Report.objects.order_by("scope__path")
    assert [(report.day.day, report.number, report.revision) for report in reports] == [
        (2, 1, 1),
        (2, 1, 1),
    ]
    mails = Delivery.objects.order_by("pk")
    assert sorted(mail.recipient_id for mail in mails) == sorted(leader.pk for leader in leaders)
    assert {mail.state for mail in mails} == {DeliveryState.SENT}
    # A mailbox shows one mail for a Message-ID, also where a worker died between the server's
    # answer and the note that it was sent (decision 0032).
    arrived = {(mail["To"], mail["Message-ID"]) for mail in post_office.mails}
    assert Counter(to for to, _message in arrived) == {leader.email: 1 for leader in leaders}
    assert {message for _to, message in arrived} == {mail.message_id for mail in mails}
