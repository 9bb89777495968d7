"""Nobody overwrites what he or she has not seen: ETag and If-Match."""

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.projects import ProjectFactory
from tests.factories.rectification import a_task

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def project():
    return ProjectFactory(region=OrganisationFactory(), name="旧名")


@pytest.fixture
def clerk(as_role, project):
    return as_role(Role.DATA_CLERK, project.region)


def edit(client, project, name, etag=None, **body):
    headers = {"if-match": etag} if etag else {}
    path = f"/api/v1/projects/{project.pk}/"
    return client.patch(path, {"name": name} | body, content_type=JSON, headers=headers)


def etag(client, project):
    return client.get(f"/api/v1/projects/{project.pk}/").headers["ETag"]


def test_an_edit_under_the_version_that_was_read_is_saved(clerk, project):
    answer = edit(clerk, project, "新名", etag(clerk, project))

    project.refresh_from_db()
    assert (answer.status_code, project.name, project.version) == (200, "新名", 2)
    assert answer.headers["ETag"] == etag(clerk, project)


def test_a_stale_edit_is_refused_with_what_changed(clerk, project):
    read = etag(clerk, project)
    edit(clerk, project, "新名", read)

    answer = edit(clerk, project, "第三名", read)

    told = answer.json()
    assert answer.status_code == 412
    assert told["changed"] == {"name": ["旧名", "新名"]}
    assert (told["version"], told["changed_by"], told["etag"]) == (
        2,
        str(clerk.user),
        etag(clerk, project),
    )
    project.refresh_from_db()
    assert project.name == "新名"


def test_a_step_taken_meanwhile_makes_another_version_as_well(clerk, project):
    read = etag(clerk, project)
    clerk.post(f"/api/v1/projects/{project.pk}/steps/withdraw/", {"note": "重报"}, JSON)

    assert edit(clerk, project, "新名", read).status_code == 412


def test_an_edit_without_a_version_is_not_taken(clerk, project):
    answer = edit(clerk, project, "新名")

    project.refresh_from_db()
    assert (answer.status_code, project.name) == (428, "旧名")


@pytest.mark.parametrize("sent", ["*", '"7-other", {}'])
def test_any_version_or_one_of_several_will_do(clerk, project, sent):
    answer = edit(clerk, project, "新名", sent.format(etag(clerk, project)))

    assert answer.status_code == 200


@pytest.mark.parametrize("sent", ['"abc"', '""', '"99999999999999999999-x"', "1"])
def test_an_unknown_etag_is_another_version(clerk, project, sent):
    assert edit(clerk, project, "新名", sent).status_code == 412


def test_the_version_in_the_body_still_counts(clerk, project):
    assert [edit(clerk, project, name, version=1).status_code for name in ("新名", "第三名")] == [
        200,
        409,
    ]


def test_a_step_is_taken_only_of_what_was_read_where_its_sender_says_so(clerk, project):
    record(project, "read", by=clerk.user, at=NOON)
    path = f"/api/v1/projects/{project.pk}/steps/withdraw/"

    note = {"note": "重报"}
    stale = clerk.post(path, note, JSON, headers={"if-match": '"8-x"'})
    fresh = clerk.post(path, note, JSON, headers={"if-match": etag(clerk, project)})

    assert (stale.status_code, fresh.status_code) == (412, 200)


def test_a_task_is_edited_under_its_etag(as_role):
    task = a_task()
    office = as_role(Role.INSPECTION_OFFICE, task.region)
    path = f"/api/v1/rectification/tasks/{task.pk}/"
    read = office.get(path).headers["ETag"]

    def send():
        edit = {"title": "新题", "requirement": "补充要求"}
        return office.patch(path, edit, content_type=JSON, headers={"if-match": read})

    assert (send().status_code, send().status_code) == (200, 412)


def test_a_stranger_learns_no_version(as_role, project):
    other = as_role(Role.DATA_CLERK, person(Role.DATA_CLERK, OrganisationFactory()).organisation)

    assert edit(other, project, "x", '"1-draft"').status_code == 404
