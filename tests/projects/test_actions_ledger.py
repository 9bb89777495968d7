from datetime import date, timedelta
from decimal import Decimal

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from projects import actions
from projects.models import Building, Developer, Project
from projects.workflow import ProjectStatus
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.projects import (
    OFFICE,
    BuildingFactory,
    DeveloperFactory,
    PermitFactory,
    ProjectFactory,
    clerk_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(buildings=[OFFICE])


@pytest.fixture
def clerk(project):
    return clerk_of(project)


def events(project):
    return list(Event.objects.of(project).order_by("pk").values_list("name", flat=True))


def edit(project, clerk, **fields):
    return actions.edit_project(project=project, by=clerk, at=NOON, **fields)


def test_projects_of_a_region_are_numbered_one_after_the_other():
    county, other = OrganisationFactory(code="540423"), OrganisationFactory(code="540427")

    codes = [ProjectFactory(region=region).code for region in (county, county, other)]

    assert codes == ["XM-540423-0001", "XM-540423-0002", "XM-540427-0001"]


def test_numbers_go_on_through_the_years():
    county = OrganisationFactory(code="540423")
    ProjectFactory(region=county, approved_on=date(2004, 5, 6))

    assert ProjectFactory(region=county, approved_on=date(2020, 5, 6)).code == "XM-540423-0002"


def test_project_belongs_to_the_region_of_its_authority():
    county = OrganisationFactory()

    assert ProjectFactory(region=county).region == county


def test_project_keeps_a_number_of_its_own_papers_once():
    assert ProjectFactory(code="通建〔2009〕7号").code == "通建〔2009〕7号"

    with pytest.raises(NotPossible, match="is taken"):
        ProjectFactory(code="通建〔2009〕7号")


def test_number_in_the_ledgers_own_series_is_never_typed():
    with pytest.raises(NotPossible, match="leave the number empty"):
        ProjectFactory(code="XM-540423-0001")


def test_recording_writes_project_buildings_and_history(project):
    assert project.buildings.get().first_floor_sqm == Decimal("860.00")
    assert events(project) == ["create", "add_building"]


def test_nothing_is_written_when_one_building_cannot_be():
    with pytest.raises(NotPossible, match="zero or more"):
        ProjectFactory(buildings=[OFFICE, {**OFFICE, "name": "2幢", "first_floor_sqm": -1}])

    assert (Project.objects.count(), Building.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Name the project."),
        ({"built_g6_sqm": Decimal("-0.01")}, "zero or more"),
        ({"offsite_ground": "B"}, "belong to an approval"),
    ],
)
def test_a_project_that_cannot_be_is_refused(fields, sentence):
    with pytest.raises(NotPossible, match=sentence):
        ProjectFactory(**fields)


def test_project_approved_tomorrow_is_refused():
    with pytest.raises(NotPossible, match="has not come yet"):
        ProjectFactory(approved_on=TODAY + timedelta(days=1), at=NOON)


def test_project_is_found_by_name_number_developer_national_code_and_address():
    project = ProjectFactory(
        name="杞麓湖商务中心",
        developer=DeveloperFactory(name="模拟置业有限公司"),
        national_code="2019-530423-47-03-000123",
        address="秀山街道模拟路8号",
    )
    ProjectFactory(name="哀牢小镇")

    for words in ("麓湖", "qlhswzx", project.code, "置业", "47-03", "秀山"):
        assert list(Project.objects.filter(search_text__matches=words)) == [project], words


def test_edit_names_each_changed_field_and_makes_it_findable(project, clerk):
    old = project.name

    edited = edit(project, clerk, name="甸苴坝仓储中心", address="")

    event = Event.objects.of(project).get(name="edit")
    assert event.detail == {"name": [old, "甸苴坝仓储中心"]}
    assert edited.version == 3
    assert list(Project.objects.filter(search_text__matches="仓储")) == [project]


def test_edit_of_an_older_copy_is_refused(project, clerk):
    mine, theirs = Project.objects.get(pk=project.pk), Project.objects.get(pk=project.pk)
    edit(theirs, clerk, address="模拟路1号")

    with pytest.raises(NotPossible, match="changed by somebody else"):
        edit(mine, clerk, address="模拟路2号")

    project.refresh_from_db()
    assert project.address == "模拟路1号"


def test_changed_building_makes_older_copies_of_the_project_stale(project, clerk):
    mine = Project.objects.get(pk=project.pk)
    actions.edit_building(building=project.buildings.get(), by=clerk, at=NOON, floors=9)

    with pytest.raises(NotPossible, match="changed by somebody else"):
        edit(mine, clerk, address="模拟路2号")


def test_moving_to_another_authority_moves_the_region(project, clerk):
    other = ProjectFactory()

    moved = edit(Project.objects.get(pk=project.pk), clerk, authority=other.authority)

    assert moved.region == other.region


def test_edit_of_buildings_corrects_adds_and_removes(project, clerk):
    first = project.buildings.get()
    gone = BuildingFactory(project=project, name="拆除")
    current = Project.objects.get(pk=project.pk)

    edit(
        current,
        clerk,
        buildings=[{"id": first.pk, **OFFICE, "floors": 9}, {**OFFICE, "name": "2幢"}],
    )

    assert list(project.buildings.values_list("name", "floors")) == [("1幢", 9), ("2幢", 10)]
    assert not Building.objects.filter(pk=gone.pk).exists()
    removed = Event.objects.of(project).get(name="remove_building")
    assert (removed.note, removed.detail["first_floor_sqm"]) == ("拆除", "860.00")
    assert Event.objects.of(project).get(name="edit_building").detail == {"floors": [10, 9]}


def test_building_of_another_project_is_not_taken_over(project, clerk):
    theirs = BuildingFactory()
    current = Project.objects.get(pk=project.pk)

    with pytest.raises(NotPossible, match="open the project again"):
        edit(current, clerk, buildings=[{"id": theirs.pk, **OFFICE}])

    assert theirs.project.buildings.get() == theirs


def test_unchanged_building_is_no_event(project, clerk):
    building = project.buildings.get()

    actions.edit_building(building=building, by=clerk, at=NOON, floors=building.floors)

    assert events(project) == ["create", "add_building"]


def test_two_buildings_of_one_project_never_share_a_name(project, clerk):
    with pytest.raises(NotPossible, match="another name"):
        actions.add_building(project=project, by=clerk, at=NOON, **OFFICE)

    assert project.buildings.count() == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda p, by: edit(p, by, address="模拟路1号"),
        lambda p, by: actions.add_building(project=p, by=by, at=NOON, **OFFICE | {"name": "2幢"}),
        lambda p, by: actions.edit_building(building=p.buildings.get(), by=by, at=NOON, floors=9),
        lambda p, by: actions.remove_building(building=p.buildings.get(), by=by, at=NOON),
    ],
    ids=["edit", "add_building", "edit_building", "remove_building"],
)
def test_confirmed_facts_change_only_after_reopening(write):
    project = ProjectFactory(status=ProjectStatus.CONFIRMED)
    clerk = clerk_of(project)

    with pytest.raises(NotPossible, match="reopen it for correction first"):
        write(project, clerk)
    actions.take_step(project, "reopen", by=clerk, at=NOON, note="层数有误")
    write(Project.objects.get(pk=project.pk), clerk)

    assert Project.objects.get(pk=project.pk).version > project.version


def test_permit_is_recorded_once_with_its_department(project, clerk):
    permit = PermitFactory(project=project, number="施许〔2019〕1号")

    with pytest.raises(NotPossible, match="recorded for this project already"):
        PermitFactory(project=project, number="施许〔2019〕1号")

    assert list(project.permits.all()) == [permit]
    assert Event.objects.of(project).get(name="record_permit").note == "施许〔2019〕1号"


@pytest.mark.parametrize(
    "fields", [{"number": " "}, {"area_sqm": -1}, {"issued_on": TODAY + timedelta(days=1)}]
)
def test_a_permit_that_cannot_be_is_refused(project, fields):
    with pytest.raises(NotPossible):
        PermitFactory(project=project, at=NOON, **fields)


def test_developer_is_recorded_once_by_code_or_else_by_name():
    known = actions.record_developer(name="模拟置业", credit_code="91530402MA6TE1T08E")

    assert actions.record_developer(name="模拟置业", credit_code="91530402ma6te1t08e") == known
    assert actions.record_developer(name="模拟置业") == known
    assert actions.record_developer(name="另一模拟置业") != known


def test_code_of_another_developer_is_refused():
    actions.record_developer(name="模拟置业", credit_code="91530402MA6TE1T08E")

    with pytest.raises(NotPossible, match="belongs to 模拟置业"):
        actions.record_developer(name="另一模拟置业", credit_code="91530402MA6TE1T08E")

    assert Developer.objects.count() == 1


def test_projects_are_found_by_the_corrected_name_of_their_developer(project):
    actions.edit_developer(developer=project.developer, name="更名置业有限公司")

    assert list(Project.objects.filter(search_text__matches="更名")) == [project]


def test_whoever_recorded_a_project_does_not_confirm_it(project):
    with pytest.raises(NotPossible, match="a second clerk does"):
        actions.take_step(project, "confirm", by=project.recorded_by, at=NOON)


def test_whoever_corrected_a_project_does_not_confirm_it(clerk):
    project = ProjectFactory(status=ProjectStatus.CONFIRMED)
    corrector, third = clerk_of(project), clerk_of(project)
    actions.take_step(project, "reopen", by=corrector, at=NOON, note="层数有误")
    later = NOON + timedelta(hours=1)
    actions.edit_building(building=project.buildings.get(), by=corrector, at=later, floors=9)

    with pytest.raises(NotPossible, match="a second clerk does"):
        actions.take_step(project, "confirm", by=corrector, at=later)

    confirmed = actions.take_step(project, "confirm", by=third, at=later)
    assert (confirmed.status, confirmed.confirmed_by) == (ProjectStatus.CONFIRMED, third)


def test_project_without_a_building_is_not_confirmed():
    project = ProjectFactory()

    with pytest.raises(NotPossible, match="at least one building"):
        actions.take_step(project, "confirm", by=clerk_of(project), at=NOON)


def test_withdrawn_project_comes_back_to_be_confirmed_again(project, clerk):
    actions.take_step(project, "withdraw", by=clerk, at=NOON, note="重复登记")

    back = actions.take_step(project, "reinstate", by=clerk, at=NOON, note="并非重复")

    assert back.status == ProjectStatus.RECORDED
    assert events(project)[-2:] == ["withdraw", "reinstate"]


@pytest.mark.parametrize("step", ["withdraw", "reinstate", "reopen"])
def test_steps_that_undo_something_say_why(step):
    before = {"withdraw": "recorded", "reinstate": "withdrawn", "reopen": "confirmed"}[step]
    project = ProjectFactory(status=before)

    with pytest.raises(NotPossible, match="say why"):
        actions.take_step(project, step, by=clerk_of(project), at=NOON, note=" ")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DATA_CLERK])
def test_only_data_clerks_confirm(project, role):
    with pytest.raises(NotAllowed):
        actions.take_step(project, "confirm", by=person(role, project.authority), at=NOON)


def test_clerk_of_another_county_does_not_keep_this_ledger(project):
    other = ProjectFactory()

    actions.check_clerk(clerk_of(project), *project.scope_paths)
    with pytest.raises(NotAllowed):
        actions.check_clerk(clerk_of(other), *project.scope_paths)
