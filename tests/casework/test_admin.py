"""The desk of time limits: each office keeps those of its own reach."""

import re
from datetime import UTC, date, datetime

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event, TimeLimit
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db
DESK = "/admin/casework/timelimit/"


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400")


def a_limit(organisation=None):
    return TimeLimit.objects.create(
        step="task.rectify",
        days=60,
        basis="模拟规定",
        effective_on=date(2003, 1, 1),
        organisation=organisation,
    )


def form(organisation=None, days=5):
    return {
        "step": "task.rectify",
        "days": days,
        "basis": "模拟规定",
        "effective_on": "2003-01-01",
        "organisation": organisation.pk if organisation else "",
    }


def test_county_office_changes_no_limit_of_the_city_or_of_a_sibling(as_role, city):
    own, sibling = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    limits = [a_limit(own), a_limit(sibling), a_limit()]
    client = as_role(Role.INSPECTION_OFFICE, own)

    answers = [
        client.post(f"{DESK}{limit.pk}/change/", form(limit.organisation)).status_code
        for limit in limits
    ]

    assert answers == [302, 403, 403]
    assert [TimeLimit.objects.get(pk=limit.pk).days for limit in limits] == [5, 60, 60]


@pytest.mark.parametrize(("is_city", "added"), [(True, 1), (False, 0)])
def test_limit_of_the_whole_city_is_entered_by_the_office_of_the_city(
    as_role, city, is_city, added
):
    office = as_role(Role.INSPECTION_OFFICE, city if is_city else OrganisationFactory(parent=city))

    office.post(f"{DESK}add/", form())

    assert TimeLimit.objects.count() == added


def test_access_log_speaks_in_words_of_each_kind_of_case(as_role, city):
    auditor = as_role(Role.AUDITOR, city)
    Event.objects.create(
        case_type="projects.project",
        case_id=7,
        name="confirm",
        before="recorded",
        after="confirmed",
        actor=auditor.user,
        happened_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    )

    page = auditor.get("/admin/casework/event/", {"case_type": "projects.project"})

    cells = re.findall(r'class="field-(kind|step|was|became)">([^<]+)<', page.content.decode())
    assert dict(cells) == {
        "kind": "project",
        "step": "Confirm",
        "was": "To be confirmed",
        "became": "Confirmed",
    }
    assert "?case_type=projects.project&amp;name=confirm" in page.content.decode()
