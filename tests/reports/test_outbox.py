"""How a person wants reports by mail, and how the office sees what became of each mail."""

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.reports import actions
from airdefense.reports.models import Delivery, DeliveryState, Kind, Subscription
from tests.factories.accounts import TODAY, person
from tests.factories.reports import MORNING, DeliveryFactory, ReportFactory, SubscriptionFactory

pytestmark = pytest.mark.django_db
OUTBOX = "/reports/outbox/"
PREFERENCES = "/reports/outbox/preferences/"
DELIVERIES = "/reports/outbox/reports/"


def words(response):
    return response.content.decode()


def wishes(**changes):
    """The form of all kinds as it is sent: everything by mail, with the workbook."""
    sent = {}
    for kind in Kind:
        sent |= {f"{kind}-wants_mail": "on", f"{kind}-files": ["xlsx"]}
    return sent | changes


def test_a_leader_sees_what_comes_as_usual(as_role, city):
    page = as_role(Role.LEADERSHIP, city).get(PREFERENCES)

    forms = page.context["forms"]
    assert [form.instance.kind for form in forms] == list(Kind)
    assert {form.initial["wants_mail"] for form in forms} == {True}
    assert {tuple(form.initial["files"]) for form in forms} == {("xlsx", "docx")}


def test_an_office_is_asked_for_nothing_until_it_asks(as_role, city):
    page = as_role(Role.INSPECTION_OFFICE, city).get(PREFERENCES)

    assert {form.initial["wants_mail"] for form in page.context["forms"]} == {False}


def test_one_page_keeps_pause_files_and_quiet_days_of_each_kind(as_role, city):
    client = as_role(Role.LEADERSHIP, city)
    changed = {
        "daily-paused_until": "2020-12-24",
        "daily-files": ["pdf", "docx"],
        "fee_recovery-skips_quiet_days": "on",
    }
    sent = wishes(**changed)
    del sent["weekly-wants_mail"], sent["weekly-files"]

    answer = client.post(PREFERENCES, sent)

    assert answer.url == OUTBOX
    kept = {one.kind: one for one in Subscription.objects.filter(user=client.user)}
    assert set(kept) == set(Kind)
    assert str(kept["daily"].paused_until) == "2020-12-24"
    assert kept["daily"].files == ["pdf", "docx"]
    assert (kept["fee_recovery"].skips_quiet_days, kept["daily"].skips_quiet_days) == (True, False)
    assert (kept["weekly"].wants_mail, kept["weekly"].files) == (False, [])
    assert "no mail until 2020-12-24" in words(client.get(OUTBOX))


def test_a_file_that_there_is_not_is_refused_and_nothing_is_kept(as_role, city):
    client = as_role(Role.LEADERSHIP, city)

    answer = client.post(PREFERENCES, wishes(**{"daily-files": ["exe"]}))

    assert answer.status_code == 200
    assert not Subscription.objects.exists()


def test_who_reads_no_reports_has_no_outbox(as_role, city):
    client = as_role(Role.DATA_CLERK, city)

    assert [client.get(url).status_code for url in (OUTBOX, PREFERENCES, DELIVERIES)] == [403] * 3


def test_a_mail_is_gone_from_the_outbox_of_who_may_no_longer_read_the_report(as_role, city, county):
    client = as_role(Role.LEADERSHIP, city)
    mail = DeliveryFactory(report=ReportFactory(scope=city), recipient=client.user)
    client.user.role_grants.update(scope=county)

    assert client.get(mail.get_absolute_url()).status_code == 404
    assert mail.subject not in words(client.get(OUTBOX))


@pytest.fixture
def mails(city):
    """Four mails of one report: sent, refused, waiting, and not wanted on a quiet day."""
    leaders = [person(Role.LEADERSHIP, city, display_name=f"领导{n}") for n in range(4)]
    SubscriptionFactory(user=leaders[3], paused_until=None, skips_quiet_days=True)
    report = ReportFactory(scope=city)
    actions.queue_deliveries(report, at=MORNING)
    sent, refused, waiting, _skipped = report.deliveries.order_by("pk")
    found = Delivery.objects
    found.filter(pk=sent.pk).update(state=DeliveryState.SENT, sent_at=MORNING, attempts=1)
    found.filter(pk=refused.pk).update(
        state=DeliveryState.FAILED, attempts=2, error="SMTPDataError: (451, b'try later')"
    )
    found.filter(pk=waiting.pk).update(state=DeliveryState.QUEUED, next_attempt_at=MORNING)
    return report, refused


def test_the_office_sees_how_many_mails_of_each_report_got_through(as_role, city, mails):
    page = as_role(Role.INSPECTION_OFFICE, city).get(DELIVERIES)

    (row,) = page.context["list"].page.rows
    assert (row.sent, row.failed, row.waiting, row.other) == (1, 1, 1, 1)


def test_the_list_can_be_narrowed_to_reports_with_a_refused_mail(as_role, city, mails):
    ReportFactory(scope=city, kind=Kind.FEE_RECOVERY)
    client = as_role(Role.INSPECTION_OFFICE, city)

    def kinds(query):
        return [row.kind for row in client.get(DELIVERIES + query).context["list"].page.rows]

    assert sorted(kinds("")) == [Kind.DAILY, Kind.FEE_RECOVERY]
    assert kinds("?state=failed") == [Kind.DAILY]
    assert kinds("?state=given_up") == []


def test_the_office_sees_recipients_and_the_words_of_the_server_but_no_mail(as_role, city, mails):
    report, refused = mails

    page = words(as_role(Role.INSPECTION_OFFICE, city).get(f"{DELIVERIES}{report.pk}/"))

    assert all(f"领导{n}" in page for n in range(4))
    assert "(451, b&#x27;try later&#x27;)" in page
    assert refused.subject not in page
    assert page.count("/retry/") == 1
    assert f"/reports/outbox/{refused.pk}/retry/" in page


def test_the_office_has_a_refused_mail_repeated_and_that_is_recorded(as_role, city, mails, post):
    report, refused = mails
    client = as_role(Role.INSPECTION_OFFICE, city)

    answer = client.post(f"/reports/outbox/{refused.pk}/retry/")

    assert answer.url == f"{DELIVERIES}{report.pk}/"
    refused.refresh_from_db()
    assert refused.state == DeliveryState.QUEUED
    event = Event.objects.get(name="retry_mail", case_id=report.pk)
    assert (event.actor, event.detail) == (client.user, {"recipient": "领导1"})


def test_a_mail_that_arrived_is_not_repeated(as_role, city, mails, post):
    report, _refused = mails
    sent = report.deliveries.get(state=DeliveryState.SENT)

    as_role(Role.INSPECTION_OFFICE, city).post(f"/reports/outbox/{sent.pk}/retry/")

    sent.refresh_from_db()
    assert sent.state == DeliveryState.SENT


def test_delivery_is_watched_over_by_the_office_of_that_region_alone(as_role, city, county, mails):
    report, refused = mails
    stranger, leader = as_role(Role.INSPECTION_OFFICE, county), as_role(Role.LEADERSHIP, city)
    retry = f"/reports/outbox/{refused.pk}/retry/"

    assert stranger.get(f"{DELIVERIES}{report.pk}/").status_code == 404
    assert stranger.post(retry).status_code == 404
    assert list(stranger.get(DELIVERIES).context["list"].page.rows) == []
    assert leader.get(f"{DELIVERIES}{report.pk}/").status_code == 403
    assert leader.post(retry).status_code == 403
    assert as_role(Role.SYSTEM_ADMIN, city).get(DELIVERIES).status_code == 403


def test_a_region_that_nobody_leads_has_a_page_that_says_so(as_role, city, county):
    report = ReportFactory(scope=county, day=TODAY)

    page = words(as_role(Role.INSPECTION_OFFICE, city).get(f"{DELIVERIES}{report.pk}/"))

    assert "Nobody was to have this report by mail." in page
