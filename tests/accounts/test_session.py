"""A page whose session ended: who is signed in is asked, and signing in again answers in place."""

import pytest
from django.test import Client

from airdefense.accounts.roles import Role
from tests.factories.accounts import OrganisationFactory, person

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json", "accept-language": "en"}


@pytest.fixture
def clerk():
    clerk = person(Role.DATA_CLERK, OrganisationFactory())
    clerk.set_password("a long enough word")
    clerk.save()
    return clerk


def test_a_page_asks_who_is_signed_in(clerk):
    known, nobody = Client(), Client()
    known.force_login(clerk)

    answers = [client.get("/accounts/session/") for client in (known, nobody)]

    assert [answer.json()["user"] for answer in answers] == [clerk.pk, None]
    assert all(len(answer.json()["token"]) == 64 for answer in answers)
    assert "no-store" in answers[0]["Cache-Control"]


def test_a_script_signs_in_and_gets_the_new_token(clerk):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/accounts/session/").json()["token"]

    answer = client.post(
        "/accounts/login/",
        {"username": clerk.username, "password": "a long enough word"},
        headers=JSON | {"x-csrftoken": token},
    )

    told = answer.json()
    assert (answer.status_code, told["user"]) == (200, clerk.pk)
    saved = client.post("/drafts/x/", {"a": "b"}, headers={"x-csrftoken": told["token"]})
    assert saved.status_code == 200


def test_a_wrong_password_is_a_sentence(clerk):
    answer = Client().post(
        "/accounts/login/", {"username": clerk.username, "password": "x"}, headers=JSON
    )

    assert answer.status_code == 400
    assert "correct username and password" in answer.json()["detail"]


def test_who_is_signed_in_already_is_told_so(clerk):
    client = Client()
    client.force_login(clerk)

    answer = client.post("/accounts/login/", {"username": "x", "password": "x"}, headers=JSON)

    assert (answer.status_code, answer.json()["user"]) == (200, clerk.pk)


def test_the_page_knows_whose_it_is(clerk):
    client = Client(headers={"accept-language": "en"})
    client.force_login(clerk)

    page = client.get("/").text

    assert f'data-user="{clerk.pk}"' in page
    assert f"Password of {clerk}" in page
