"""The first hour: a tour of every role leads over pages which that role may open."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from airdefense.accounts.roles import Role
from airdefense.accounts.touring.guides import GUIDES, NAMES
from airdefense.accounts.touring.tours import TOURS, stops_of
from tests.conftest import Browser
from tests.factories.accounts import OrganisationFactory, person

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en"}


def visitor(*roles):
    client = Browser(headers=ENGLISH)
    client.force_login(person(*roles, OrganisationFactory(city=True)))
    return client


def go(client, role, place):
    return client.post(reverse("accounts:take_tour_step"), {"role": role, "place": place})


def test_every_role_has_a_tour():
    assert set(TOURS) == set(Role)


@pytest.mark.parametrize("role", Role.values)
def test_every_stop_is_a_page_that_the_role_may_open_and_says_where_one_stands(role):
    client = visitor(role)
    stops = stops_of(role)

    for place, (stop, url) in enumerate(stops):
        assert go(client, role, place)["Location"] == url
        page = client.get(url, follow=True)
        assert page.status_code == 200, stop.page
        assert f"stop {place + 1} of {len(stops)}" in page.text
        assert str(escape(stop.title)) in page.text
        assert "Go there" not in page.text

    assert len(stops) == len(TOURS[role]) >= 2


def test_tour_is_offered_on_the_first_page_until_it_is_taken_or_declined():
    client = visitor(Role.DATA_CLERK)
    offered = client.get(reverse("home")).text

    declined = go(client, Role.DATA_CLERK, len(TOURS[Role.DATA_CLERK]))

    assert "New here?" in offered
    assert declined["Location"] == reverse("home")
    assert "New here?" not in client.get(reverse("home")).text


def test_tour_is_left_from_any_stop_and_leaves_nothing_behind():
    client = visitor(Role.UNIT_CONTACT)
    go(client, Role.UNIT_CONTACT, 1)

    go(client, Role.UNIT_CONTACT, len(TOURS[Role.UNIT_CONTACT]))

    assert "stop 2 of" not in client.get(reverse("rectification:list")).text
    assert "tour" not in client.session


def test_bar_leads_back_to_the_stop_from_any_other_page():
    client = visitor(Role.DATA_CLERK)
    go(client, Role.DATA_CLERK, 1)

    page = client.get(reverse("accounts:profile")).text

    assert f'<a href="{reverse("exchange:import_list")}">Go there</a>' in page


@pytest.mark.parametrize(
    ("role", "place"), [(Role.CASE_OFFICER, "0"), ("nobody", "0"), (Role.DATA_CLERK, "one")]
)
def test_tour_of_another_role_or_to_no_stop_is_not_found(role, place):
    client = visitor(Role.DATA_CLERK)

    assert go(client, role, place).status_code == 404
    assert "tour" not in client.session


def test_tour_ends_by_itself_when_the_role_ends():
    client = visitor(Role.DATA_CLERK)
    session = client.session
    session["tour"] = [Role.CASE_OFFICER, 0]
    session.save()

    page = client.get(reverse("home"))

    assert page.status_code == 200
    assert "stop 1 of" not in page.text


def test_page_of_the_tours_lists_each_role_of_the_reader_and_no_other():
    page = visitor(Role.INSPECTOR).get(reverse("accounts:tour")).text

    assert all(str(escape(stop.words)) in page for stop, _url in stops_of(Role.INSPECTOR)[:1])
    assert "Sealed parts" not in page
    assert "The register of leads" not in page


def test_every_role_has_a_written_guide_linked_from_its_tour():
    page = visitor(Role.DATA_CLERK).get(reverse("accounts:tour")).text

    assert set(GUIDES) == set(Role)
    assert reverse("accounts:guide", args=["clerk"]) in page
    assert reverse("accounts:guide", args=["first-steps"]) in page
    assert reverse("accounts:guide", args=["commission"]) not in page


@pytest.mark.parametrize("name", sorted(NAMES))
@pytest.mark.parametrize(("language", "mark"), [("zh-hans", "模拟数据"), ("en", "imulated data")])
def test_every_guide_is_read_in_ones_own_language(name, language, mark):
    client = visitor(Role.DATA_CLERK)

    page = client.get(reverse("accounts:guide", args=[name]), headers={"accept-language": language})

    assert page["Content-Type"] == "text/plain; charset=utf-8"
    assert page.text.startswith("# ")
    assert mark in page.text


@pytest.mark.parametrize("name", ["operation", "nothing"])
def test_what_is_no_guide_is_not_found(name):
    assert visitor(Role.DATA_CLERK).get(f"/accounts/tour/guides/{name}/").status_code == 404
