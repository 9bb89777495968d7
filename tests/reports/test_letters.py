"""What a mail says: changes first, a quiet day in one line, the parts as in the whole."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import translation

from airdefense.accounts.roles import Role
from airdefense.exchange.documents.content import Heading, Paragraph
from airdefense.reports import actions
from airdefense.reports.bulletin import bulletin
from airdefense.reports.mail import letter
from airdefense.reports.models import Kind
from tests.factories.accounts import NOON, TODAY, person
from tests.factories.leads import Office, a_lead
from tests.factories.projects import (
    AllocationFactory,
    GapFactory,
    ProjectFactory,
    ReceiptFactory,
)
from tests.factories.reports import MORNING, DeliveryFactory, ReportFactory
from tests.reports.post import html_of, text_of, words_of

pytestmark = pytest.mark.django_db
NEXT = timedelta(days=1)


def pay(region, yuan="120000.00", *, on=TODAY, name="龙泉大厦"):
    gap = GapFactory(
        project=ProjectFactory(region=region, name=name), amount_yuan=Decimal("1645000.00")
    )
    receipt = ReceiptFactory(project=gap.project)
    return AllocationFactory(
        receipt=receipt,
        gap=gap,
        amount_yuan=Decimal(yuan),
        allocated_on=on,
        at=NOON + (on - TODAY),
    )


def leader_of(scope):
    return person(Role.LEADERSHIP, scope)


def written(report, reader=None):
    with translation.override("zh-hans"):
        return letter(report, reader or leader_of(report.scope))


def in_order(text, *parts):
    places = [text.index(part) for part in parts]
    return places == sorted(places)


def test_a_busy_day_tells_changes_first_then_numbers_then_what_needs_the_leader(post, city, county):
    pay(county)
    DeliveryFactory(report=ReportFactory(scope=city))

    actions.deliver_due(at=MORNING)

    (mail,) = post.mails
    order = (
        "较10-30变化",
        "累计清缴 +12.00",
        "清缴率",
        "单笔超100.00万元未缴",
        "打开报告与明细",
        "分县区",
        "SHA-256",
    )
    assert in_order(text_of(mail), *order)
    assert in_order(words_of(html_of(mail)), *order)


def test_the_same_numbers_stand_in_html_and_in_plain_text(city, county):
    pay(county)

    mail = written(ReportFactory(scope=city))

    table = mail.text[mail.text.index("分县区") :]
    cells = [cell.strip() for cell in table.split("\n")[2].partition("：")[2].split("|")]
    assert table.split("\n")[2].startswith("通海")
    assert cells == ["0/0", "12.00", "7.29", "<3", "0"]
    assert all(cell.replace("<", "&lt;") in mail.html for cell in cells)


def test_a_quiet_day_is_one_line(city, county):
    pay(county, on=TODAY - timedelta(days=10))

    mail = written(ReportFactory(scope=city))

    assert mail.is_quiet
    assert mail.subject == "人防整改日报 11-02 | 无变化 | 整改 0/0 | 线索 <3 | 清缴 12.00万(0.00)"
    head, line, link = [part for part in mail.text.split("\n\n") if part.strip()][:3]
    assert head.startswith("玉溪市人防领域专项治理日报\n")
    assert "\n" not in line
    assert line.startswith("较10-30无变化")
    assert "12.00" in line
    assert link.startswith("打开报告与明细：")
    said = words_of(mail.html)
    assert "分县区" not in said
    assert "需领导关注" not in said


def test_a_day_with_a_change_is_not_quiet(city, county):
    pay(county)

    assert not written(ReportFactory(scope=city)).is_quiet


def test_the_foot_names_digest_and_root_and_the_way_to_verify(city, county, settings):
    settings.SITE_URL = "https://example.org"
    a_lead("registered", office=Office(city=city))
    report = ReportFactory(scope=city)

    mail = written(report)

    assert f"SHA-256 {report.digest}" in mail.text
    assert f"留痕根值 {report.history.root}" in mail.text
    assert report.digest in mail.html
    assert report.history.root in mail.html
    verify = next(line for line in mail.text.splitlines() if line.startswith("核验本期报告"))
    assert verify.partition("：")[2].startswith(f"https://example.org/reports/{report.pk}/")


def test_links_of_a_mail_need_a_login(client, city, county, settings):
    settings.SITE_URL = "https://example.org"
    pay(county)
    mail = written(ReportFactory(scope=city))
    links = {part.partition('"')[0] for part in mail.html.split('href="https://example.org')[1:]}

    answers = {link: client.get(link) for link in links}

    assert len(links) > 5
    assert {answer.url.partition("?")[0] for answer in answers.values()} == {"/accounts/login/"}


def test_a_corrected_report_says_so_and_why(city, county):
    first = ReportFactory(scope=city)
    pay(county)

    second = actions.correct_report(
        report=first, reason="漏记一笔", by=person(Role.INSPECTION_OFFICE, city), at=MORNING
    )

    mail = written(second)
    assert mail.subject.startswith("人防整改日报 11-02（更正） | ")
    assert "更正：漏记一笔" in mail.text
    assert "漏记一笔" in mail.html


def test_a_correction_is_never_quiet(city):
    first = ReportFactory(scope=city)

    second = actions.correct_report(
        report=first, reason="口径", by=person(Role.INSPECTION_OFFICE, city), at=MORNING
    )

    assert not written(second).is_quiet


def test_money_entered_late_is_told_as_a_restatement_in_the_next_mail(city, county):
    ReportFactory(scope=city)
    gap = GapFactory(project=ProjectFactory(region=county, name="晚到大厦"))
    receipt = ReceiptFactory(project=gap.project, amount_yuan=Decimal("362000.00"))
    AllocationFactory(
        receipt=receipt,
        gap=gap,
        amount_yuan=Decimal("362000.00"),
        allocated_on=TODAY,
        at=MORNING + timedelta(hours=1),
    )

    later = ReportFactory(scope=city, day=TODAY + NEXT, at=MORNING + NEXT)

    mail = written(later)
    told = mail.text[mail.text.index("数据更正") :].splitlines()
    assert any("M13" in line and "36.20" in line and "晚到大厦" in line for line in told[:8])
    assert "晚到大厦" in mail.html


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (Kind.RECTIFICATION, "问题整改日报 11-02 | 无变化 | 整改 0/0(0) | 超期 0 | 3日内到期 0"),
        (
            Kind.FEE_RECOVERY,
            "费用清缴日报 11-02 | 无变化 | 清缴 0.00万(0.00) | 清缴率 —% | 未清缴 0.00万",
        ),
    ],
)
def test_the_parts_are_mailed_on_their_own(city, kind, subject):
    mail = DeliveryFactory(report=ReportFactory(scope=city, kind=kind))

    assert mail.subject == subject
    assert "无变化" in mail.text


def sections_of(report, reader):
    """title → text of the sections of a bulletin."""
    blocks = bulletin(report, reader).blocks
    pairs = pairwise(blocks)
    return {
        head.text.partition("、")[2]: text.text
        for head, text in pairs
        if isinstance(head, Heading) and isinstance(text, Paragraph)
    }


@pytest.mark.parametrize(
    ("kind", "title"), [(Kind.RECTIFICATION, "整改"), (Kind.FEE_RECOVERY, "清缴")]
)
def test_the_paper_of_a_part_equals_the_section_of_the_whole(city, county, kind, title):
    pay(county)
    leader = leader_of(city)
    whole, part = ReportFactory(scope=city), ReportFactory(scope=city, kind=kind)

    said = sections_of(part, leader)[title]

    assert said == sections_of(whole, leader)[title]
    frozen = {one.code: one for one in whole.figures.all()}
    for one in part.figures.all():
        alike = frozen[one.code]
        assert (one.value, one.by_region) == (alike.value, alike.by_region)
        assert (one.row_ids, one.change_ids) == (alike.row_ids, alike.change_ids)


def test_a_county_mail_names_its_county(county):
    mail = DeliveryFactory(report=ReportFactory(scope=county))

    assert mail.subject.startswith("通海 · 人防整改日报 11-02")
    with translation.override("zh-hans"):
        assert mail.text.startswith("通海县人防领域专项治理日报")


def test_the_commission_reads_counts_of_leads_that_the_leadership_does_not(city, county):
    a_lead("disposed", office=Office(city=city))
    report = ReportFactory(scope=city)

    supervision = written(report, person(Role.CASE_SUPERVISION, city))
    leader = written(report)

    assert "线索 1 |" in supervision.subject
    assert "线索 <3 |" in leader.subject
