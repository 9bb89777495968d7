"""Rates through the JSON API: the same two people, the same refusals as on the page."""

import pytest
from django.test import Client

from airdefense.accounts.roles import Role
from projects.models import FeeRate
from projects.workflow import PublishedStatus
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.projects import FeeRateFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/projects/rates/"


@pytest.fixture
def county():
    return OrganisationFactory()


def signed_in(role, region):
    client = Client(headers={"accept-language": "en"})
    client.user = person(role, region)
    client.force_login(client.user)
    return client


def rate(region, **changes):
    return {
        "region": region.code,
        "grade": "G6",
        "yuan_per_sqm": "1000.00",
        "effective_from": "2015-01-01",
        "document": "模拟费率〔2015〕1号",
    } | changes


def post(client, url, data=None):
    return client.post(url, data or {}, content_type="application/json")


def test_rate_is_proposed_put_in_force_by_another_and_ended(county):
    first, second = signed_in(Role.DATA_CLERK, county), signed_in(Role.DATA_CLERK, county)

    made = post(first, URL, rate(county))
    steps = f"{URL}{made.json()['id']}/steps/"
    own = post(first, f"{steps}put_in_force/")
    agreed = post(second, f"{steps}put_in_force/")
    ended = post(second, f"{steps}end/", {"effective_to": "2019-12-31", "note": "新标准施行"})

    assert [r.status_code for r in (made, own, agreed, ended)] == [201, 409, 200, 200]
    row = FeeRate.objects.get()
    assert (row.status, str(row.effective_to)) == (PublishedStatus.ENDED, "2019-12-31")


def test_every_fault_is_told_at_its_field(county):
    client = signed_in(Role.DATA_CLERK, county)
    faults = {"region": OrganisationFactory().code, "yuan_per_sqm": "0", "document": ""}

    answer = post(client, URL, rate(county) | faults)

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"region", "yuan_per_sqm", "document"}


def test_other_counties_rates_are_not_listed(county):
    FeeRateFactory()
    own = FeeRateFactory(region=county)

    answer = signed_in(Role.INSPECTOR, county).get(URL)

    assert [row["id"] for row in answer.json()["results"]] == [own.pk]


def test_inspector_proposes_nothing(county):
    assert post(signed_in(Role.INSPECTOR, county), URL, rate(county)).status_code == 403
