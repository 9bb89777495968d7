"""Requests and tasks are named beside what they write."""

import pytest
from django.urls import reverse

from airdefense import authorship
from airdefense.accounts.roles import Role
from airdefense.casework.journal import authors
from airdefense.casework.models import RowChange
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_request_is_named_with_its_person_its_page_and_its_number(as_role):
    client = as_role(Role.INSPECTOR, OrganisationFactory())

    response = client.post(reverse("casework:reminder_preferences"), {"only_overdue": "on"})
    change = RowChange.objects.filter(table_name="casework_reminderpreference").latest("id")

    assert (change.actor, change.reason) == (client.user, "casework:reminder_preferences")
    assert change.request_id == response.headers["X-Request-ID"]


def test_a_task_is_named_and_one_of_leads_is_not():
    assert authors.of_task("casework.remind").claim() == ("", "", "casework.remind")
    assert authors.of_task("leads.watch").claim() == ("", "", "")


def test_outside_requests_a_command_is_the_reason(monkeypatch):
    monkeypatch.setattr("sys.argv", ["/srv/manage.py", "load_demo", "--until", "2026-01-01"])

    assert authorship.of_process().claim() == ("", "", "load_demo")
