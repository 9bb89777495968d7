"""Every refusal of the API has one shape (RFC 9457) and one meaning of its status."""

import pytest
from django.test import Client

from airdefense.accounts.roles import Role
from airdefense.casework.programs.problems import first_of
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
PROJECTS = "/api/v1/projects/"


@pytest.fixture
def project():
    return ProjectFactory(region=OrganisationFactory())


def shape(answer):
    told = answer.json()
    return answer.status_code, answer.headers["Content-Type"], told["type"], told["status"]


def asked(client, name, project):
    """One request for each way to be refused."""
    one = f"{PROJECTS}{project.pk}/"
    json = {"content_type": "application/json"}
    return {
        "invalid": lambda: client.post(PROJECTS, {"name": ""}, **json),
        "unread": lambda: client.post(PROJECTS, "{", **json),
        "stranger": lambda: client.get(f"{PROJECTS}{ProjectFactory().pk}/"),
        "nowhere": lambda: client.get("/api/v1/nothing/here/"),
        "method": lambda: client.delete(one),
        "media": lambda: client.post(PROJECTS, "a=1", content_type="text/csv"),
        "accept": lambda: client.get(PROJECTS, headers={"accept": "text/csv"}),
        "unversioned": lambda: client.patch(one, {"name": "x"}, **json),
        "stale": lambda: client.patch(one, {"name": "x"}, headers={"if-match": '"9-x"'}, **json),
        "large": lambda: client.post(PROJECTS, "{}", CONTENT_LENGTH="9" * 12, **json),
    }[name]()


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("invalid", 400, "invalid"),
        ("unread", 400, "invalid"),
        ("stranger", 404, "not-found"),
        ("nowhere", 404, "not-found"),
        ("method", 405, "method"),
        ("media", 415, "media-type"),
        ("accept", 406, "not-acceptable"),
        ("unversioned", 428, "version-missing"),
        ("stale", 412, "changed-meanwhile"),
        ("large", 413, "too-large"),
    ],
)
def test_each_refusal_is_a_problem_of_its_kind(as_role, project, name, status, kind):
    client = as_role(Role.DATA_CLERK, project.region)

    answer = asked(client, name, project)

    assert shape(answer) == (
        status,
        "application/problem+json",
        f"urn:airdefense:problem:{kind}",
        status,
    )


def test_a_problem_names_the_request_and_the_complaint_of_each_field(as_role, project):
    client = as_role(Role.DATA_CLERK, project.region)

    answer = asked(client, "invalid", project)

    told = answer.json()
    assert told["request_id"] == answer.headers["X-Request-ID"]
    assert told["errors"]["name"] == ["This field may not be blank."]
    assert told["detail"] == first_of(told["errors"])


def test_the_wrong_role_is_told_so_and_a_conflict_with_its_sentence(as_role, project):
    reader = as_role(Role.LEADERSHIP, project.region)
    clerk = as_role(Role.DATA_CLERK, project.region)

    wrong_role = reader.post(PROJECTS, {}, content_type="application/json")
    clerk.post(f"{PROJECTS}{project.pk}/steps/void/", {"note": "x"})
    conflict = clerk.post(f"{PROJECTS}{project.pk}/steps/confirm/", {}, "application/json")

    assert shape(wrong_role)[0::2] == (403, "urn:airdefense:problem:not-allowed")
    assert (conflict.status_code, conflict.json()["type"]) == (
        409,
        "urn:airdefense:problem:conflict",
    )


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer ad_none"}])
def test_the_anonymous_is_told_how_to_sign_in(headers):
    answer = Client().get(PROJECTS, headers=headers)

    assert shape(answer)[0::2] == (401, "urn:airdefense:problem:not-signed-in")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="airdefense"'


def test_a_fault_says_nothing_of_its_cause(project, as_role, monkeypatch):
    client = as_role(Role.DATA_CLERK, project.region)
    client.raise_request_exception = False
    monkeypatch.setattr("projects.api.ledger.ProjectViewSet.get_queryset", lambda self: 1 / 0)

    answer = client.get(PROJECTS)

    assert shape(answer)[0::2] == (500, "urn:airdefense:problem:fault")
    assert "division" not in answer.content.decode()


def test_pages_keep_their_own_way_to_refuse(as_role, project):
    answer = as_role(Role.DATA_CLERK, project.region).get("/projects/999999/")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("errors", "sentence"),
    [
        ({"a": ["first", "second"], "b": ["third"]}, "first"),
        ({"rows": [{}, {"amount": ["too small"]}]}, "too small"),
        ([], ""),
    ],
)
def test_the_first_complaint_is_found_however_deep(errors, sentence):
    assert first_of(errors) == sentence
