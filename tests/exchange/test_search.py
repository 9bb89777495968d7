"""Global search: over every kind of case, never past what the reader may see."""

import pytest

from airdefense.accounts.roles import Role
from airdefense.exchange.search import SHOWN, find
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return OrganisationFactory()


@pytest.fixture
def clerk(as_role, county):
    return as_role(Role.DATA_CLERK, county)


def test_case_is_found_by_two_characters_of_its_name(clerk, county):
    ours = ProjectFactory(region=county, name="望湖商务楼")
    ProjectFactory(region=county, name="滨河路大厦")
    ProjectFactory(name="望湖二期")

    response = clerk.get("/search/", {"q": "望湖"})

    assert [group.rows for group in response.context["groups"]] == [[ours]]


def test_case_is_found_by_its_number(clerk, county):
    ours = ProjectFactory(region=county)
    ProjectFactory(region=county)

    assert [group.rows for group in find(clerk.user, ours.code)] == [[ours]]


def test_every_word_has_to_occur(clerk, county):
    both = ProjectFactory(region=county, name="望湖商务楼")
    ProjectFactory(region=county, name="望湖大厦")

    assert [group.rows for group in find(clerk.user, "商务 望湖")] == [[both]]


def test_more_than_a_handful_leads_to_the_list(clerk, county):
    for number in range(SHOWN + 1):
        ProjectFactory(region=county, name=f"望湖{number}")

    found = find(clerk.user, "望湖")[0]

    assert len(found.rows) == SHOWN
    assert found.more_url == "/projects/?q=%E6%9C%9B%E6%B9%96"


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_find_no_case(as_role, county, role):
    ProjectFactory(region=county, name="望湖商务楼")
    client = as_role(role, county)

    response = client.get("/search/", {"q": "望湖"})

    assert response.context["groups"] == []
    assert "望湖商务楼" not in response.text


def test_search_for_nothing_asks_the_database_nothing(clerk, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert find(clerk.user, "") == []


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "\x00", "x" * 500])
def test_any_words_are_searched_literally(clerk, county, words):
    ProjectFactory(region=county, name="望湖商务楼")

    response = clerk.get("/search/", {"q": words})

    assert response.status_code == 200
    assert response.context["groups"] == []
