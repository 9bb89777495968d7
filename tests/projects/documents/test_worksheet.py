"""The worksheet as a file: every line and figure is in it, and who took it is known."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from docx import Document

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from projects import actions
from projects.wording import fixed_steps, steps_of_snapshot
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.projects import (
    OFFICE,
    FeeAssessmentFactory,
    ProjectFactory,
    clerk_of,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return OrganisationFactory(code="540423", name="通海县", short_name="通海")


@pytest.fixture
def assessment(county):
    publish(county)
    risky = OFFICE | {"name": "=1幢", "claims": ["R2"]}
    project = ProjectFactory(
        region=county, name="杞麓湖商务中心", buildings=[risky], is_offsite_approved=True
    )
    granted = {
        "code": "纪要",
        "amount_yuan": Decimal("645000.00"),
        "approved_on": date(2019, 6, 8),
        "document": "会议纪要〔2019〕模7号",
    }
    return actions.assess_by_law(
        project=project,
        by=clerk_of(project),
        at=NOON,
        document="模核〔2019〕8号",
        assessed_on=date(2019, 6, 10),
        reductions=[granted],
    )


@pytest.fixture
def reader(as_role, county):
    return as_role(Role.INSPECTOR, county)


def address(kind, assessment):
    if kind == "xlsx":
        return reverse("projects:assessment_xlsx", args=[assessment.pk])
    return reverse("projects:assessment_document", args=[assessment.pk, kind])


def taken(client, kind, assessment):
    response = client.get(address(kind, assessment))
    return response, BytesIO(b"".join(response.streaming_content))


def document_of(file):
    """(paragraphs, cells) of a .docx."""
    document = Document(file)
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return [paragraph.text for paragraph in document.paragraphs], cells


def everything_said(assessment):
    """Each word and figure of its steps."""
    steps = [*steps_of_snapshot(assessment.snapshot), *fixed_steps(assessment)]
    parts = [(s.title, s.figures, s.formula, s.rule, s.article, s.document) for s in steps]
    return {str(part) for step in parts for part in step} - {""}


def test_document_holds_every_line_and_figure(reader, assessment):
    _response, file = taken(reader, "docx", assessment)

    _paragraphs, cells = document_of(file)
    text = "\n".join(cells)
    results = [
        f"{step.result} {step.unit}"
        for step in (*steps_of_snapshot(assessment.snapshot), *fixed_steps(assessment))
    ]
    assert [words for words in everything_said(assessment) if words not in text] == []
    assert [result for result in results if result not in cells] == []


def test_document_names_its_subject_its_rules_and_its_taker(reader, assessment):
    _response, file = taken(reader, "docx", assessment)

    paragraphs, _cells = document_of(file)
    trace = Event.objects.get(name="export").detail["trace"]
    assert paragraphs[0] == "Worksheet of the off-site construction fee"
    assert [
        "Project: 杞麓湖商务中心" in "\n".join(paragraphs),
        "Rule set: 2026.1" in paragraphs,
        "Rates (yuan per ㎡): G6 1500; 模拟费率〔2015〕1号" in paragraphs,
        f"Trace number: {trace}" in paragraphs,
        any(line.startswith(f"Taken by: {reader.user}") for line in paragraphs),
    ] == [True] * 5


def test_document_speaks_chinese_to_a_chinese_reader(reader, assessment):
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"

    _response, file = taken(reader, "docx", assessment)

    paragraphs, cells = document_of(file)
    with translation.override("zh-hans"):
        said = everything_said(assessment)
    assert [words for words in said if words not in "\n".join(cells)] == []
    assert [paragraphs[0], "规则版本：2026.1" in paragraphs] == ["防空地下室易地建设费测算单", True]


def test_workbook_holds_every_line_with_its_result_as_a_number(reader, assessment):
    _response, file = taken(reader, "xlsx", assessment)

    book = openpyxl.load_workbook(file)
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[7], row[8]) for row in rows] == [
        ("What the law demands", None, None),
        ("=1幢", 860, "㎡"),
        ("Required area, Grade 6", 860, "㎡"),
        ("Shortfall, Grade 6", 860, "㎡"),
        ("Gross fee, Grade 6", 1_290_000, "yuan"),
        ("Lawful reduction, =1幢", 645_000, "yuan"),
        ("Payable by law", 645_000, "yuan"),
        ("What the authority fixed", None, None),
        ("Gross fee", 1_290_000, "yuan"),
        ("Reduction granted", -645_000, "yuan"),
        ("Assessed as payable", 645_000, "yuan"),
    ]
    said = {str(cell) for row in rows for cell in row if cell is not None}
    assert everything_said(assessment) - said == {"纪要"}
    assert "纪要 (no legal basis)" in said


def test_names_that_look_like_formulas_stay_text(reader, assessment):
    _response, file = taken(reader, "xlsx", assessment)

    book = openpyxl.load_workbook(file)
    assert [book.worksheets[0]["A3"].data_type, book.worksheets[1]["A2"].data_type] == ["s", "s"]


def test_workbook_has_its_buildings_and_its_origin(reader, assessment):
    _response, file = taken(reader, "xlsx", assessment)

    book = openpyxl.load_workbook(file)
    about = dict(book["About"].iter_rows(values_only=True))
    trace = Event.objects.get(name="export").detail["trace"]
    assert [cell.value for cell in book["Buildings"][2]] == [
        "=1幢",
        "10",
        "2.50",
        "860.00",
        "8600.00",
        "R2",
    ]
    assert (about["Rule set"], about["Trace number"], about["Assessment"]) == (
        "2026.1",
        trace,
        "模核〔2019〕8号 (2019-06-10)",
    )


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_the_taking_is_written_into_the_history_of_the_project(reader, assessment, kind):
    response, file = taken(reader, kind, assessment)

    event = Event.objects.of(assessment.project).get(name="export")
    assert (event.actor, event.detail["format"], event.detail["assessment"]) == (
        reader.user,
        kind,
        str(assessment),
    )
    assert len(event.detail["sha256"]) == 64
    assert f"{assessment.project.code}-2019-06-10.{kind}" in response["Content-Disposition"]
    assert file.getbuffer().nbytes > 1_000


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_an_assessment_entered_without_the_statute_is_written_too(reader, county, kind):
    entered = FeeAssessmentFactory(project=ProjectFactory(region=county, name="秀山\x0b花园"))

    response, _file = taken(reader, kind, entered)

    assert response.status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_a_stranger_takes_nothing(as_role, assessment, kind):
    stranger = as_role(Role.INSPECTOR, OrganisationFactory())

    response = stranger.get(address(kind, assessment))

    assert (response.status_code, Event.objects.filter(name="export").count()) == (404, 0)
