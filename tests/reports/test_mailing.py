"""Each recipient one mail, whatever servers and workers do; read back as it arrives."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone

from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotPossible
from airdefense.reports import actions
from airdefense.reports.models import Delivery, DeliveryState, Kind, Subscription
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, person
from tests.factories.leads import SECRETS, Office, a_lead
from tests.factories.projects import (
    AllocationFactory,
    ProjectFactory,
    ReceiptFactory,
)
from tests.factories.reports import MORNING, DeliveryFactory, ReportFactory, SubscriptionFactory
from tests.reports.post import files_of, html_of, text_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def money(county):
    receipt = ReceiptFactory(project=ProjectFactory(region=county, name="龙泉大厦"))
    return AllocationFactory(receipt=receipt, amount_yuan=Decimal("120000.00"))


def test_without_a_mail_server_the_mail_is_kept(city):
    mail = DeliveryFactory(report=ReportFactory(scope=city))

    assert mail.state == DeliveryState.KEPT
    assert actions.deliver_due(at=MORNING) == 0


def test_a_mail_goes_out_once_with_text_html_workbook_and_bulletin(post, city, money):
    mail = DeliveryFactory(report=ReportFactory(scope=city))

    sent = [actions.deliver_due(at=MORNING), actions.deliver_due(at=MORNING + MINUTE)]

    assert sent == [1, 0]
    (arrived,) = post.mails
    assert arrived["To"] == mail.recipient.email
    assert arrived["Message-ID"] == mail.message_id
    assert (
        arrived["Subject"].strip()
        == "人防整改日报 11-02 | 整改 0/0 | 线索 <3 | 清缴 12.00万(+12.00)"
    )
    assert "累计清缴" in text_of(arrived)
    html = html_of(arrived)
    assert "<style" not in html
    assert 'style="' in html
    files = files_of(arrived)
    assert list(files) == [f"{mail.report.mark}.xlsx", f"{mail.report.mark}.docx"]
    book = openpyxl.load_workbook(io.BytesIO(files[f"{mail.report.mark}.xlsx"]))
    rows = list(book[next(n for n in book.sheetnames if n.startswith("M13"))].values)
    (row,) = [row for row in rows if "龙泉大厦" in row]
    assert 120000 in row
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.attempts) == (DeliveryState.SENT, MORNING, 1)


@pytest.mark.parametrize(
    ("chosen", "endings"),
    [([], []), (["pdf"], ["pdf"]), (["pdf", "docx", "xlsx"], ["xlsx", "docx", "pdf"])],
)
def test_a_mail_carries_the_files_its_reader_wants(post, city, chosen, endings):
    leader = person(Role.LEADERSHIP, city)
    SubscriptionFactory(user=leader, paused_until=None, files=chosen)
    mail = DeliveryFactory(report=ReportFactory(scope=city), recipient=leader)

    actions.deliver_due(at=MORNING)

    (arrived,) = post.mails
    assert list(files_of(arrived)) == [f"{mail.report.mark}.{ending}" for ending in endings]


def test_a_refused_mail_is_tried_again_later_with_the_same_message_id(post, city):
    post.refusals = 1
    mail = DeliveryFactory(report=ReportFactory(scope=city))

    actions.deliver_due(at=MORNING)
    mail.refresh_from_db()
    assert mail.state == DeliveryState.FAILED
    assert "451" in mail.error
    assert actions.deliver_due(at=MORNING) == 0

    assert actions.deliver_due(at=MORNING + MINUTE) == 1
    assert [arrived["Message-ID"] for arrived in post.mails] == [mail.message_id]


def test_a_server_that_dies_in_the_middle_of_a_mail_gets_it_once_when_it_is_back(post, city):
    post.deaths = 1
    mail = DeliveryFactory(report=ReportFactory(scope=city))

    assert actions.deliver_due(at=MORNING) == 0
    mail.refresh_from_db()
    assert mail.state == DeliveryState.FAILED
    assert actions.deliver_due(at=MORNING + MINUTE) == 1

    assert [arrived["Message-ID"] for arrived in post.mails] == [mail.message_id]


def test_a_mail_waits_ever_longer_and_is_given_up_after_three_days(post, city):
    post.refusals = 1000
    mail = DeliveryFactory(report=ReportFactory(scope=city))
    waits, at = [], MORNING

    while at is not None:
        actions.deliver_due(at=at)
        mail.refresh_from_db()
        waits.append(mail.next_attempt_at and int((mail.next_attempt_at - at) / MINUTE))
        at = mail.next_attempt_at

    assert waits[:6] == [1, 5, 15, 60, 240, 240]
    assert mail.state == DeliveryState.GIVEN_UP
    assert "451" in mail.error
    assert sum(waits[:-1]) * MINUTE >= timedelta(days=3)
    assert post.mails == []


def test_a_mail_given_up_is_repeated_when_the_office_wants_it(post, city):
    mail = DeliveryFactory(report=ReportFactory(scope=city))
    Delivery.objects.update(state=DeliveryState.GIVEN_UP, next_attempt_at=None)
    office = person(Role.INSPECTION_OFFICE, city)

    actions.retry(mail=mail, by=office, at=MORNING)
    actions.deliver_due(at=MORNING)

    assert [arrived["Message-ID"] for arrived in post.mails] == [mail.message_id]
    with pytest.raises(NotPossible, match="on its way or has arrived"):
        actions.retry(mail=mail, by=office, at=MORNING)


def test_a_mail_of_a_worker_that_died_is_sent_by_another(post, city):
    mail = DeliveryFactory(report=ReportFactory(scope=city))
    Delivery.objects.update(
        state=DeliveryState.SENDING, attempts=1, next_attempt_at=MORNING + 10 * MINUTE
    )

    assert actions.deliver_due(at=MORNING + 9 * MINUTE) == 0
    assert actions.deliver_due(at=MORNING + 10 * MINUTE) == 1
    assert post.mails[0]["Message-ID"] == mail.message_id


def test_who_lost_the_role_before_the_mail_went_out_does_not_get_it(post, city):
    mail = DeliveryFactory(report=ReportFactory(scope=city))
    by = person(Role.SECURITY_ADMIN, city)
    RoleGrant.objects.filter(user=mail.recipient).update(
        valid_until=timezone.localdate() - timedelta(days=1), withdrawn_at=NOON, withdrawn_by=by
    )

    assert actions.deliver_due(at=MORNING) == 0
    mail.refresh_from_db()
    assert (mail.state, mail.next_attempt_at) == (DeliveryState.WITHDRAWN, None)
    assert post.mails == []


def test_mails_go_to_the_leaders_of_that_region_who_do_not_pause_it(city, county):
    leader, resting = person(Role.LEADERSHIP, city), person(Role.LEADERSHIP, city)
    person(Role.LEADERSHIP, county)
    person(Role.INSPECTION_OFFICE, city)
    gone = person(Role.LEADERSHIP, city)
    gone.is_active = False
    gone.save()
    unwilling = person(Role.LEADERSHIP, city)
    SubscriptionFactory(user=resting, paused_until=TODAY + timedelta(days=30))
    for kind in Kind:
        SubscriptionFactory(user=unwilling, kind=kind, paused_until=None, wants_mail=False)

    daily, fees = ReportFactory(scope=city), ReportFactory(scope=city, kind=Kind.FEE_RECOVERY)

    assert list(actions.recipients(daily, TODAY)) == [leader]
    assert list(actions.recipients(fees, TODAY)) == [leader, resting]


def test_people_of_an_office_get_the_report_of_the_region_they_sit_in_when_they_ask(city, county):
    commission = OrganisationFactory(parent=city, commission=True)
    asked = person(Role.CASE_SUPERVISION, commission)
    person(Role.CASE_SUPERVISION, commission)
    clerk, elsewhere = person(Role.DATA_CLERK, city), person(Role.INSPECTION_OFFICE, county)
    for user in (asked, clerk, elsewhere):
        SubscriptionFactory(user=user, paused_until=None, wants_mail=True)

    assert list(actions.recipients(ReportFactory(scope=city), TODAY)) == [asked]
    assert list(actions.recipients(ReportFactory(scope=county), TODAY)) == [elsewhere]


def test_who_wants_no_mail_on_quiet_days_gets_none(post, city):
    leader = person(Role.LEADERSHIP, city)
    SubscriptionFactory(user=leader, paused_until=None, skips_quiet_days=True)

    mail = DeliveryFactory(report=ReportFactory(scope=city), recipient=leader)

    assert mail.state == DeliveryState.SKIPPED
    assert actions.deliver_due(at=MORNING) == 0


def test_who_wants_no_mail_on_quiet_days_gets_one_when_something_changed(post, city, money):
    leader = person(Role.LEADERSHIP, city)
    SubscriptionFactory(user=leader, paused_until=None, skips_quiet_days=True)

    DeliveryFactory(report=ReportFactory(scope=city), recipient=leader)

    assert actions.deliver_due(at=MORNING) == 1


def test_mails_are_written_once(city):
    mail = DeliveryFactory(report=ReportFactory(scope=city))

    actions.queue_deliveries(mail.report, at=MORNING + MINUTE)

    assert list(Delivery.objects.all()) == [mail]


def test_wishes_of_a_person_are_kept_once_for_each_kind(city):
    leader = person(Role.LEADERSHIP, city)

    actions.subscribe(user=leader, kind=Kind.DAILY, files=["pdf"], wants_mail=True)
    actions.subscribe(user=leader, kind=Kind.DAILY, files=[], wants_mail=True)

    assert [one.files for one in Subscription.objects.filter(user=leader)] == [[]]


def test_a_mail_says_nothing_of_leads_but_counts(post, city, county):
    office = Office(city=city)
    a_lead("disposed", office=office)
    a_lead("registered", office=office, letter_number="Letter 8")
    leader = person(Role.LEADERSHIP, city)
    SubscriptionFactory(user=leader, paused_until=None, files=["xlsx"])
    DeliveryFactory(report=ReportFactory(scope=city), recipient=leader)

    actions.deliver_due(at=MORNING)

    (arrived,) = post.mails
    (attachment,) = files_of(arrived).values()
    book = openpyxl.load_workbook(io.BytesIO(attachment))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    everything = "\n".join([text_of(arrived), html_of(arrived), *cells, arrived["Subject"]])
    assert not any(word in everything for word in (*SECRETS, "Letter 7", "〔2020〕"))
    assert not any(name.startswith(("M15", "M16", "M04")) for name in book.sheetnames)
    assert "<3" in cells
