"""A report on demand: who asks, what is refused, and that it opens as soon as it is there."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from airdefense.accounts.roles import Role
from airdefense.reports.models import READERS, Report
from tests.factories.inspections import RoundFactory, a_crew
from tests.factories.reports import ReportFactory

pytestmark = pytest.mark.django_db
URL = "/reports/compile/"
LATER = datetime(2020, 11, 9, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(LATER, tick=False):
        yield


def asked(scope, kind="daily", day="2020-11-04", subject_key=""):
    return {"kind": kind, "day": day, "scope": scope.pk, "subject_key": subject_key}


def words(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("kind", "since", "until"),
    [
        ("daily", "2020-11-04", "2020-11-04"),
        ("rectification", "2020-11-04", "2020-11-04"),
        ("weekly", "2020-11-02", "2020-11-08"),
    ],
)
def test_an_office_asks_for_a_report_and_it_opens(as_role, city, county, kind, since, until):
    client = as_role(Role.INSPECTION_OFFICE, city)

    waiting = client.post(URL, asked(county, kind))
    opened = client.get(waiting.url)

    report = Report.objects.get()
    assert (str(report.since), str(report.day), report.scope) == (since, until, county)
    assert report.compiled_by == client.user
    assert opened.url == report.get_absolute_url()
    assert client.get(waiting.url, headers={"hx-request": "true"})["HX-Redirect"] == opened.url


def test_what_is_there_is_opened_not_compiled_again(as_role, city):
    report = ReportFactory(scope=city, at=LATER)
    client = as_role(Role.INSPECTION_OFFICE, city)

    answer = client.post(URL, asked(city, day="2020-11-02"))

    assert answer.url == report.get_absolute_url()
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "day", "sentence"),
    [
        ("daily", "2020-11-10", "2020-11-10 is not here yet: nothing to report."),
        ("weekly", "2020-11-09", "2020-11-15 is not here yet: nothing to report."),
        ("monthly", "2020-11-09", "2020-11-30 is not here yet: nothing to report."),
        ("daily", "", "Name the day."),
        ("round", "", "Name a round that is concluded."),
    ],
)
def test_what_cannot_be_reported_yet_is_refused_with_a_sentence(as_role, city, kind, day, sentence):
    client = as_role(Role.INSPECTION_OFFICE, city)

    answer = client.post(URL, asked(city, kind, day))

    assert answer.status_code == 200
    assert sentence in words(answer)
    assert not Report.objects.exists()


def test_the_report_of_a_concluded_round_is_asked_for_by_its_name(as_role, city, county):
    crew = a_crew(county, status="concluded")
    running = RoundFactory(region=county)
    client = as_role(Role.INSPECTION_OFFICE, county)

    page = words(client.get(URL))
    client.post(URL, asked(county, "round", "", f"round:{crew.round.pk}"))

    assert str(crew.round) in page
    assert str(running) not in page
    assert Report.objects.get().subject == str(crew.round)


def test_a_round_is_not_reported_for_a_county_it_did_not_cover(as_role, city, county, sibling):
    crew = a_crew(county, status="concluded")
    client = as_role(Role.INSPECTION_OFFICE, city)

    answer = client.post(URL, asked(sibling, "round", "", f"round:{crew.round.pk}"))

    assert f"{crew.round} did not cover {sibling.name}." in words(answer)
    assert not Report.objects.exists()


def test_an_office_asks_for_no_region_beyond_its_own(as_role, city, county, sibling):
    client = as_role(Role.INSPECTION_OFFICE, county)

    assert client.post(URL, asked(sibling)).status_code == 200
    assert client.get(f"{URL}waiting/", asked(sibling)).status_code == 404
    assert not Report.objects.exists()


@pytest.mark.parametrize("role", sorted(set(READERS) - {Role.INSPECTION_OFFICE}))
def test_other_readers_do_not_ask(as_role, city, role):
    client = as_role(role, city)

    assert client.get(URL).status_code == 403
    assert client.post(URL, asked(city)).status_code == 403
    assert client.get(f"{URL}waiting/", asked(city)).status_code == 403


def test_while_it_is_compiled_the_page_asks_again(as_role, city):
    client = as_role(Role.INSPECTION_OFFICE, city)

    page = client.get(f"{URL}waiting/", asked(city))

    assert page.status_code == 200
    assert 'hx-trigger="every 2s"' in words(page)
