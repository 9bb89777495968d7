"""What goes out of the ledger comes in again unchanged; an edit comes in as that edit."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airdefense.exchange.importing.normalise import visible
from projects import actions
from projects.models import Building, Permit, Project, TreasuryEntry
from tests.factories.projects import PermitFactory, ProjectFactory, ReceiptFactory
from tests.projects.imports.files import AT, Clerk, a_city, problems, the, verdicts

HOUSING, PLANNING, FINANCE = "通海县住房和城乡建设局", "通海县自然资源局", "通海县财政局"
FACTS = {
    "use": "OTHER",
    "floors": 10,
    "foundation_depth_m": Decimal("2.50"),
    "first_floor_sqm": Decimal("860.00"),
    "above_ground_sqm": Decimal("8600.00"),
}
AWKWARD = (
    "=1+1",
    "+86 877 123",
    "-1幢",
    "@SUM(A1)",
    "'quoted",
    "00123",
    "530402198001010011",
    "1.10",
    "1e5",
    "甲，乙;丙",
    "第一行\n第二行",
    "（全角）ＡＢＣ１２３",
    "TRUE",
    "是",
    "2020-01-05",
    "#REF!",
    "\U0001f3d7 工地",
    "_x000D_",
    '"引号"',
    "<b>&amp;</b>",
)
pytestmark = pytest.mark.django_db
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=40)
AREAS = st.decimals(0, Decimal("9999999.99"), places=2)
LOOK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def clerk():
    a_city()
    return Clerk(the("通海县"))


def a_project(name, **fields):
    return ProjectFactory(authority=the(HOUSING), name=name, **fields)


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_words_of_a_project_come_back_as_they_are(clerk, text):
    project = a_project(text, address=text, planned_once_id="00123")
    actions.add_building(project=project, name=text, **FACTS, **clerk.told)

    assert verdicts(clerk.check(file=clerk.export())) == ["same"]


@given(name=TEXTS, address=TEXTS, building=TEXTS, area=AREAS, depth=st.decimals(0, 200, places=2))
@LOOK
def test_any_project_comes_back_as_it_is(clerk, name, address, building, area, depth):
    if not visible(name) or not visible(building):
        return
    project = a_project(visible(name), address=visible(address), built_g6_sqm=area)
    facts = FACTS | {"above_ground_sqm": max(area, Decimal(900)), "foundation_depth_m": depth}
    actions.add_building(project=project, name=visible(building), **facts, **clerk.told)

    batch = clerk.check(file=clerk.export())

    assert (set(verdicts(batch)), problems(batch)) == ({"same"}, [])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_fact_of_a_project_comes_back_in_either_language(clerk, language):
    project = a_project(
        "云溪苑",
        code="海建 （2019）7 号",
        national_code="2019-530423-47-03-000123",
        zone="DEVELOPMENT_ZONE",
        planned_once_id="G-7",
        is_offsite_approved=True,
        offsite_ground="C",
        offsite_document="玉人防〔2019〕3号",
        built_g6_sqm=Decimal("12.50"),
        built_g6b_sqm=Decimal("0.01"),
    )
    growth = {"is_rebuild": True, "is_area_increased": True, "claims": ["R2", "R5N"]}
    actions.add_building(project=project, name="1幢", **FACTS | growth, **clerk.told)
    a_project("没有楼栋")

    with translation.override(language):
        batch = clerk.check(file=clerk.export())

    assert verdicts(batch) == ["same", "same"]


def edited(file, column, value, line=2):
    """The exported workbook with one cell changed, found by the words of its head."""
    book = openpyxl.load_workbook(file)
    heads = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(line, heads.index(column) + 1).value = value
    changed = BytesIO()
    book.save(changed)
    return SimpleUploadedFile("edited.xlsx", changed.getvalue())


@pytest.mark.parametrize(
    ("column", "value", "field", "stored"),
    [
        ("Project name *", "云溪（东）苑", "name", "云溪（东）苑"),
        ("Project name *", "YUNXI Garden", "name", "YUNXI Garden"),
        ("Address", None, "address", ""),
        ("Approved on", "2018年3月1日", "approved_on", date(2018, 3, 1)),
        ("Off-site construction approved", "是", "is_offsite_approved", True),
        ("Accepted basement area, grade 6 (㎡)", "1,000.5㎡", "built_g6_sqm", Decimal("1000.50")),
    ],
)
def test_one_edited_cell_is_one_change(clerk, column, value, field, stored):
    project = a_project("yunxi garden", address="秀山路8号")
    actions.add_building(project=project, name="1幢", **FACTS, **clerk.told)
    file = clerk.export()
    book = openpyxl.load_workbook(file)
    column = column if column in [c.value for c in book.worksheets[0][1]] else column[:-2]
    file.seek(0)

    batch = clerk.bring(file=edited(file, column, value))

    assert list(batch.rows.get().changes) == [field]
    assert getattr(Project.objects.get(), field) == stored


def test_a_building_is_renamed_by_its_key(clerk):
    project = a_project("云溪苑")
    actions.add_building(project=project, name="1幢", **FACTS, **clerk.told)
    actions.add_building(project=project, name="2幢", **FACTS, **clerk.told)

    clerk.bring(file=edited(clerk.export(), "Building", "东楼"))

    assert list(Building.objects.values_list("name", flat=True)) == ["东楼", "2幢"]


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_words_of_a_paper_come_back_as_they_are(clerk, text):
    papers = Clerk(clerk.region, "permits", user=clerk.user)
    Permit.objects.create(
        kind="planning",
        number="建字第（2019）12 号",
        issued_on=date(2019, 7, 1),
        issued_by=the(PLANNING),
        stated_name=text,
        stated_developer=text,
        stated_address=text,
        stated_use=text,
        stated_code="00123",
        recorded_at=AT,
        recorded_by=clerk.user,
    )
    PermitFactory(project=a_project("云溪苑"), number="000 123")

    assert verdicts(papers.check(file=papers.export())) == ["same", "same"]


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_words_of_a_payment_come_back_as_they_are(clerk, text):
    payments = Clerk(clerk.region, "receipts", user=clerk.user)
    ReceiptFactory(project=a_project(text), number="00530402198001010011", payer=text)

    assert verdicts(payments.check(file=payments.export())) == ["same"]


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_words_of_a_treasury_line_come_back_as_they_are(clerk, text):
    lines = Clerk(clerk.region, "treasury", user=clerk.user)
    TreasuryEntry.objects.create(
        source=the(FINANCE),
        number="0053",
        paid_on=date(2020, 3, 9),
        amount_yuan=Decimal("0.10"),
        payer=text,
        stated_name=text,
        recorded_at=AT,
        recorded_by=clerk.user,
    )

    assert verdicts(lines.check(file=lines.export())) == ["same"]


def test_an_export_holds_only_what_the_clerk_keeps(clerk):
    a_project("云溪苑")
    ProjectFactory(name="别处的项目")

    kind = Project.objects.get(name="云溪苑").code
    rows = list(openpyxl.load_workbook(clerk.export()).worksheets[0].values)

    assert [row[1] for row in rows[1:]] == [kind]
