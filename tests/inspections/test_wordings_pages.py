"""The library of wordings, and the pick of one for the project at hand."""

import pytest

from airdefense.accounts.roles import Role
from inspections.models import Wording
from tests.factories.powers import WordingFactory, a_power_list
from tests.factories.projects import FeeAssessmentFactory, ProjectFactory

pytestmark = pytest.mark.django_db
FORM = {
    "category": "payable_unpaid",
    "method": "files",
    "title": "{project}拖欠",
    "text": "{project}欠缴{amount}元。",
    "basis": "第三条",
    "power": "",
}


def picked(client, **asked):
    return client.get("/inspections/wordings/pick/", asked).json()["wordings"]


def test_the_office_writes_edits_and_retires_a_wording(crew, as_role):
    office = as_role(Role.INSPECTION_OFFICE, crew.county)

    office.post("/inspections/wordings/new/", FORM | {"region": crew.county.pk})
    wording = Wording.objects.get()
    edit = FORM | {"title": "{project}欠费", "version": 1}
    office.post(f"/inspections/wordings/{wording.pk}/edit/", edit)
    office.post(f"/inspections/wordings/{wording.pk}/retire/", {"note": "并入"})

    wording.refresh_from_db()
    assert (wording.region, wording.title, wording.version) == (crew.county, "{project}欠费", 2)
    assert (wording.made_by, wording.retired_by) == (office.user, office.user)


def test_an_unknown_placeholder_is_refused_beside_its_field(crew, as_role):
    office = as_role(Role.INSPECTION_OFFICE, crew.county)
    form = FORM | {"region": crew.county.pk, "text": "{projekt}欠缴{amount}元"}

    page = office.post("/inspections/wordings/new/", form)

    (sentence,) = page.context["form"].errors["text"]
    assert sentence.startswith("{projekt} is no placeholder; known are {project}")
    assert Wording.objects.count() == 0


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.DATA_CLERK, Role.LEADERSHIP])
def test_others_read_wordings_and_change_none(crew, as_role, role):
    wording = WordingFactory(region=crew.county)
    client, at = as_role(role, crew.county), f"/inspections/wordings/{wording.pk}/"

    assert client.get(at).status_code == 200
    assert client.get(f"{at}edit/").status_code == 403
    assert client.post(f"{at}retire/").status_code == 403
    assert client.get("/inspections/wordings/new/").status_code == 403


def test_a_pick_is_filled_for_the_project(crew, sign_in):
    power = a_power_list(crew.county, status="in_force").powers.first()
    project = crew.project(name="望湖楼")
    WordingFactory(region=crew.county, power=power, title="{project}拖欠易地建设费")
    WordingFactory(region=crew.county, title="{project}档案缺失")
    client = sign_in(crew.inspector)

    (one,) = picked(client, q="拖欠", project=project.code, amount_yuan="387000")

    assert one["title"] == "望湖楼拖欠易地建设费"
    assert one["description"] == (
        f"望湖楼已核定易地建设费，建设单位{project.developer}仍欠缴387,000.00元。"
    )
    assert (one["power"], one["basis"], one["has_amount"]) == (
        power.pk,
        "计价格〔2000〕474号第三条",
        True,
    )


def test_what_is_not_known_stays_in_sight_as_a_gap(crew, sign_in):
    WordingFactory(region=crew.county, text="{project}规划许可{permit}，欠缴{amount}元。")

    (one,) = picked(sign_in(crew.inspector), q="拖欠", project=crew.project(name="望湖楼").code)

    assert one["description"] == "望湖楼规划许可〔…permit number〕，欠缴〔…amount in yuan〕元。"


def test_figures_of_the_assessment_are_filled_in(crew, sign_in):
    project = crew.project(name="望湖楼")
    assessment = FeeAssessmentFactory(project=project)
    WordingFactory(region=crew.county, text="{assessment}（{assessed_on}）核定{assessed}元。")

    (one,) = picked(sign_in(crew.inspector), q="拖欠", project=project.code)

    assert one["description"] == (
        f"{assessment.document}（{assessment.assessed_on}）核定{assessment.payable_yuan:,.2f}元。"
    )


def test_the_category_at_hand_and_words_of_the_title_come_first(crew, sign_in):
    other = WordingFactory(region=crew.county, category="duty", title="拖欠催缴不力")
    by_text = WordingFactory(region=crew.county, title="应缴未缴", text="长期拖欠。")
    fitting = WordingFactory(region=crew.county, title="拖欠费用")

    found = picked(sign_in(crew.inspector), q="拖欠", category="payable_unpaid")

    assert [one["id"] for one in found] == [fitting.pk, by_text.pk, other.pk]


def test_one_wording_is_filled_again_when_the_amount_changes(crew, sign_in):
    wording = WordingFactory(region=crew.county, text="欠缴{amount}元（{amount_wan}万元）。")
    client = sign_in(crew.inspector)

    (one,) = picked(client, wording=wording.pk, amount_yuan="1290000")

    assert one["description"] == "欠缴1,290,000.00元（129.00万元）。"


@pytest.mark.parametrize("amount", ["", "abc", "NaN", "-1", "1e400", "Infinity"])
def test_what_is_no_amount_is_a_gap(crew, sign_in, amount):
    WordingFactory(region=crew.county, text="{amount}")

    (one,) = picked(sign_in(crew.inspector), q="拖欠", amount_yuan=amount)

    assert one["description"] == "〔…amount in yuan〕"


def test_retired_wordings_and_those_of_other_regions_are_not_offered(crew, sign_in, as_role):
    gone, theirs = WordingFactory(region=crew.county), WordingFactory()
    office = as_role(Role.INSPECTION_OFFICE, crew.county)
    office.post(f"/inspections/wordings/{gone.pk}/retire/")
    client = sign_in(crew.inspector)

    assert picked(client, q="拖欠") == []
    assert picked(client, wording=theirs.pk) == []


def test_a_project_of_another_county_fills_nothing(crew, sign_in):
    theirs = ProjectFactory(name="别县项目")
    WordingFactory(region=crew.county, text="{project}")

    (one,) = picked(sign_in(crew.inspector), q="拖欠", project=theirs.code)

    assert one["description"] == "〔…project name〕"


def test_only_the_inspection_team_picks(crew, as_role):
    answer = as_role(Role.DATA_CLERK, crew.county).get("/inspections/wordings/pick/?q=x")

    assert answer.status_code == 403


def test_inspected_units_do_not_read_how_findings_are_worded(crew, as_role):
    wording = WordingFactory(region=crew.county)
    contact = as_role(Role.UNIT_CONTACT, crew.authority)

    assert contact.get("/inspections/wordings/").status_code == 403
    assert contact.get(wording.get_absolute_url()).status_code == 403
