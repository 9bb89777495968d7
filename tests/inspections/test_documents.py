"""The documents of an inspection, taken as files and opened again."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pypdfium2
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from airdefense.accounts.models import OrganisationKind
from airdefense.accounts.roles import Role
from airdefense.casework.actions import attach, enter_custody, replace
from airdefense.casework.models import CustodyAct, Event
from inspections import actions
from inspections.models import DeadlineItem, Finding, Method, Organ, Round, RoundDeadline
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding, a_picture

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("ending", ["docx", "pdf"])


@pytest.fixture
def office(crew):
    return OrganisationFactory(
        parent=crew.county, kind=OrganisationKind.INSPECTION_OFFICE, name="中共通海县委巡察办"
    )


def words_of(content, ending):
    """Everything a file says, without any gap."""
    if ending == "pdf":
        with pypdfium2.PdfDocument(content) as file:
            pages = [page.get_textpage().get_text_range() for page in file]
            return "".join("".join(pages).split())
    file = docx.Document(BytesIO(content))
    parts = [*file.paragraphs]
    for table in file.tables:
        for row in table.rows:
            for cell in dict.fromkeys(row.cells):
                parts += cell.paragraphs
    return "".join("".join(part.text for part in parts).split())


def taken(client, name, case, ending, **query):
    """(response, everything the file says)."""
    url = reverse(f"inspections:{name}", args=[case.pk, ending])
    response = client.get(url, query)
    assert response.status_code == 200, response.content.decode()[-600:]
    return response, words_of(b"".join(response.streaming_content), ending)


def refusal(client, name, case, **query):
    """The status of a document that is not made, and the page that says why."""
    ending = query.pop("ending", "docx")
    url = reverse(f"inspections:{name}", args=[case.pk, ending])
    response = client.get(url, query, follow=True)
    status = response.redirect_chain[0][1] if response.redirect_chain else response.status_code
    return status, response.content.decode()


def lacking(words, *parts):
    return [part for part in parts if "".join(part.split()) not in words]


# --- Working paper -----------------------------------------------------------------------------


@BOTH
def test_working_paper_says_all_of_its_matter(sign_in, crew, ending):
    finding = a_finding(
        crew,
        status="approved",
        title="杞麓湖商务中心违规减免易地建设费",
        description="2019年6月以会议纪要减免。\n未见上级批准文件。",
        amount_yuan=Decimal("123456789012.00"),
        basis="计价格〔2000〕474号第四条",
        found_on=date(2020, 10, 9),
    )
    Finding.objects.filter(pk=finding.pk).update(process="调阅会议纪要，与核定单逐项核对。")
    (file,) = finding.attachments()

    response, words = taken(sign_in(crew.inspector), "paper_document", finding, ending)

    assert (
        lacking(
            words,
            "巡察工作底稿",
            finding.number,
            "2020年11月2日"
            if finding.found_on == date(2020, 11, 2)
            else f"{finding.found_on.year}年",
            finding.title,
            finding.unit.name,
            finding.region.name,
            finding.project.name,
            finding.project.code,
            finding.project.developer.name,
            f"{finding.round.name}（{finding.round.number}）",
            "123,456,789,012.00元",
            "计价格〔2000〕474号第四条",
            "2019年6月以会议纪要减免。",
            "未见上级批准文件。",
            "调阅会议纪要，与核定单逐项核对。",
            file.name,
            file.sha256,
            f"制作人：{crew.inspector}",
            f"副组长审核：{crew.deputy}",
            f"组长审定：{crew.leader}",
        )
        == []
    )
    assert "None" not in words
    assert f"{finding.number}.{ending}" in response["Content-Disposition"]


def test_working_paper_is_chinese_to_an_english_reader(sign_in, crew):
    finding = a_finding(crew, status="approved", method=Method.FILES)

    _response, words = taken(sign_in(crew.leader), "paper_document", finding, "docx")

    assert lacking(words, "问题来源查阅台账", "问题类别应缴未缴", "定性依据") == []


def test_process_that_nobody_wrote_down_is_told_from_the_record(sign_in, crew):
    finding = a_finding(crew, status="approved", found_on=date(2020, 10, 9))

    _response, words = taken(sign_in(crew.leader), "paper_document", finding, "docx")

    told = f"2020年10月9日，在{finding.round.name}中，{crew.inspector}通过查阅台账发现上述问题。"
    assert lacking(words, told) == []


def test_who_has_not_signed_yet_has_an_open_line(sign_in, crew):
    finding = a_finding(crew, status="deputy_review")

    _response, words = taken(sign_in(crew.inspector), "paper_document", finding, "docx")

    assert lacking(words, f"制作人：{crew.inspector}", "副组长审核：年月日组长审定：年月日") == []


def test_a_paper_without_evidence_is_not_made(sign_in, crew):
    finding = a_finding(crew, status="draft")

    status, words = refusal(sign_in(crew.inspector), "paper_document", finding)

    assert status == 302
    assert "Missing: evidence (enter it in: the finding)." in words
    assert not Event.objects.of(finding).filter(name="export").exists()


def test_papers_of_an_audit_are_not_called_inspection(sign_in, db):
    crew = a_crew(organ=Organ.AUDIT)
    finding = a_finding(crew, status="approved")

    _response, words = taken(sign_in(crew.inspector), "paper_document", finding, "docx")

    assert (lacking(words, "审计工作底稿", "被审计单位", "审计轮次"), "巡察工作" in words) == (
        [],
        False,
    )


@BOTH
def test_restricted_evidence_is_not_named_outside_the_team(sign_in, as_role, crew, ending):
    finding = a_finding(crew, status="approved", method=Method.TALK)
    (file,) = finding.attachments()
    other = as_role(Role.INSPECTION_OFFICE, crew.county)

    _response, inside = taken(sign_in(crew.leader), "paper_document", finding, ending)
    _response, outside = taken(other, "paper_document", finding, ending)

    assert lacking(inside, file.name, file.sha256) == []
    assert lacking(outside, file.name, file.sha256) == [file.name, file.sha256]
    assert lacking(outside, "证据材料由巡察组单独保管，不列入本底稿。") == []


# --- Evidence list -----------------------------------------------------------------------------


def another_picture(name):
    file = BytesIO()
    Image.new("RGB", (2, 2), "red").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


@BOTH
def test_evidence_list_names_every_version_with_its_hash_and_every_hand(sign_in, crew, ending):
    finding = a_finding(crew)
    first = attach(finding, a_picture("票据.png"), by=crew.inspector, at=NOON)
    newer = another_picture("票据二.png")
    facts = {"description": "加盖公章的复印件", "obtained_from": "县财政局", "obtained_on": TODAY}
    second = replace(first, finding, newer, by=crew.inspector, at=NOON, **facts)
    enter_custody(
        second,
        finding,
        by=crew.inspector,
        at=NOON,
        happened_on=TODAY,
        act=CustodyAct.HANDED_OVER,
        giver="李某",
        taker="张某",
        place="县住建局三楼",
    )

    _response, words = taken(sign_in(crew.inspector), "evidence_document", finding, ending)

    assert (
        lacking(
            words,
            "证据清单及交接单",
            finding.number,
            "证据数量2份",
            "票据.png",
            first.sha256,
            "票据二.png（替换第1份）",
            second.sha256,
            "加盖公章的复印件",
            "县财政局",
            "李某",
            "张某",
            "县住建局三楼",
            "移交",
            "接收人：",
            "见证人：",
        )
        == []
    )


def test_evidence_list_of_a_talk_is_for_the_team_alone(sign_in, as_role, crew):
    finding = a_finding(crew, status="approved", method=Method.TALK)
    other = as_role(Role.INSPECTION_OFFICE, crew.county)

    taken(sign_in(crew.deputy), "evidence_document", finding, "docx")

    assert refusal(other, "evidence_document", finding)[0] == 403


def test_evidence_list_without_evidence_is_not_made(sign_in, crew):
    status, words = refusal(sign_in(crew.inspector), "evidence_document", a_finding(crew))

    assert (status, "Missing: evidence" in words) == (302, True)


@pytest.mark.parametrize("name", ["paper_document", "evidence_document"])
def test_the_unit_learns_what_was_found_and_not_how(as_role, crew, name):
    finding = a_finding(crew, status="approved", fed_back_on=TODAY)
    unit = as_role(Role.UNIT_CONTACT, finding.unit)

    assert unit.get(finding.get_absolute_url()).status_code == 200
    assert refusal(unit, name, finding)[0] == 403


# --- Problem list and feedback -----------------------------------------------------------------


@pytest.fixture
def found(crew, office):
    """Three problems of one unit, two of them fed back; beside them what must not be listed."""
    told = {"status": "approved", "fed_back_on": TODAY}
    rows = [
        a_finding(crew, title="甲楼应缴未缴", amount_yuan=Decimal("387000.00"), **told),
        a_finding(crew, title="乙楼违规减免", category="illegal_reduction", **told),
        a_finding(crew, title="丙楼应缴未缴", status="approved"),
    ]
    a_finding(crew, title="丁楼草稿")
    a_finding(crew, title="戊楼作废", status="void")
    elsewhere = OrganisationFactory(parent=crew.county, housing=True)
    other = crew.project()
    other.authority = elsewhere
    other.save(update_fields=["authority"])
    a_finding(crew, title="己楼别家", project=other, **told)
    a_finding(a_crew(crew.county), title="庚楼别轮", **told)
    return rows


@BOTH
def test_problem_list_groups_the_approved_problems_of_one_unit(sign_in, crew, found, ending):
    client, unit = sign_in(crew.office), found[0].unit

    _response, words = taken(client, "problem_list", crew.round, ending, unit=unit.pk)

    assert (
        lacking(
            words,
            "巡察发现问题清单",
            f"被巡察单位{unit.name}",
            "问题数量3个",
            "涉及金额1,161,000.00元",
            "一、违规减免（1个，387,000.00元）",
            "二、应缴未缴（2个，774,000.00元）",
            "序号问题定性依据金额（元）",
            *(finding.number for finding in found),
            *(finding.title for finding in found),
            *(finding.project.code for finding in found),
            "387,000.00",
        )
        == []
    )
    hidden = ("丁楼草稿", "戊楼作废", "己楼别家", "庚楼别轮")
    assert lacking(words, *hidden) == list(hidden)
    assert "问题清单" in words
    event = Event.objects.of(crew.round).get(name="export")
    assert (event.actor, event.detail["format"]) == (crew.office, ending)


def test_the_unit_takes_the_list_of_what_was_fed_back_to_it(as_role, crew, found):
    unit = as_role(Role.UNIT_CONTACT, found[0].unit)

    _response, words = taken(unit, "problem_list", crew.round, "docx", unit=found[0].unit_id)

    assert lacking(words, "甲楼应缴未缴", "乙楼违规减免", "问题数量2个", "丙楼") == ["丙楼"]


def test_before_the_feedback_the_unit_has_no_list(as_role, crew):
    finding = a_finding(crew, status="approved")
    unit = as_role(Role.UNIT_CONTACT, finding.unit)

    assert refusal(unit, "problem_list", crew.round, unit=finding.unit_id)[0] == 404


@pytest.mark.parametrize("asked", ["", "x", "99999999999999999999", "0"])
def test_a_list_of_no_unit_is_refused_in_words(sign_in, crew, found, asked):
    status, words = refusal(sign_in(crew.office), "problem_list", crew.round, unit=asked)

    assert (status, "This round has no approved problem of such a unit." in words) == (302, True)


def test_a_list_of_more_than_200_problems_is_not_a_pdf(sign_in, crew, office):
    first = a_finding(crew, status="approved")
    copies = [Finding(**{**values_of(first), "number": f"WT-X-{n:03}"}) for n in range(200)]
    Finding.objects.bulk_create(copies)
    client, unit = sign_in(crew.office), first.unit_id

    _status, words = refusal(client, "problem_list", crew.round, ending="pdf", unit=unit)

    assert "201 rows are too many for a PDF (at most 200): take the .docx." in words
    taken(client, "problem_list", crew.round, "docx", unit=unit)


def values_of(finding):
    skipped = ("id", "gap", "number")
    fields = (f for f in Finding._meta.concrete_fields if f.name not in skipped)
    return {field.attname: getattr(finding, field.attname) for field in fields}


@BOTH
def test_feedback_tells_the_problems_and_the_days_of_the_round(sign_in, crew, found, ending):
    actions.send_feedback(findings=[found[2]], on=TODAY, by=crew.office, at=NOON)
    for item, days in ((DeadlineItem.PLAN, 30), (DeadlineItem.PROGRESS, 60)):
        RoundDeadline.objects.create(
            round=crew.round, item=item, days=days, basis="巡视工作条例（2017）"
        )
    client, unit = sign_in(crew.office), found[0].unit

    _response, words = taken(client, "feedback_letter", crew.round, ending, unit=unit.pk)

    assert (
        lacking(
            words,
            f"关于{crew.round.name}的反馈意见",
            f"{unit.name}：",
            f"根据{crew.round.mandate}，巡察组于2020年10月1日至12月31日",
            "问题3个，其中涉及金额的问题3个，金额合计116.10万元",
            "（一）违规减免",
            "1.乙楼违规减免。核定后未足额缴纳。依据：国人防办字〔2003〕18号第四十八条。",
            "（二）应缴未缴",
            "1.甲楼应缴未缴。",
            "2.丙楼应缴未缴。",
            "30日内（巡视工作条例（2017））",
            "60日内（巡视工作条例（2017））",
            "附件：巡察发现问题清单",
            "中共通海县委巡察办",
            f"{TODAY.year}年{TODAY.month}月{TODAY.day}日",
        )
        == []
    )


def test_feedback_waits_until_every_problem_in_it_was_fed_back(sign_in, crew, found):
    unit = found[0].unit_id

    status, words = refusal(sign_in(crew.office), "feedback_letter", crew.round, unit=unit)

    assert status == 302
    assert "Missing: fed back on (enter it in: Feed back findings)." in words


# --- Entry notice ------------------------------------------------------------------------------


def give_notice(crew, **facts):
    told = {"contact": "电话0877-0000000。", "key_links": ["approval", "collection"], **facts}
    Round.objects.filter(pk=crew.round.pk).update(**told)
    round_ = Round.objects.get(pk=crew.round.pk)
    return actions.give_entry_notice(round=round_, on=date(2020, 9, 20), by=crew.office, at=NOON)


@BOTH
def test_entry_notice_says_who_comes_when_and_how_to_reach_them(sign_in, crew, office, ending):
    round_ = give_notice(crew)

    _response, words = taken(sign_in(crew.office), "entry_notice", round_, ending)

    assert (
        lacking(
            words,
            "中共通海县委巡察办文件",
            round_.notice_number,
            f"关于{crew.round.name}进驻的通知",
            f"{crew.authority.name}：",
            f"根据{crew.round.mandate}，决定对你单位开展专项巡察。",
            "2020年10月1日至12月31日",
            "二、巡察重点",
            "重点环节：",
            "三、巡察组组成",
            crew.team.name,
            crew.county.name,
            str(crew.leader),
            str(crew.deputy),
            str(crew.inspector),
            str(crew.colleague),
            "联系方式：电话0877-0000000。",
            "2020年9月20日",
        )
        == []
    )
    assert "。。" not in words


def test_entry_notice_names_everything_it_lacks_at_once(sign_in, crew):
    status, words = refusal(sign_in(crew.office), "entry_notice", crew.round)

    assert status == 302
    assert (
        "Missing: the office that signs (enter it in: Organisations); how to reach the teams "
        "(enter it in: the round); entry notice no. (enter it in: Give entry notice); "
        "entry notice given on (enter it in: Give entry notice)."
    ) in words


def test_sections_without_content_are_not_counted(sign_in, crew, office):
    give_notice(crew, key_links=[])

    _response, words = taken(sign_in(crew.office), "entry_notice", crew.round, "docx")

    assert (lacking(words, "二、巡察组组成", "三、联系方式"), "重点" in words) == ([], False)


# --- All of them -------------------------------------------------------------------------------


def test_a_file_is_an_attachment_that_its_case_remembers(sign_in, crew):
    finding = a_finding(crew, status="approved")

    response, _words = taken(sign_in(crew.leader), "paper_document", finding, "pdf")

    event = Event.objects.of(finding).get(name="export")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "application/pdf",
        "nosniff",
    )
    assert response["Content-Disposition"].startswith("attachment;")
    assert (event.actor, event.detail["format"], len(event.detail["sha256"])) == (
        crew.leader,
        "pdf",
        64,
    )
    assert event.detail["document"] == "巡察工作底稿"


def test_the_trace_number_is_printed_on_the_page(sign_in, crew):
    finding = a_finding(crew, status="approved")

    _response, words = taken(sign_in(crew.leader), "paper_document", finding, "pdf")

    assert Event.objects.of(finding).get(name="export").detail["trace"] in words


@pytest.mark.parametrize("is_demo", [True, False])
def test_demonstration_data_are_marked(sign_in, crew, settings, is_demo):
    settings.DEMO_MODE = is_demo
    finding = a_finding(crew, status="approved")

    _response, words = taken(sign_in(crew.leader), "paper_document", finding, "pdf")

    assert ("模拟数据" in words) is is_demo


@pytest.mark.parametrize("ending", ["html", "doc", "PDF", "xlsx"])
def test_other_formats_do_not_exist(sign_in, crew, ending):
    finding = a_finding(crew, status="approved")

    response = sign_in(crew.leader).get(f"/inspections/findings/{finding.pk}/paper.{ending}/")

    assert response.status_code == 404


NAMES = ("entry_notice", "problem_list", "feedback_letter")


def test_another_county_takes_nothing(as_role, crew, found):
    stranger = as_role(Role.INSPECTION_OFFICE, OrganisationFactory())
    finding, unit = found[0], found[0].unit_id

    statuses = [refusal(stranger, name, finding)[0] for name in ("paper_document",)]
    statuses += [refusal(stranger, name, crew.round, unit=unit)[0] for name in NAMES]

    assert statuses == [404] * 4
    assert not Event.objects.filter(name="export").exists()


def test_pages_offer_the_documents_one_may_take(sign_in, as_role, crew, found):
    finding = found[0]
    page, unit = finding.get_absolute_url(), as_role(Role.UNIT_CONTACT, finding.unit)

    whole, told = (client.get(page).content.decode() for client in (sign_in(crew.leader), unit))
    round_page = sign_in(crew.office).get(crew.round.get_absolute_url()).content.decode()

    links = [f"/findings/{finding.pk}/paper.pdf/", f"/findings/{finding.pk}/evidence.docx/"]
    listed = f"/rounds/{crew.round.pk}/problem-list.pdf/?unit={finding.unit_id}"
    assert [link in whole for link in (*links, listed)] == [True] * 3
    assert [link in told for link in (*links, listed)] == [False, False, True]
    assert [
        f"/rounds/{crew.round.pk}/entry-notice.docx/" in round_page,
        f"/rounds/{crew.round.pk}/feedback-letter.pdf/?unit={finding.unit_id}" in round_page,
    ] == [True, True]


def test_a_refusal_is_told_in_the_readers_language(sign_in, crew):
    client = sign_in(crew.inspector)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"

    _status, words = refusal(client, "paper_document", a_finding(crew))

    assert "文书暂不能生成，缺少：" in words


def test_members_who_left_are_not_announced(sign_in, crew, office):
    give_notice(crew)
    gone = person(Role.INSPECTOR, crew.county, display_name="已离组")
    crew.team.members.create(user=gone, position="member", declared_on=TODAY, left_on=TODAY)

    _response, words = taken(sign_in(crew.office), "entry_notice", crew.round, "docx")

    assert "已离组" not in words
