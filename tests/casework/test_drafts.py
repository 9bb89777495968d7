"""Drafts: what a person typed comes back to that person alone."""

import json
from datetime import UTC, datetime

import pytest
import time_machine

from airdefense.accounts.roles import Role
from airdefense.casework.models import Draft
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db
URL = "/drafts/projects:new/"
MORNING = datetime(2020, 12, 11, 0, 34, tzinfo=UTC)


@pytest.fixture
def region():
    return OrganisationFactory()


@pytest.fixture
def clerk(as_role, region):
    return as_role(Role.DATA_CLERK, region)


def save(client, fields, url=URL):
    return client.post(url, json.dumps(fields), content_type="application/json")


@time_machine.travel(MORNING, tick=False)
def test_saved_draft_comes_back_with_its_time(clerk):
    answer = save(clerk, {"name": ["望湖"], "kinds": ["a", "b"]})

    assert answer.json()["time"] == "08:34"
    assert clerk.get(URL).json() == {
        "fields": {"name": ["望湖"], "kinds": ["a", "b"]},
        "saved_at": "12-11 08:34",
        "time": "08:34",
    }


def test_second_saving_replaces_the_first(clerk):
    save(clerk, {"name": ["old"]})

    save(clerk, {"name": ["new"]})

    assert [draft.data for draft in Draft.objects.filter(user=clerk.user)] == [{"name": ["new"]}]


def test_draft_of_another_is_not_there(clerk, as_role, region):
    save(clerk, {"name": ["mine"]})
    colleague = as_role(Role.DATA_CLERK, region)

    assert colleague.get(URL).status_code == 204
    assert colleague.delete(URL).status_code == 204
    assert clerk.get(URL).json()["fields"] == {"name": ["mine"]}


def test_drafts_of_two_forms_are_apart(clerk):
    save(clerk, {"name": ["one"]}, "/drafts/projects:edit:1/")

    assert clerk.get("/drafts/projects:edit:12/").status_code == 204


def test_discarded_draft_is_gone(clerk):
    save(clerk, {"name": ["望湖"]})

    clerk.delete(URL)

    assert clerk.get(URL).status_code == 204


def test_plain_form_post_is_kept_without_its_token(clerk):
    clerk.post(URL, {"name": "望湖", "csrfmiddlewaretoken": "x", "once": "y"})

    assert Draft.objects.get().data == {"name": ["望湖"]}


def test_draft_keeps_what_its_writer_had_read_so_that_a_later_change_is_merged(clerk):
    save(clerk, {"name": ["望湖"], "version": ["3"], "base": ["{}"]})

    assert Draft.objects.get().data == {"name": ["望湖"], "version": ["3"], "base": ["{}"]}


def test_secrets_are_not_kept(clerk):
    save(clerk, {"name": ["x"], "password": ["secret"], "csrfmiddlewaretoken": ["t"]})

    assert Draft.objects.get().data == {"name": ["x"]}


def test_character_the_database_cannot_keep_is_left_out(clerk):
    save(clerk, {"name": ["a\x00b"], "b\x00": ["c"]})

    assert Draft.objects.get().data == {"name": ["ab"]}


@pytest.mark.parametrize("body", ["[1]", '"x"', '{"a": "b"}', '{"a": [1]}', "{", "null"])
def test_body_that_is_no_form_is_refused(clerk, body):
    response = clerk.post(URL, body, content_type="application/json")

    assert response.status_code == 400
    assert not Draft.objects.exists()


def test_draft_beyond_every_form_is_refused(clerk):
    assert save(clerk, {"name": ["x" * 200_001]}).status_code == 400


def test_key_beyond_its_column_is_refused(clerk):
    assert save(clerk, {"name": ["x"]}, f"/drafts/{'k' * 121}/").status_code == 400


def test_key_the_database_cannot_keep_is_refused(clerk):
    assert clerk.get("/drafts/a%00b/").status_code == 400


def test_stranger_is_asked_to_sign_in(client):
    response = client.get(URL)

    assert (response.status_code, response["Location"]) == (
        302,
        "/accounts/login/?next=/drafts/projects%3Anew/",
    )


def test_draft_is_never_cached(clerk):
    save(clerk, {"name": ["望湖"]})

    assert "no-store" in clerk.get(URL)["Cache-Control"]
