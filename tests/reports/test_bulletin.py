"""The official bulletin, opened again: every number of the report, and the page of GB/T 9704."""

import io
from decimal import Decimal

import docx
import pypdfium2
import pytest
from django.utils import translation
from docx.shared import Mm, RGBColor

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.documents.delivery import render
from airdefense.reports import actions, telling
from airdefense.reports.bulletin import bulletin
from airdefense.reports.content import Paper
from airdefense.reports.models import FrozenFigure, Kind, Report
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.leads import SECRETS, Office, a_lead
from tests.factories.projects import (
    AllocationFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
)
from tests.factories.reports import MORNING, ReportFactory

pytestmark = pytest.mark.django_db
TYPES = (Kind.DAILY, Kind.RECTIFICATION, Kind.FEE_RECOVERY)


@pytest.fixture
def leader(city):
    return person(Role.LEADERSHIP, city)


@pytest.fixture
def money(city, county, sibling):
    """Large sums and a long name: what could overflow."""
    for region, name, yuan in ((county, "长" * 60, "9876543210.00"), (sibling, "秀山花园", "1.00")):
        gap = GapFactory(
            project=ProjectFactory(region=region, name=name),
            amount_yuan=Decimal(yuan) + Decimal("2000000.00"),
        )
        AllocationFactory(
            receipt=ReceiptFactory(project=gap.project, amount_yuan=Decimal(yuan)),
            gap=gap,
            amount_yuan=Decimal(yuan),
        )


@pytest.fixture
def busy(city, money):
    """With a lead, of which counts alone may be told."""
    a_lead("disposed", office=Office(city=city))


def in_word(report, reader):
    return docx.Document(io.BytesIO(render(bulletin(report, reader), "docx")))


def text_of_word(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def text_of_pdf(report, reader):
    file = pypdfium2.PdfDocument(render(bulletin(report, reader), "pdf"))
    try:
        pages = [page.get_textpage().get_text_range() for page in file]
    finally:
        file.close()
    return "".join("".join(pages).split())


def said(paper):
    """Everything the report tells in numbers: sentences, table of regions, matters."""
    with translation.override("zh-hans"):
        texts = [text for _title, text in telling.sentences(paper)]
        return texts + [cell.text for line in paper.table for cell in line.cells]


@pytest.mark.parametrize("kind", TYPES)
def test_every_number_of_the_report_stands_in_the_word_file(city, leader, busy, kind):
    report = ReportFactory(scope=city, kind=kind)

    text = text_of_word(in_word(report, leader))

    numbers = said(Paper(report, leader))
    assert len(numbers) > 10
    assert [number for number in numbers if number not in text] == []


@pytest.mark.parametrize("kind", TYPES)
def test_every_number_of_the_report_stands_in_the_pdf(city, leader, busy, kind):
    report = ReportFactory(scope=city, kind=kind)

    text = text_of_pdf(report, leader)

    numbers = ["".join(number.split()) for number in said(Paper(report, leader))]
    assert [number for number in numbers if number not in text] == []


def test_table_of_the_regions_is_the_table_of_the_page(city, leader, money):
    report = ReportFactory(scope=city, kind=Kind.FEE_RECOVERY)

    table = in_word(report, leader).tables[0]

    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["县区", "应清缴", "已清缴", "清缴率", "未清缴", "较上期"],
        ["市本级", "0.00", "0.00", "—", "0.00", "0.00"],
        ["通海", "987,854.32", "987,654.32", "99.98", "200.00", "+987,654.32"],
        ["新平", "200.00", "0.00", "0.00", "200.00", "+0.00"],
        ["合计", "988,054.32", "987,654.32", "99.96", "400.00", "+987,654.32"],
    ]


def test_no_figure_of_a_table_is_wider_than_its_column(city, leader, busy):
    """A number that breaks over two lines is read as two numbers."""
    report = ReportFactory(scope=city)

    tables = in_word(report, leader).tables

    assert len(tables) >= 2
    for table in tables[:-1]:
        widths = [column.width / Mm(1) for column in table.columns]
        assert sum(widths) == pytest.approx(156, abs=0.5)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                assert 0.57 * len(cell.text) * 10.5 * 25.4 / 72 < width or not cell.text.isascii()


def test_paper_has_red_head_issue_title_and_the_marks_of_the_snapshot(city, leader, busy):
    report = ReportFactory(scope=city)

    document = in_word(report, leader)

    (section,) = document.sections
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(size / Mm(1), 1) for size in sizes] == [210.0, 297.0, 37.0, 28.0]
    head, number, title = [line for line in document.paragraphs if line.text][:3]
    assert head.text == "玉溪市人防领域专项治理日报"
    assert head.runs[0].font.color.rgb == RGBColor(0xD9, 0x00, 0x1B)
    assert number.text == "〔2020〕第1期"
    whole = "2020年11月2日问题整改、线索办理、易地建设费清缴情况"
    assert title.text.replace("\n", "") == whole
    foot = section.footer.paragraphs[0].text
    assert foot.startswith(f"{report.mark} · SHA-256 {report.digest}")
    facts = {row.cells[0].text: row.cells[1].text for row in document.tables[-1].rows}
    assert facts["快照编号"] == report.mark
    assert facts["校验值"] == f"SHA-256 {report.digest}"
    assert facts["审计链根"] == report.history.root


def test_headings_are_numbered_as_official_papers_are(city, leader, busy):
    document = in_word(ReportFactory(scope=city), leader)

    heads = [line.text for line in document.paragraphs if line.text[1:2] == "、"]
    assert [head[0] for head in heads] == list("一二三四五六七八")[: len(heads)]
    assert heads[0] == "一、总体"
    assert heads[-1].endswith("数据口径与校验")


def test_a_correction_is_marked_with_its_reason(city, leader):
    first = ReportFactory(scope=city)
    by = person(Role.INSPECTION_OFFICE, city)

    second = actions.correct_report(report=first, reason="漏记一笔", by=by, at=MORNING)

    text = text_of_word(in_word(second, leader))
    assert "〔2020〕第1期（更正第1次）" in text
    assert "情况（更正）" in text
    assert "更正原因：漏记一笔" in text


def test_the_same_report_gives_the_same_file(city, leader):
    report = ReportFactory(scope=city)

    for kind in ("docx", "pdf"):
        files = [render(bulletin(report, leader), kind) for _turn in range(2)]
        assert files[0] == files[1]


def test_a_figure_that_is_missing_blocks_the_bulletin_and_is_named(city, leader):
    whole = ReportFactory(scope=city)
    report = Report.objects.get(pk=whole.pk)
    report.pk, report.revision, report.reason = None, 2, "rebuilt"
    report._state.adding = True
    report.save()
    copies = list(whole.figures.exclude(code="M13"))
    for copy in copies:
        copy.pk, copy.report = None, report
    FrozenFigure.objects.bulk_create(copies)

    with pytest.raises(NotPossible) as refusal:
        bulletin(report, leader)

    assert str(refusal.value) == (
        "The document cannot be made yet. Missing: Fees recovered "
        "(enter it in: the report as frozen)."
    )


def test_the_bulletin_says_nothing_of_leads_but_counts(city, leader, busy):
    report = ReportFactory(scope=city)

    text = text_of_word(in_word(report, leader)) + text_of_pdf(report, leader)

    assert not any(word in text for word in (*SECRETS, "Letter 7"))
    assert "<3" in text


def test_readers_take_the_bulletin_and_others_find_none(as_role, city, county):
    report = ReportFactory(scope=city)
    page = f"/reports/outbox/reports/{report.pk}/bulletin."

    leader, other = as_role(Role.LEADERSHIP, city), as_role(Role.LEADERSHIP, county)
    answers = {ending: leader.get(f"{page}{ending}/") for ending in ("docx", "pdf")}

    assert {ending: answer.status_code for ending, answer in answers.items()} == {
        "docx": 200,
        "pdf": 200,
    }
    assert b"".join(answers["pdf"].streaming_content)[:5] == b"%PDF-"
    b"".join(answers["docx"].streaming_content)
    assert other.get(f"{page}pdf/").status_code == 404
    assert as_role(Role.SYSTEM_ADMIN, city).get(f"{page}pdf/").status_code == 404
    assert leader.get(f"{page}odt/").status_code == 404


def test_a_county_has_a_bulletin_of_its_own(county):
    leader = person(Role.LEADERSHIP, county)
    OrganisationFactory(parent=county, housing=True)

    text = text_of_word(in_word(ReportFactory(scope=county), leader))

    assert text.startswith("通海县人防领域专项治理日报")
    assert "分县区" not in text
