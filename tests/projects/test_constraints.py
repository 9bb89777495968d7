"""What PostgreSQL refuses of a project its form says before, in words beside the field."""

import pytest

from airdefense.accounts.roles import Role
from projects.models import Building, Project
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
BUILDING = {
    "use": "OTHER",
    "floors": "10",
    "foundation_depth_m": "2.50",
    "first_floor_sqm": "860.00",
    "above_ground_sqm": "8600.00",
    "claims": "",
}
# How a form breaks each constraint, and beside which field it is told so.
BROKEN = {
    "project_built_area_not_negative": ({"built_g6_sqm": "-0.01"}, "built_g6_sqm"),
    "project_offsite_ground_needs_approval": ({"offsite_ground": "B"}, "offsite_ground"),
    "building_areas_not_negative": ({"buildings-1-above_ground_sqm": "-0.01"}, "above_ground_sqm"),
    "building_named_once_per_project": ({"buildings-1-name": "1幢"}, "name"),
}
# No form has these fields: the steps of the workflow set both.
SET_BY_STEPS = {"project_confirmed_in_full"}


def named_constraints():
    return {one.name for model in (Project, Building) for one in model._meta.constraints}


def test_every_constraint_has_its_sentence_in_the_form():
    assert named_constraints() == BROKEN.keys() | SET_BY_STEPS


@pytest.mark.parametrize(("typed", "field"), BROKEN.values(), ids=BROKEN)
def test_form_says_what_the_database_would_refuse(as_role, typed, field):
    county = OrganisationFactory()
    authority = ProjectFactory(region=county).authority
    buildings = {
        f"buildings-{place}-{name}": value
        for place in range(2)
        for name, value in (BUILDING | {"name": f"{place + 1}幢"}).items()
    }
    facts = {
        "name": "杞麓湖商务中心",
        "authority": str(authority.pk),
        "developer_name": "模拟置业有限公司",
        "approved_on": "2019-06-01",
        "zone": "NORMAL",
        "buildings-TOTAL_FORMS": "2",
        "buildings-INITIAL_FORMS": "0",
    }

    response = as_role(Role.DATA_CLERK, county).post("/projects/new/", facts | buildings | typed)

    form, second = response.context["form"], response.context["buildings"].forms[1]
    assert list({**form.errors, **second.errors}) == [field]
    assert not Project.objects.filter(name="杞麓湖商务中心").exists()
