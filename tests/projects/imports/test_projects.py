"""Projects and their buildings out of a file."""

from datetime import date

import pytest
from django.utils import translation

from airdefense.casework.models import NumberSeries
from airdefense.casework.numbering import gaps
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.importing.problems import Refusal
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
    workbook,
)

HOUSING = "通海县住房和城乡建设局"
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
    assert (project.authority, project.region) == (the(HOUSING), clerk.region)
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


def test_a_row_without_a_building_is_a_project_without_one(clerk):
    clerk.bring(PROJECT)

    assert Project.objects.get().buildings.count() == 0


def test_columns_of_the_project_may_be_merged_over_its_buildings(clerk):
    first = PROJECT | BUILDING
    second = dict.fromkeys(PROJECT) | BUILDING | {"building_name": "2幢"}
    file = workbook("projects", [first, second], merge=len(PROJECT))

    clerk.bring(file=file)

    assert Project.objects.get().buildings.count() == 2


def test_the_number_of_the_ledger_comes_before_every_other_key(clerk):
    clerk.bring(PROJECT | BUILDING)
    code = "2019-530423-47-03-000123"
    ProjectFactory(authority=the(HOUSING), name="别处", national_code=code)
    row = {"code": "xm-530423-0001", "national_code": code, "name": "云溪苑东区"}

    clerk.bring(row | {"approved_on": date(2019, 6, 2)})

    project = Project.objects.get(code="XM-530423-0001")
    assert (project.name, project.approved_on) == ("云溪苑东区", date(2019, 6, 2))


@pytest.mark.parametrize("spelling", ["2019-530423-47-03-000123", "20195304234703000123"])
def test_a_project_is_found_by_its_project_code_however_it_is_spelled(clerk, spelling):
    clerk.bring(PROJECT | {"national_code": "2019-530423-47-03-000123"} | BUILDING)

    batch = clerk.check(PROJECT | {"national_code": spelling, "address": "秀山路8号"})

    assert verdicts(batch) == ["update"]
    assert batch.rows.get().changes == {"address": ["", "秀山路8号"]}


def test_another_phase_under_the_same_project_code_is_for_a_person_to_decide(clerk):
    code = {"national_code": "2019-530423-47-03-000123"}
    clerk.bring(PROJECT | code | BUILDING)

    batch = clerk.check(PROJECT | code | BUILDING | {"name": "云溪苑二期"})
    offered = batch.rows.get().suggestions
    clerk.decide(batch.rows.get(), "new")
    clerk.apply(batch)

    assert [one["pk"] for one in offered] == [Project.objects.earliest("pk").pk]
    assert [reason["code"] for reason in offered[0]["reasons"]][:1] == ["match_same_code"]
    assert list(Project.objects.order_by("pk").values_list("name", flat=True)) == [
        "云溪苑一期",
        "云溪苑二期",
    ]


def test_a_project_is_found_by_the_number_of_its_permit(clerk):
    project = ProjectFactory(authority=the(HOUSING), name="秀山花园")
    PermitFactory(project=project, number="建字第〔2019〕12号")

    batch = clerk.check(
        {"permit_number": "建字第(2019)12号", "name": "秀山花园", "address": "人民路1号"}
    )

    assert [(row.verdict, row.target) for row in batch.rows.all()] == [("update", project.pk)]


def test_a_project_is_found_by_credit_code_and_name_in_other_spelling(clerk):
    clerk.bring(PROJECT | BUILDING)

    batch = clerk.check(PROJECT | BUILDING | {"name": "云溪苑（第一期）", "zone": "开发区"})

    assert [row.changes for row in batch.rows.all()] == [
        {"name": ["云溪苑一期", "云溪苑（第一期）"], "zone": ["NORMAL", "DEVELOPMENT_ZONE"]}
    ]


def test_a_likely_project_is_offered_with_reasons_and_taken_only_by_a_person(clerk):
    clerk.bring(PROJECT | BUILDING)
    row = PROJECT | BUILDING | {"developer_code": None, "name": "云溪苑小区一期"}

    batch = clerk.check(row)
    undecided = verdicts(batch)
    clerk.decide(batch.rows.get(), Project.objects.get().pk)
    clerk.apply(batch)

    assert undecided == ["choose"]
    assert Project.objects.get().name == "云溪苑小区一期"


def test_an_empty_cell_empties_and_a_missing_column_leaves_alone(clerk):
    clerk.bring(PROJECT | BUILDING | {"address": "秀山路8号", "planned_once_id": "G1"})
    number = Project.objects.get().code

    clerk.bring({"code": number, "address": None, "name": "云溪苑一期"} | BUILDING)

    project = Project.objects.get()
    assert (project.address, project.planned_once_id) == ("", "G1")


def test_buildings_are_found_by_name_changed_and_added(clerk):
    clerk.bring(PROJECT | BUILDING, PROJECT | BUILDING | {"building_name": "2幢"})

    batch = clerk.bring(
        PROJECT | BUILDING | {"floors": 9},
        PROJECT | BUILDING | {"building_name": "２ 幢"},
        PROJECT | BUILDING | {"building_name": "3幢"},
    )

    assert verdicts(batch) == ["update", "same", "update"]
    assert list(Building.objects.values_list("name", "floors")) == [
        ("1幢", 9),
        ("2幢", 18),
        ("3幢", 18),
    ]


def test_a_row_without_a_building_name_speaks_of_the_only_building(clerk):
    row = PROJECT | BUILDING | {"building_name": None}
    clerk.bring(row)

    batch = clerk.bring(row | {"floors": 9})

    assert verdicts(batch) == ["update"]
    assert list(Building.objects.values_list("name", "floors")) == [("1幢", 9)]


def test_a_row_without_a_building_name_is_unclear_when_there_are_two(clerk):
    clerk.bring(PROJECT | BUILDING, PROJECT | BUILDING | {"building_name": "2幢"})

    batch = clerk.check(PROJECT | BUILDING | {"building_name": None})

    assert problems(batch) == [(2, "building_name", "building_unclear")]


def test_every_problem_of_a_row_is_told_at_once_with_its_field(clerk):
    row = {
        "name": None,
        "national_code": "2019-530402",
        "developer_name": "玉溪模拟置业有限公司",
        "developer_code": "123",
        "region": "大理市",
        "authority": "昆明市住建局",
        "approved_on": date(2027, 1, 1),
        "is_offsite_approved": "否",
        "offsite_ground": "A",
        "built_g6_sqm": -5,
        "building_name": "1幢",
        "use": "太空站",
        "floors": 3.5,
        "foundation_depth_m": 2.5,
        "first_floor_sqm": 900,
        "above_ground_sqm": 800,
        "claims": "R9",
    }

    batch = clerk.check(row)

    assert sorted(problems(batch)) == [
        (2, "approved_on", "in_future"),
        (2, "authority", "no_such_authority"),
        (2, "built_g6_sqm", "negative"),
        (2, "claims", "no_choice"),
        (2, "developer_code", "not_credit_code"),
        (2, "first_floor_sqm", "larger_than_above_ground"),
        (2, "floors", "not_whole"),
        (2, "name", "empty"),
        (2, "national_code", "not_national_code"),
        (2, "offsite_ground", "belongs_to_approval"),
        (2, "region", "no_such_region"),
        (2, "use", "no_choice"),
    ]
    assert Project.objects.count() == 0


def test_every_problem_has_a_sentence_in_both_languages(clerk):
    batch = clerk.check(PROJECT | BUILDING | {"region": "大理市", "developer_code": "123"})

    for language in ("en", "zh-hans"):
        with translation.override(language):
            for row in batch.rows.all():
                assert all(problem.found for problem in row.complaints)


def test_a_failing_check_digit_warns_and_stops_nothing(clerk):
    batch = clerk.bring(PROJECT | BUILDING | {"developer_code": "91350203M0001QAY9B"})

    assert warnings(batch) == [(2, "developer_code", "check_digit")]
    assert Project.objects.get().developer.credit_code == "91350203M0001QAY9B"


def test_the_code_of_another_developer_is_refused(clerk):
    clerk.bring(PROJECT | BUILDING)

    batch = clerk.check(PROJECT | BUILDING | {"name": "别院", "developer_name": "别的公司"})

    assert problems(batch) == [(2, "developer_code", "code_of_another")]


def test_two_names_for_one_code_in_a_file_are_refused(clerk):
    batch = clerk.check(
        PROJECT | BUILDING, PROJECT | BUILDING | {"name": "别院", "developer_name": "别的公司"}
    )

    assert problems(batch) == [(3, "developer_code", "code_of_another")]


def test_a_new_developer_is_recorded_once(clerk):
    clerk.bring(PROJECT | BUILDING, PROJECT | BUILDING | {"name": "秀山花园"})

    assert Developer.objects.count() == 1


def test_rows_of_one_project_that_contradict_one_another_are_refused(clerk):
    second = PROJECT | BUILDING | {"building_name": "2幢", "approved_on": date(2020, 1, 1)}

    batch = clerk.check(PROJECT | BUILDING, second)

    assert problems(batch) == [(2, "", "group_faulty"), (3, "approved_on", "differs_in_group")]


def test_one_project_named_in_two_ways_in_a_file_is_refused(clerk):
    clerk.bring(PROJECT | BUILDING)
    number = Project.objects.get().code

    batch = clerk.check(
        {"code": number, "name": "云溪苑一期", "address": "甲"}, PROJECT | {"address": "乙"}
    )

    assert problems(batch) == [(3, "", "project_twice")]


def test_a_row_that_stands_twice_is_refused(clerk):
    batch = clerk.check(PROJECT | BUILDING, PROJECT | BUILDING)

    assert problems(batch) == [(2, "", "group_faulty"), (3, "", "repeated")]


@pytest.mark.parametrize(
    ("words", "name"),
    [("530422", "澄江市"), ("澄江县", "澄江市"), ("玉溪市澄江市", "澄江市"), ("530423", "通海县")],
)
def test_regions_are_known_by_code_and_name_former_ones_included(city, words, name):
    today = OrganisationFactory(parent=city, code="530481", name="澄江市")
    OrganisationFactory(parent=city, code="530422", name="澄江县", successor=today)
    OrganisationFactory(parent=today, code="zj", housing=True, name="澄江市住房和城乡建设局")

    Clerk(city).bring(PROJECT | BUILDING | {"region": words})

    assert Project.objects.get().region.name == name


def test_a_project_moves_with_its_authority(city):
    clerk = Clerk(city)
    clerk.bring(PROJECT | BUILDING | {"region": "通海县"})
    number = Project.objects.get().code

    clerk.bring(
        {"code": number, "name": "云溪苑一期", "authority": "玉溪市住房和城乡建设局"} | BUILDING
    )

    assert Project.objects.get().region == city


@pytest.mark.parametrize("number", ["XM-530402-0001", "XM-530402-9999"])
def test_a_project_out_of_reach_is_told_like_one_that_does_not_exist(city, clerk, number):
    away = OrganisationFactory(parent=city, code="530402", name="红塔区")
    body = OrganisationFactory(parent=away, code="zj", housing=True, name="红塔区住房和城乡建设局")
    ProjectFactory(authority=body, name="红塔苑")

    batch = clerk.check({"code": number, "name": "红塔苑", "approved_on": date(2019, 6, 1)})

    assert problems(batch) == [
        (2, "code", "no_such_project"),
        (2, "developer_name", "empty"),
    ]


def test_a_confirmed_project_must_be_reopened_before_a_file_changes_it(clerk):
    clerk.bring(PROJECT | BUILDING)
    project = Project.objects.get()
    actions.take_step(project, "confirm", by=clerk_of(project), at=AT)

    batch = clerk.check(PROJECT | BUILDING | {"floors": 9})
    same = clerk.check(PROJECT | BUILDING)

    assert problems(batch) == [(2, "", "project_confirmed")]
    assert verdicts(same) == ["same"]


def test_a_withdrawn_project_is_told(clerk):
    clerk.bring(PROJECT | BUILDING)
    project = Project.objects.get()
    actions.take_step(project, "withdraw", by=clerk_of(project), at=AT, note="twice")

    batch = clerk.check(PROJECT | BUILDING | {"floors": 9})

    assert problems(batch) == [(2, "", "project_withdrawn")]


def test_what_was_edited_since_the_check_stops_the_whole_file(clerk):
    clerk.bring(PROJECT | BUILDING)
    batch = clerk.check(PROJECT | BUILDING | {"floors": 9}, PROJECT | BUILDING | {"name": "秀山"})
    building = Building.objects.get()
    actions.edit_building(building=building, by=clerk.user, at=AT, floors=11)

    with pytest.raises(Refusal):
        clerk.apply(batch)

    assert list(Building.objects.values_list("floors", flat=True)) == [11]


def test_an_old_export_does_not_write_over_what_was_changed_since(clerk):
    clerk.bring(PROJECT | BUILDING)
    old = clerk.export()
    project = Project.objects.get()
    actions.edit_project(project=project, by=clerk.user, at=AT, address="秀山路8号")

    batch = clerk.check(file=old)

    assert problems(batch) == [(2, "version", "stale_export")]


def test_whoever_brought_a_file_does_not_confirm_its_projects(clerk):
    clerk.bring(PROJECT | BUILDING)

    with pytest.raises(NotPossible):
        actions.take_step(Project.objects.get(), "confirm", by=clerk.user, at=AT)


def test_own_numbers_are_kept_and_taken_once(clerk):
    clerk.bring(PROJECT | BUILDING | {"code": "海建2019-7"})

    batch = clerk.check({"code": "海建2019-7", "name": "云溪苑一期"} | BUILDING | {"floors": 8})

    assert verdicts(batch) == ["update"]


def test_numbers_are_given_in_the_order_of_the_file_without_gaps(clerk):
    ProjectFactory(authority=the(HOUSING))

    clerk.bring(*(PROJECT | BUILDING | {"name": name} for name in ("甲苑", "乙苑", "丙苑")))

    assert list(Project.objects.order_by("pk").values_list("code", flat=True)[1:]) == [
        "XM-530423-0002",
        "XM-530423-0003",
        "XM-530423-0004",
    ]
    assert gaps(NumberSeries.objects.get()) == []


def test_a_skipped_row_does_not_come_in(clerk):
    batch = clerk.check(PROJECT | BUILDING, PROJECT | BUILDING | {"building_name": "2幢"})

    clerk.decide(batch.rows.latest("pk"), "skip")
    clerk.apply(batch)

    assert Building.objects.get().name == "1幢"


def test_a_corrected_cell_is_examined_with_its_project(clerk):
    batch = clerk.check(
        PROJECT | BUILDING, PROJECT | BUILDING | {"building_name": "2幢", "floors": "1O"}
    )

    clerk.correct(batch.rows.latest("pk"), "floors", "10")

    assert verdicts(batch) == ["create", "create"]
