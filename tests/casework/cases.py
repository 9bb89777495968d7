"""A case to try the kernel on: a project, the simplest case of all, made without its app's help."""

from datetime import date

from projects.models import Developer, Project
from projects.workflow import ProjectStatus
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory


def a_project(*, region=None, recorded_by=None, **fields) -> Project:
    region = region or OrganisationFactory()
    authority = OrganisationFactory(parent=region, housing=True)
    return Project.objects.create(
        code=f"T-{authority.code}",
        name="滇池路办公楼",
        region=region,
        authority=authority,
        developer=Developer.objects.create(name="模拟建设单位"),
        approved_on=date(2019, 6, 1),
        recorded_at=NOON,
        recorded_by=recorded_by or UserFactory(organisation=authority),
        **fields,
    )


def with_building(project):
    project.buildings.create(
        name="1幢",
        use="OTHER",
        floors=10,
        foundation_depth_m="2.50",
        first_floor_sqm="860.00",
        above_ground_sqm="8600.00",
    )
    return project


RECORDED, CONFIRMED = ProjectStatus.RECORDED, ProjectStatus.CONFIRMED
