"""Real workers, killed in the middle: no half report, and the next beat finishes it once."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection, transaction

from airdefense.accounts.roles import Role
from airdefense.reports.models import Delivery, FrozenFigure, Report
from tests.factories.accounts import OrganisationFactory, person

BEAT = "from airdefense.reports.tasks import compile_due; compile_due(kind='daily')"


def a_worker():
    """A process of its own that does what beat asked for, on the database of this test."""
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    url = f"postgresql://{login}/{database['NAME']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", BEAT],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
    )


def wait_until_somebody_waits_for_a_lock():
    for _turn in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_locks "
                "where not granted and relation = 'projects_allocation'::regclass"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("the worker never came to the locked table")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_compiling_leaves_nothing_and_the_next_finishes_once():
    city = OrganisationFactory(city=True, code="530400")
    leader = person(Role.LEADERSHIP, city)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("lock table projects_allocation in access exclusive mode")
        killed = a_worker()
        try:
            wait_until_somebody_waits_for_a_lock()
        finally:
            killed.send_signal(signal.SIGKILL)
            killed.wait()
    assert not Report.objects.exists()

    workers = [a_worker(), a_worker()]

    assert [worker.wait(timeout=120) for worker in workers] == [0, 0]
    report = Report.objects.get()
    assert report.number == 1
    assert FrozenFigure.objects.filter(report=report, code="M13").exists()
    assert [mail.recipient for mail in Delivery.objects.all()] == [leader]
