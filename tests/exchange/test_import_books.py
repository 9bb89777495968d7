"""Templates and exports come back as they went; a department's own table is asked about once."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from airdefense.accounts.roles import Role
from airdefense.casework.models import CalendarDay, Event
from airdefense.exchange.importing.annotate import shifted
from airdefense.exchange.importing.kinds import KINDS
from airdefense.exchange.models import ColumnMapping, ImportBatch
from tests.exchange.importing import Days, Letters, a_day, opened, workbook
from tests.exchange.test_import_pages import VERDICTS, bring, brought, counts, take
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    monkeypatch.setitem(KINDS, "days", Days())
    monkeypatch.setitem(KINDS, "letters", Letters())


@pytest.fixture
def clerk(as_role):
    return as_role(Role.DATA_CLERK, OrganisationFactory(code="530423"))


def downloaded(client, url):
    content = b"".join(client.get(url).streaming_content)
    return SimpleUploadedFile("back.xlsx", content)


def saved(book, name="back.xlsx"):
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_empty_template_is_recognised_and_has_no_row(clerk, language):
    with translation.override(language):
        clerk.cookies["airdefense_language"] = language
        response = bring(clerk, downloaded(clerk, "/imports/kinds/days/template/"), kind="")

    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert ImportBatch.objects.count() == 0


def test_the_template_offers_choices_notes_and_its_example_is_left_out(clerk):
    book = opened(clerk.get("/imports/kinds/days/template/"))
    sheet = book["Data"]
    sheet.append([None, "2026-10-01", "否", "doc 1", None, None, None, "Holiday"])
    batch = brought(clerk, saved(book), kind="")

    notes = [row[0] for row in book["Notes"].iter_rows(values_only=True)]
    assert sheet["A2"].value == "Example"
    assert [v.formula1 for v in sheet.data_validations.dataValidation] == [
        '"是,否"',
        '"Holiday,Make-up day"',
    ]
    assert sheet["I1"].value == "Number"
    assert sheet.column_dimensions["I"].width > 0
    assert "contains the letter O" in notes
    assert book["_airdefense"].sheet_state == "veryHidden"
    assert counts(batch, *VERDICTS) == (1, 0, 0, 0, 0)
    assert batch.mapping["sheets"][0]["unknown"] == []


def test_an_old_template_is_refused(clerk, monkeypatch):
    file = downloaded(clerk, "/imports/kinds/days/template/")
    monkeypatch.setattr(Days, "version", 2)

    response = bring(clerk, file)

    assert "older template" in response.context["form"].errors["file"][0]


def test_a_template_without_a_required_column_is_refused_by_its_name(clerk):
    book = opened(clerk.get("/imports/kinds/days/template/"))
    book["Data"].delete_cols(4)

    response = bring(clerk, saved(book))

    assert response.context["form"].errors["file"] == ["Required columns are missing: Document."]


def test_a_template_of_another_kind_says_so(clerk):
    response = bring(clerk, downloaded(clerk, "/imports/kinds/letters/template/"))

    assert "“Letters”" in response.context["form"].errors["file"][0]


AWKWARD = ("=1+1", "+86 877", "-", "@home", "  spaced", "1E5", "007", "行\n二", "是", "合计", "—")


def test_export_edit_import_loses_nothing(clerk):
    for place, words in enumerate(AWKWARD):
        day = date(2026, 1, 1 + place)
        CalendarDay.objects.create(day=day, is_working=bool(place % 2), document=words.strip())

    unchanged = brought(clerk, downloaded(clerk, "/imports/kinds/days/export/"), kind="")
    book = opened(clerk.get("/imports/kinds/days/export/"))
    book["Data"]["D2"] = "edited"
    edited = brought(clerk, saved(book))

    assert counts(unchanged, *VERDICTS) == (0, 0, len(AWKWARD), 0, 0)
    assert counts(edited, *VERDICTS) == (0, 1, len(AWKWARD) - 1, 0, 0)
    assert Event.objects.filter(name="export", case_id=clerk.user.pk).count() == 2


def test_columns_that_nobody_recognises_are_asked_for_once_and_remembered(clerk):
    department = OrganisationFactory(parent=clerk.user.organisation, housing=True)
    strange = ("某日", "上班", "依据", "x")

    def foreign(day):
        return workbook((day, "否", "doc", 5), heads=strange)

    asked = bring(clerk, foreign("2026-10-01"), source=department.pk)
    first = ImportBatch.objects.get()
    page = clerk.get(asked["Location"])
    answer = {"column_0": "day", "column_1": "is_working", "column_2": "document"}
    clerk.post(asked["Location"], answer)
    second = brought(clerk, foreign("2026-10-02"), source=department.pk)

    assert asked["Location"] == f"/imports/{first.pk}/columns/"
    assert page.context["samples"][2] == ["doc"]
    assert counts(first, *VERDICTS) == (1, 0, 0, 0, 0)
    assert counts(second, *VERDICTS) == (1, 0, 0, 0, 0)
    assert second.mapping["sheets"][0]["unknown"] == ["x"]
    assert ColumnMapping.objects.get().source == department


def test_columns_must_be_assigned_once_each_and_the_required_ones_all(clerk):
    bring(clerk, workbook(("a", "b"), heads=("x", "y")))
    batch = ImportBatch.objects.get()
    url = f"/imports/{batch.pk}/columns/"

    twice = clerk.post(url, {"column_0": "document", "column_1": "document"}, follow=True)
    lacking = clerk.post(url, {"column_0": "day"}, follow=True)

    assert "Column Document is assigned to two fields." in twice.content.decode()
    assert "Required columns are missing: Document." in lacking.content.decode()
    batch.refresh_from_db()
    assert batch.mapping == {}


def test_unknown_columns_totals_and_footnotes_are_named_on_the_page(clerk):
    rows = (a_day(), ("合计", None, None, 5), ("填表人：张三", "审核人：李四"))
    file = workbook(*rows, heads=("日期", "工作日", "文件", "金额", "备注"))

    page = clerk.get(f"/imports/{brought(clerk, file).pk}/").content.decode()

    assert "Not read, because their heads are not known: 备注" in " ".join(page.split())
    assert "in lines 3, 4" in " ".join(page.split())


def test_amounts_below_a_head_in_ten_thousands_are_multiplied(clerk):
    file = workbook(("2026-10-01", "doc", 12.5), heads=("日期", "文件", "金额（万元）"))

    batch = brought(clerk, file)

    assert batch.mapping["sheets"][0]["units"] == {"fee_yuan": 10_000}


def test_the_annotated_workbook_keeps_formulas_and_merged_cells(clerk):
    def fill(book):
        sheet = book.active
        sheet["I2"] = "=D2*2"
        sheet["J2"] = "=SUM($D$2:D3)"
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("L1:M1")

    batch = brought(clerk, workbook(a_day(area="x"), change=fill))
    sheet = opened(clerk.get(f"/imports/{batch.pk}/annotated/"))["Sheet1"]

    assert (sheet["J2"].value, sheet["K2"].value) == ("=E2*2", "=SUM($E$2:E3)")
    assert sorted(one.coord for one in sheet.merged_cells.ranges) == ["C2:D2", "M1:N1"]


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=A1+$B$2", "=B1+$C$2"),
        ("=SUM(A:C)", "=SUM(B:D)"),
        ("=Other!A1", "=Other!A1"),
        ("='My sheet'!A1&\"A1\"", "='My sheet'!B1&\"A1\""),
        ("=total*AZ9", "=total*BA9"),
        ("='", "='"),
    ],
)
def test_formulas_point_at_the_same_cells_after_the_move(formula, moved):
    assert shifted(formula, "Here", {"Here", "My sheet"}) == moved


def test_a_receipt_names_what_was_left_out_and_why(clerk):
    batch = brought(clerk, workbook(a_day(), a_day("2026-10-02", area="12,3OO")))
    take(clerk, batch, skips_faulty="yes")

    page = clerk.get(f"/imports/{batch.pk}/receipt/").content.decode()

    assert "E3 Built area (㎡) contains the letter O" in page
