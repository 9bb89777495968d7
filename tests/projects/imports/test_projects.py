"""Projects and their buildings out of a file."""

from datetime import date
from decimal import Decimal

import pytest

from projects import actions
from projects.models import Building, Developer, Project
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import PermitFactory, ProjectFactory, clerk_of
from tests.projects.imports.files import (
    AT,
    BUILDING,
    CREDIT,
    PROJECT,
    Clerk,
    a_city,
    counts,
    problems,
    the,
    verdicts,
    warnings,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return a_city()


@pytest.fixture
def clerk(city):
    return Clerk(the("通海县"))


def test_rows_of_one_project_become_one_project_with_its_buildings(clerk):
    second = BUILDING | {"building_name": "2幢", "use": "商业", "claims": "R2、R8"}

    batch = clerk.bring(PROJECT | BUILDING, PROJECT | second)

    project = Project.objects.get()
    assert counts(batch, "created", "updated", "left") == (2, 0, 0)
    assert (project.name, project.code, project.version) == ("云溪苑一期", "XM-530423-0001", 3)
    assert (project.developer.credit_code, project.recorded_by) == (CREDIT, clerk.user)
    assert (project.authority, project.region) == (the("通海县住房和城乡建设局"), clerk.region)
    assert list(project.buildings.values_list("name", "use", "claims")) == [
        ("1幢", "RESIDENTIAL", []),
        ("2幢", "OTHER", ["R2", "R8"]),
    ]


def test_the_same_file_again_changes_nothing(clerk):
    clerk.bring(PROJECT | BUILDING, PROJECT | BUILDING | {"building_name": "2幢"})

    again = clerk.check(PROJECT | BUILDING, PROJECT | BUILDING | {"building_name": "2幢"})

    assert verdicts(again) == ["same", "same"]


def test_a_file_without_any_code_changes_nothing_either_when_it_comes_again(clerk):
    row = PROJECT | BUILDING | {"developer_code": None}
    clerk.bring(row)

    again = clerk.check(row)

    assert verdicts(again) == ["same"]
