"""Run by tests/test_features.py in a process of its own, where leads are switched off while their
rows stand in the database: nothing of them is left on any page."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from airdefense.accounts.home import FIGURES as TILES
from airdefense.accounts.home import LISTS
from airdefense.accounts.models import system_user
from airdefense.accounts.roles import Role
from airdefense.casework.checkup.registry import RULES
from airdefense.casework.holdings import HOLDINGS
from airdefense.casework.reminding.registry import REMINDERS
from airdefense.reports.actions import compile_report
from airdefense.reports.figures import FIGURES
from airdefense.reports.mail import letter
from airdefense.reports.models import DAILY_KINDS
from leads.models import Lead
from tests.factories.accounts import TODAY
from tests.world import two_counties

pytestmark = pytest.mark.django_db
ROLES = [role for role in Role if role not in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)]
# The pages of one case of each kind, and the pages of no case.
CASES = {
    "project": "projects:detail",
    "finding": "inspections:detail",
    "task": "rectification:detail",
    "round": "inspections:round_detail",
    "power": "inspections:power_detail",
    "instrument": "rectification:instrument_detail",
    "gap": "projects:gap_detail",
}
PAGES = (
    "home",
    "accounts:profile",
    "projects:list",
    "inspections:list",
    "inspections:round_list",
    "rectification:list",
    "rectification:instrument_list",
    "reports:list",
    "checkup:index",
    "casework:hand_over_list",
)


@pytest.fixture
def county(db):
    return two_counties()[0]


def in_chinese(user) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def pages_of(county):
    return [reverse(name) for name in PAGES] + [
        reverse(name, args=[county.cases[kind].pk]) for kind, name in CASES.items()
    ]


def test_every_page_opens_without_a_word_about_leads(county):
    assert Lead.objects.exists()
    opened = 0
    for role in ROLES:
        client = in_chinese(county.people[role])
        for url in pages_of(county):
            answer = client.get(url)
            assert answer.status_code in (200, 403, 404), (role, url)
            opened += answer.status_code == 200
            words = answer.content.decode()
            assert "线索" not in words, (role, url, words[words.find("线索") - 200 :][:400])
            assert "/leads/" not in words, (role, url)
    assert opened > 100


def test_no_address_of_leads_is_left(county):
    assert "leads" not in get_resolver().namespace_dict
    for name in ("leads:list", "leads:detail", "leads:case_list"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=[1] if name.endswith("detail") else [])
    client = in_chinese(county.people[Role.CASE_SUPERVISION])
    for url in ("/leads/", f"/leads/{county.cases['lead'].pk}/", "/api/v1/leads/"):
        assert client.get(url).status_code == 404


def test_nothing_of_leads_is_registered():
    codes = {code for code in FIGURES if code in ("M04", "M06") or "M15" <= code <= "M24z"}
    assert codes == set()
    assert not {"W01", "W02", "W03"} & FIGURES.keys()
    assert {rule.area for rule in RULES.values()} == {"projects", "inspections", "rectification"}
    named = [entry.build for entry in (*LISTS, *TILES)] + [r.rows for r in REMINDERS.values()]
    assert [build.__module__ for build in named if build.__module__.startswith("leads")] == []
    assert [h for h in HOLDINGS.values() if type(h).__module__.startswith("leads")] == []


def test_reports_compile_and_are_mailed_without_leads(county):
    scope = county.region.parent
    for kind in DAILY_KINDS:
        report = compile_report(
            kind=kind, day=TODAY, scope=scope, by=system_user(), at=timezone.now()
        )
        told = letter(report, county.people[Role.LEADERSHIP])
        assert "lead" not in (told.subject + told.text).lower().replace("leadership", "").replace(
            "leader", ""
        )
        assert set(report.figures.values_list("code", flat=True)) <= set(FIGURES)


def test_search_and_tasks_know_no_lead(county):
    client = in_chinese(county.people[Role.CASE_SUPERVISION])
    lead = county.cases["lead"]

    found = client.get(reverse("exchange:search"), {"q": lead.letter_number}).content.decode()

    assert "/leads/" not in found
    task = reverse("rectification:new")
    assert client.get(task, {"lead": lead.pk}).status_code in (302, 403, 404)


def test_round_is_held_to_no_report_on_leads(county):
    client = in_chinese(county.people[Role.INSPECTION_OFFICE])

    page = client.get(reverse("inspections:round_deadlines", args=[county.cases["round"].pk]))

    assert "leads_back" not in page.content.decode()
