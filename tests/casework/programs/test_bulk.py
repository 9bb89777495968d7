"""Many rows at once: each is answered by itself, and a refused one keeps back no other."""

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.programs.bulk import AT_MOST
from projects.models import Developer, Project
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import ProjectFactory
from tests.factories.rectification import a_task

pytestmark = pytest.mark.django_db
JSON = "application/json"
PROJECTS = "/api/v1/projects/"


@pytest.fixture
def county():
    return OrganisationFactory()


@pytest.fixture
def clerk(as_role, county):
    return as_role(Role.DATA_CLERK, county)


def withdraw(client, *ids, note="重报"):
    path = f"{PROJECTS}bulk/withdraw/"
    return client.post(path, {"ids": list(ids), "note": note}, content_type=JSON)


def entry(authority, **changes):
    developer = {"name": "模拟置业", "credit_code": "91530402MA6TE1T08E"}
    told = {"name": "商务中心", "authority": authority.pk, "developer": developer}
    return told | {"approved_on": "2019-06-01"} | changes


def test_each_case_is_answered_by_itself(clerk, county):
    done, unfit = (ProjectFactory(region=county) for _ in range(2))
    stranger = ProjectFactory()
    withdraw(clerk, unfit.pk)

    answer = withdraw(clerk, done.pk, stranger.pk, unfit.pk).json()

    assert (answer["done"], answer["refused"]) == (1, 2)
    assert [(one["row"], one["id"], one["status"]) for one in answer["results"]] == [
        (0, done.pk, 200),
        (1, stranger.pk, 404),
        (2, unfit.pk, 409),
    ]
    assert answer["results"][2]["problem"]["type"] == "urn:airdefense:problem:conflict"
    assert set(Project.objects.filter(status="withdrawn")) == {done, unfit}


def test_the_history_of_each_names_its_step(clerk, county):
    projects = [ProjectFactory(region=county) for _ in range(3)]

    withdraw(clerk, *(project.pk for project in projects))

    steps = Event.objects.filter(name="withdraw").order_by("case_id")
    assert [(step.case_id, step.actor, step.note) for step in steps] == [
        (project.pk, clerk.user, "重报") for project in projects
    ]


def test_a_case_named_twice_is_taken_once(clerk, county):
    project = ProjectFactory(region=county)

    assert withdraw(clerk, project.pk, project.pk).json()["done"] == 1


def test_the_wrong_role_is_refused_row_by_row_and_nothing_moves(as_role, county):
    project = ProjectFactory(region=county)

    answer = withdraw(as_role(Role.LEADERSHIP, county), project.pk).json()

    assert [one["status"] for one in answer["results"]] == [403]
    assert Project.objects.get(pk=project.pk).status == "recorded"


@pytest.mark.parametrize("ids", [[], ["x"], [0], [1] * (AT_MOST + 1), None])
def test_what_names_no_cases_or_too_many_is_refused_whole(clerk, ids):
    answer = clerk.post(f"{PROJECTS}bulk/withdraw/", {"ids": ids}, content_type=JSON)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["ids"])


def test_an_unknown_step_is_not_there(clerk):
    assert clerk.post(f"{PROJECTS}bulk/erase/", {"ids": [1]}, JSON).status_code == 404


def test_steps_with_consequences_take_their_own_way(as_role):
    task = a_task()
    office = as_role(Role.INSPECTION_OFFICE, task.region)

    path = "/api/v1/rectification/tasks/bulk/close/"
    answer = office.post(path, {"ids": [task.pk]}, content_type=JSON)

    assert [one["status"] for one in answer.json()["results"]] == [409]


def test_projects_are_recorded_row_by_row(clerk, county):
    authority = OrganisationFactory(parent=county, housing=True)
    other = OrganisationFactory(housing=True, parent=OrganisationFactory())
    rows = [entry(authority), entry(authority, approved_on="x"), entry(other, name="别县")]

    answer = clerk.post(f"{PROJECTS}bulk/", {"rows": rows}, content_type=JSON).json()

    made = Project.objects.get()
    assert [(one["id"], one["status"]) for one in answer["results"]] == [
        (made.pk, 201),
        (None, 400),
        (None, 400),
    ]
    assert list(answer["results"][1]["problem"]["errors"]) == ["approved_on"]
    assert (made.name, Developer.objects.count()) == ("商务中心", 1)


def test_only_clerks_record_projects(as_role, county):
    client = as_role(Role.INSPECTOR, county)

    answer = client.post(f"{PROJECTS}bulk/", {"rows": [{}]}, content_type=JSON)

    assert (answer.status_code, Project.objects.count()) == (403, 0)


def test_many_rows_under_one_key_are_done_once(clerk, county):
    authority = OrganisationFactory(parent=county, housing=True)

    for _n in range(2):
        answer = clerk.post(
            f"{PROJECTS}bulk/",
            {"rows": [entry(authority), entry(authority, name="二期")]},
            content_type=JSON,
            headers={"idempotency-key": "load-1"},
        )

    assert (answer.json()["done"], Project.objects.count()) == (2, 2)
