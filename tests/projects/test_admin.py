import pytest
from django.urls import reverse

from airdefense.accounts.roles import Role
from projects.models import Developer, Project
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
DEVELOPERS = reverse("admin:projects_developer_changelist")


@pytest.fixture
def county():
    return OrganisationFactory()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_have_nothing_of_the_ledger_on_their_desk(as_role, county, role):
    client = as_role(role, county)

    assert client.get(DEVELOPERS).status_code == 403


def test_corrected_developer_is_found_with_its_projects(as_role, county):
    project = ProjectFactory(region=county)
    client = as_role(Role.DATA_CLERK, county)

    client.post(
        reverse("admin:projects_developer_change", args=[project.developer_id]),
        {"name": "更名置业有限公司", "credit_code": ""},
    )

    assert list(Developer.objects.filter(search_text__matches="更名")) == [project.developer]
    assert list(Project.objects.filter(search_text__matches="更名")) == [project]


def test_new_developer_can_be_found(as_role, county):
    client = as_role(Role.DATA_CLERK, county)

    client.post(
        reverse("admin:projects_developer_add"),
        {"name": "模拟置业", "credit_code": "91530402MA6TE1T08E"},
    )

    assert Developer.objects.get(search_text__matches="置业").credit_code == "91530402MA6TE1T08E"
