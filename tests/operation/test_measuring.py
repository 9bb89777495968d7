"""/metrics, /readyz, and what is told of backups: numbers and moments, and only to some."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework import measuring, readiness
from airdefense.casework.backups.telling import last_runs
from airdefense.casework.backups.watching import tell_if_late
from airdefense.casework.models import BackupKind
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.backups import BackupRunFactory
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def open_to_here(settings):
    settings.METRICS_ALLOW = ["127.0.0.0/8"]


@pytest.fixture
def in_production(settings):
    settings.IS_LOCAL = False


def test_nobody_may_measure_unless_it_is_set():
    assert Client().get("/metrics").status_code == 404


def test_whoever_comes_through_a_proxy_has_no_address_of_this_machine(open_to_here):
    assert Client().get("/metrics").status_code == 200
    assert Client(headers={"x-forwarded-for": "10.0.0.1"}).get("/metrics").status_code == 404


def test_the_token_opens_from_anywhere(settings):
    settings.METRICS_TOKEN = "t" * 30

    right, wrong = (
        Client(headers={"authorization": f"Bearer {token}"}).get("/metrics").status_code
        for token in ("t" * 30, "u" * 30)
    )

    assert (right, wrong) == (200, 404)


def test_ages_of_backup_and_report_are_told(open_to_here):
    BackupRunFactory(happened_at=timezone.now() - HOUR)
    BackupRunFactory(kind=BackupKind.DRILL, is_well=False, happened_at=timezone.now())

    lines = Client().get("/metrics").content.decode().splitlines()
    told = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    assert round(float(told['airdefense_last_backup_age_seconds{kind="backup"}']), -2) == 3600
    assert told['airdefense_last_backup_is_well{kind="drill"}'] == "0.0"
    assert told['airdefense_up{part="database"}'] == "1.0"
    assert told["airdefense_missed_reports"] == "0.0"


def test_metrics_say_nothing_of_leads(open_to_here, as_role):
    lead = LeadFactory()
    commission = as_role(Role.CASE_SUPERVISION, lead.commission)
    commission.get("/leads/")
    commission.get(f"/leads/{lead.pk}/")

    text = Client().get("/metrics").content.decode()

    assert 'route="leads"' in text
    assert "leads:" not in text
    assert "/leads/" not in text


def test_part_that_cannot_be_asked_is_left_out(open_to_here, monkeypatch):
    def unreachable():
        raise OSError

    broken = ("airdefense_broken", "x", (), unreachable)
    monkeypatch.setattr(measuring, "GAUGES", [broken, *measuring.GAUGES])

    answer = Client().get("/metrics")

    assert answer.status_code == 200
    assert "airdefense_broken" not in answer.content.decode()
    assert "airdefense_up" in answer.content.decode()


def test_process_with_its_tables_and_room_is_ready(monkeypatch):
    monkeypatch.setattr(readiness, "signs_of_life", lambda: {"broker": True})

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "ready",
            "database": True,
            "broker": True,
            "migrations": True,
            "disk": True,
        },
    )


def test_process_without_room_for_evidence_is_not_ready(monkeypatch):
    monkeypatch.setattr(readiness, "FREE_BYTES", 1 << 60)

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.json()["disk"]) == (503, False)


@pytest.mark.parametrize(("days", "is_late"), [(7.9, False), (8.1, True)])
def test_drill_is_overdue_after_eight_days(in_production, days, is_late):
    BackupRunFactory(kind=BackupKind.DRILL, happened_at=NOON)
    BackupRunFactory(kind=BackupKind.DRILL, happened_at=NOON + HOUR, is_well=False)

    assert last_runs(BackupKind.DRILL, at=NOON + timedelta(days=days)).is_late is is_late


def test_trial_on_a_machine_of_ones_own_owes_no_backup():
    assert last_runs(BackupKind.BACKUP, at=NOON).is_late is False


def test_administrators_are_told_what_is_overdue_and_nobody_else(settings, in_production):
    settings.EMAIL_URL = "smtp://mail"
    city = OrganisationFactory()
    person(Role.SYSTEM_ADMIN, city, email="admin@example.gov.cn")
    person(Role.LEADERSHIP, city, email="leader@example.gov.cn")
    BackupRunFactory(happened_at=NOON)

    late = tell_if_late(at=NOON + HOUR)

    assert [one.kind for one in late] == [BackupKind.DRILL]
    assert [letter.bcc for letter in mail.outbox] == [["admin@example.gov.cn"]]


def test_nothing_is_told_when_nothing_is_overdue(in_production):
    for kind in (BackupKind.BACKUP, BackupKind.DRILL):
        BackupRunFactory(kind=kind, happened_at=NOON)

    assert tell_if_late(at=NOON + HOUR) == []


def test_health_page_names_the_last_backup_and_what_is_overdue(in_production, as_role):
    BackupRunFactory(happened_at=timezone.now())

    page = as_role(Role.SYSTEM_ADMIN, OrganisationFactory()).get(reverse("reports:health"))

    assert "airdefense-20201107T181000Z" in page.content.decode()
    assert page.content.decode().count("overdue") == 1
