"""Each recipient one mail, whatever servers and workers do; read back as it arrives."""

import email
import io
import socket
from datetime import timedelta
from decimal import Decimal
from email.policy import default as policy

import openpyxl
import pytest
from aiosmtpd.controller import Controller
from django.utils import translation

from airdefense.accounts.roles import Role
from airdefense.reports import actions
from airdefense.reports.models import Delivery, DeliveryState, Kind
from tests.factories.accounts import TODAY, person
from tests.factories.leads import SECRETS, Office, a_lead
from tests.factories.projects import AllocationFactory, ProjectFactory, ReceiptFactory
from tests.factories.reports import MORNING, DeliveryFactory, ReportFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class PostOffice:
    """Refuses so many mails, then takes them."""

    def __init__(self):
        self.refusals, self.taken = 0, []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        if self.refusals:
            self.refusals -= 1
            return "451 try later"
        self.taken.append(email.message_from_bytes(envelope.content, policy=policy))
        return "250 OK"


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def post(settings):
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=a_free_port())
    controller.start()
    settings.EMAIL_URL = "smtp://set"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.DEFAULT_FROM_EMAIL = "bulletin@example.org"
    yield office
    controller.stop()


def test_without_a_mail_server_the_mail_is_kept(city):
    mail = DeliveryFactory(report=ReportFactory(scope=city))

    assert mail.state == DeliveryState.KEPT
    assert actions.deliver_due(at=MORNING) == 0


def test_a_mail_goes_out_once_with_text_html_and_workbook(post, city, county):
    receipt = ReceiptFactory(project=ProjectFactory(region=county, name="龙泉大厦"))
    AllocationFactory(receipt=receipt, amount_yuan=Decimal("120000.00"))
    mail = DeliveryFactory(report=ReportFactory(scope=city))

    sent = [actions.deliver_due(at=MORNING), actions.deliver_due(at=MORNING + MINUTE)]

    assert sent == [1, 0]
    (arrived,) = post.taken
    assert arrived["To"] == mail.recipient.email
    assert arrived["Message-ID"] == mail.message_id
    assert (
        arrived["Subject"].strip()
        == "人防整改日报 11-02 | 整改 0/0 | 线索 <3 | 清缴 12.00万(+12.00)"
    )
    assert "累计清缴" in arrived.get_body(("plain",)).get_content()
    html = arrived.get_body(("html",)).get_content()
    assert "<style" not in html
    assert 'style="' in html
    (attachment,) = arrived.iter_attachments()
    book = openpyxl.load_workbook(io.BytesIO(attachment.get_content()))
    rows = list(book[next(n for n in book.sheetnames if n.startswith("M13"))].values)
    assert rows[1][1] == "龙泉大厦"
    assert rows[1][-1] == 120000
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.attempts) == (DeliveryState.SENT, MORNING, 1)


def test_a_refused_mail_is_tried_again_later_with_the_same_message_id(post, city):
    post.refusals = 1
    mail = DeliveryFactory(report=ReportFactory(scope=city))

    actions.deliver_due(at=MORNING)
    mail.refresh_from_db()
    assert mail.state == DeliveryState.FAILED
    assert "451" in mail.error
    assert actions.deliver_due(at=MORNING) == 0

    assert actions.deliver_due(at=MORNING + MINUTE) == 1
    assert [arrived["Message-ID"] for arrived in post.taken] == [mail.message_id]


def test_a_mail_of_a_worker_that_died_is_sent_by_another(post, city):
    mail = DeliveryFactory(report=ReportFactory(scope=city))
    Delivery.objects.update(
        state=DeliveryState.SENDING, attempts=1, next_attempt_at=MORNING + 10 * MINUTE
    )

    assert actions.deliver_due(at=MORNING + 9 * MINUTE) == 0
    assert actions.deliver_due(at=MORNING + 10 * MINUTE) == 1
    assert post.taken[0]["Message-ID"] == mail.message_id


def test_mails_go_to_the_leaders_of_that_region_who_do_not_pause_it(city, county):
    leader, resting = person(Role.LEADERSHIP, city), person(Role.LEADERSHIP, city)
    person(Role.LEADERSHIP, county)
    person(Role.INSPECTION_OFFICE, city)
    gone = person(Role.LEADERSHIP, city)
    gone.is_active = False
    gone.save()
    SubscriptionFactory(user=resting, paused_until=TODAY + timedelta(days=30))

    daily, fees = ReportFactory(scope=city), ReportFactory(scope=city, kind=Kind.FEE_RECOVERY)

    assert list(actions.recipients(daily, TODAY)) == [leader]
    assert list(actions.recipients(fees, TODAY)) == [leader, resting]


def test_mails_are_written_once(city):
    mail = DeliveryFactory(report=ReportFactory(scope=city))

    actions.queue_deliveries(mail.report, at=MORNING + MINUTE)

    assert list(Delivery.objects.all()) == [mail]


def test_a_mail_says_nothing_of_leads_but_counts(post, city, county):
    office = Office(city=city)
    a_lead("disposed", office=office)
    a_lead("registered", office=office, letter_number="Letter 8")
    DeliveryFactory(report=ReportFactory(scope=city))

    actions.deliver_due(at=MORNING)

    (arrived,) = post.taken
    (attachment,) = arrived.iter_attachments()
    book = openpyxl.load_workbook(io.BytesIO(attachment.get_content()))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    bodies = [arrived.get_body((kind,)).get_content() for kind in ("plain", "html")]
    everything = "\n".join([*bodies, *cells, arrived["Subject"]])
    assert not any(word in everything for word in (*SECRETS, "Letter 7", "〔2020〕"))
    assert not any(name.startswith(("M15", "M16", "M04")) for name in book.sheetnames)
    assert "<3" in cells


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (Kind.RECTIFICATION, "问题整改日报 11-02 | 整改 0/0(0) | 超期 0 | 3日内到期 0"),
        (
            Kind.FEE_RECOVERY,
            "费用清缴日报 11-02 | 清缴 0.00万(0.00) | 清缴率 —% | 未清缴 0.00万",
        ),
    ],
)
def test_the_parts_are_mailed_on_their_own(city, kind, subject):
    mail = DeliveryFactory(report=ReportFactory(scope=city, kind=kind))

    assert mail.subject == subject
    assert "无变化" in mail.text


def test_a_county_mail_names_its_county(county):
    mail = DeliveryFactory(report=ReportFactory(scope=county))

    assert mail.subject.startswith("通海 · 人防整改日报 11-02")
    with translation.override("zh-hans"):
        assert mail.text.startswith("通海县人防领域专项治理日报")
