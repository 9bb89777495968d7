"""Run by tests/test_features.py in a process of its own, on the commission's own network: leads
alone, keyed by hand; projects, inspections and rectification have tables and no pages."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from airdefense.accounts.models import system_user
from airdefense.accounts.roles import Role
from airdefense.reports.actions import compile_report
from airdefense.reports.actions.compiling import publish_due
from airdefense.reports.mail import letter
from airdefense.reports.models import Kind
from tests.factories.accounts import TODAY, person
from tests.factories.leads import Office, a_case, a_lead

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_only_leads_have_addresses():
    spaces = set(get_resolver().namespace_dict)

    assert "leads" in spaces
    assert not spaces & {"projects", "inspections", "rectification"}
    with pytest.raises(NoReverseMatch):
        reverse("projects:list")


@pytest.mark.parametrize("status", ["transferred", "registered", "assigned", "in_disposal", "held"])
def test_pages_of_a_lead_open_for_everybody_who_may(status):
    lead = a_lead(status)
    for user in (lead.office.clerk, lead.office.officer, lead.office.leader):
        client = signed_in(user)
        for url in (reverse("home"), reverse("leads:list"), reverse("accounts:profile")):
            assert client.get(url).status_code == 200, url
        assert client.get(lead.get_absolute_url()).status_code in (200, 404)


def test_pages_of_cases_and_keeping_open():
    case = a_case("trial")
    client = signed_in(case.office.officer)

    for url in (
        reverse("leads:case_list"),
        case.get_absolute_url(),
        case.lead.get_absolute_url(),
        reverse("leads:case_file_new", args=[case.lead_id]),
    ):
        assert client.get(url).status_code == 200, url
    assert signed_in(case.office.clerk).get(reverse("leads:archive_list")).status_code == 200


def test_transfer_is_keyed_by_hand():
    office = Office()
    client = signed_in(office.clerk)

    page = client.get(reverse("leads:new"))

    assert page.status_code == 200
    assert b'name="finding"' not in page.content
    assert b'name="project"' not in page.content


def test_daily_report_speaks_of_leads_alone():
    lead = a_lead("in_disposal")
    reader = person(Role.LEADERSHIP, lead.office.city)

    report = compile_report(
        kind=Kind.DAILY, day=TODAY, scope=lead.office.city, by=system_user(), at=timezone.now()
    )

    page = signed_in(reader).get(report.get_absolute_url())
    assert page.status_code == 200
    assert letter(report, reader).subject == "Civil air defence daily 11-02 | no change | leads <3"
    assert publish_due(Kind.FEE_RECOVERY, by=system_user(), at=timezone.now()) == []
