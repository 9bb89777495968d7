"""The documents of the supervision instruments, opened again: every kind, every value, no blank."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pypdfium2
import pytest
from django.utils import translation

from airdefense.casework.actions import attach
from airdefense.exchange.documents.delivery import render
from rectification import actions
from rectification.actions.drafting import titled
from rectification.documents.instruments import blocks_of, described, file_name
from rectification.models import Instrument, InstrumentKind
from rectification.parts import KINDS
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.rectification import (
    a_pdf,
    a_task,
    an_instrument,
    an_issuer,
    fresh,
    limits,
    office_of,
)

pytestmark = pytest.mark.django_db
BLANKS = re.compile(r"None|[{}]|〔\D|签发时确定|待填")
LONG_NAME = "红塔区住房和城乡建设局（人民防空办公室）" * 25


def words_of_docx(document):
    """Everything the file says: paragraphs, cells, in the order of the file."""
    file = docx.Document(BytesIO(render(document, "docx")))
    texts = [node.text or "" for node in file.element.body.iter() if node.tag.endswith("}t")]
    return "".join(texts)


def words_of_pdf(document):
    """The text of every page, as a reader's clipboard has it."""
    file = pypdfium2.PdfDocument(render(document, "pdf"))
    pages = [file[number].get_textpage().get_text_range() for number in range(len(file))]
    # The page numbers stand inside what runs over a page.
    return re.sub("—\\d+—", "", squeezed("".join(pages)))


def squeezed(text):
    return re.sub(r"[\s\ufffe\u200b]", "", text)


def an_issued(kind, **fields):
    task = a_task("rectifying", with_gap=True)
    return an_instrument(
        "issued",
        kind=kind,
        task=task,
        title=f"关于测试事项的{kind}",
        copies_to="市委巡察办",
        **fields,
    )


def expected_words(instrument):
    """Every value a document of this kind has to show."""
    entry = KINDS[instrument.kind]
    yield from (instrument.number, instrument.title, instrument.issuer.name)
    yield "2020年11月2日"
    yield instrument.unit.name
    for part in entry.parts:
        text = instrument.parts[part.key]
        if text:
            yield part.heading
        if part.heads:
            for row in part.rows(text):
                yield from filter(None, row)
        else:
            yield from filter(None, text.splitlines())
    if entry.is_answered:
        yield "2020年12月2日"
    if entry.is_held:
        yield from ("三楼会议室", "张某、李某")
    yield "市委巡察办"


@pytest.mark.parametrize("kind", InstrumentKind)
@pytest.mark.parametrize("words_of", [words_of_docx, words_of_pdf])
def test_an_issued_document_says_every_value_of_its_kind_and_leaves_no_blank(kind, words_of):
    instrument = an_issued(kind)

    said = squeezed(words_of(described(instrument)))

    missing = [words for words in expected_words(instrument) if squeezed(words) not in said]
    assert missing == []
    assert BLANKS.findall(said) == []


@pytest.mark.parametrize("kind", InstrumentKind)
def test_every_gap_of_a_first_text_is_filled_from_a_task_about_money(kind):
    task = a_task("rectifying", with_gap=True)
    power = None
    instrument = Instrument(kind=kind, issuer=an_issuer(kind, task.region), unit=task.unit)
    instrument.task, instrument.power = task, power

    values = actions.context_of(instrument, on=date(2021, 1, 30))
    drafted = KINDS[kind].drafted(values)

    left = {gap for text in drafted.values() for gap in re.findall(r"\{(\w+)\}", text)}
    assert left <= {"reply_due", "rectify_due", "held_on", "held_where", "present"}
    assert "None" not in "".join(drafted.values())


def test_the_values_of_a_task_are_written_as_an_office_writes_them():
    task = a_task("rectifying", with_gap=True)
    instrument = Instrument(
        kind="URGE_SHEET", issuer=an_issuer("URGE_SHEET", task.region), unit=task.unit, task=task
    )

    values = actions.context_of(instrument, on=date(2021, 1, 30))

    assert {name: values[name] for name in ("due", "late", "amount", "balance", "us")} == {
        "due": "2021年1月1日",
        "late": "29",
        "amount": "387,000.00",
        "balance": "387,000.00",
        "us": "我办",
    }
    assert values["project"] == f"{task.project.name}（{task.project.code}）"
    assert values["source"] == f"在{task.finding.round.name}期间"
    assert values["responsible"] == "李某"


def test_a_recommendation_cites_the_law_as_it_counted_on_its_day():
    entry = KINDS["SUP_REC"]

    before, after = (entry.basis_on(day) for day in (date(2025, 5, 31), date(2025, 6, 1)))

    assert (before.law, before.refusal) == (
        "《中华人民共和国监察法》第十一条、第四十五条",
        "《中华人民共和国监察法》第六十二条",
    )
    assert (after.law, after.refusal) == (
        "《中华人民共和国监察法》第十一条、第五十二条",
        "《中华人民共和国监察法》第七十一条",
    )
    assert [kind for kind in InstrumentKind if KINDS[kind].bases] == [
        "DISC_REC",
        "SUP_REC",
        "JOINT_REC",
    ]


def test_braces_in_the_words_of_a_case_are_no_gaps_of_a_document():
    task = a_task("rectifying", with_gap=True)
    task.requirement = "补缴{amount}元，{foo}"
    instrument = Instrument(
        kind="URGE_LETTER", issuer=an_issuer("URGE_LETTER", task.region), unit=task.unit, task=task
    )

    values = actions.context_of(instrument, on=date(2020, 11, 3))

    assert values["requirement"] == "补缴｛amount｝元，｛foo｝"


@pytest.mark.parametrize("kind", InstrumentKind)
def test_names_of_five_hundred_characters_and_twelve_digits_of_money_are_printed_whole(kind):
    instrument = an_issued(kind)
    amount = Decimal("999999999999.99")
    instrument.unit.name = LONG_NAME
    for part in instrument.kind_entry.parts:
        if part.heads:
            cells = ["长" * 60] * len(part.heads)
            for place in part.right:
                cells[place] = f"{amount:,.2f}"
            row = "｜".join(cells)
            instrument.parts[part.key] = row

    document = described(instrument)
    said = words_of_pdf(document), squeezed(words_of_docx(document))

    has_money = any(part.right for part in instrument.kind_entry.parts)
    for words in said:
        assert squeezed(LONG_NAME) in words or not document.addressee
        assert ("999,999,999,999.99" in words) is has_money


def test_a_draft_has_no_number_no_day_and_says_so():
    instrument = an_instrument("draft", task=a_task("rectifying", with_gap=True))

    document = described(instrument)

    assert document.number == "（草稿，未经审批，未编号）"
    assert (document.signed_on, document.printed_by, document.printed_on) == (None, "", None)
    assert "（签发时确定）" in words_of_docx(document)


def test_a_draft_names_what_is_still_to_be_filled_in():
    instrument = an_instrument("draft")
    instrument.parts["problems"] = "涉及金额{amount}元。"

    with translation.override("zh-hans"):
        said = words_of_docx(described(instrument))

    assert "涉及金额（待填：" in said
    assert "{" not in said


def test_the_files_of_an_instrument_are_its_enclosures():
    instrument = an_instrument("draft")
    attach(instrument, a_pdf("逾期问题清单.pdf"), by=office_of(instrument), at=NOON)

    assert described(instrument).enclosures == ("逾期问题清单",)


def test_the_text_of_an_issued_document_does_not_change_with_its_case():
    instrument = an_issued("URGE_LETTER")
    before = words_of_docx(described(instrument))
    task = instrument.task
    task.title, task.requirement = "改了的标题", "改了的要求"
    task.save()

    assert words_of_docx(described(fresh(instrument))) == before


def test_minutes_go_to_the_unit_as_a_copy_and_name_who_was_there():
    task = a_task("rectifying")
    minutes = an_instrument("issued", kind="MINUTES", task=task)

    document = described(minutes)
    facts = dict(blocks_of(document))["facts"]

    assert document.addressee == ""
    assert document.copies_to == (task.unit.name,)
    assert facts.rows == [
        ("时间", "2020年11月2日", "地点", "三楼会议室"),
        ("参加人员", "张某、李某"),
    ]


def test_a_long_matter_is_cut_to_the_length_of_a_title():
    instrument = Instrument(kind="JOINT_REC")

    title = titled(instrument, "长" * 300)

    assert len(title) == 200
    assert title.endswith("…的纪检监察建议")


def test_the_file_is_called_by_number_and_title():
    issued, draft = an_issued("URGE_LETTER"), an_instrument("draft")

    assert file_name(issued) == f"{issued.number}-{issued.title}"
    assert file_name(draft) == f"Draft-{draft.title}"


def test_the_head_of_a_recommendation_is_its_issuers_red_head():
    region = OrganisationFactory(name="红塔区")
    limits()
    instrument = an_issued("SUP_REC", issuer=an_issuer("SUP_REC", region))

    assert described(instrument).head == f"{instrument.issuer.name}文件"
