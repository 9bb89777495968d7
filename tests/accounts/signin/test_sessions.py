"""Sessions begin, are listed, end by time, from elsewhere and by the security administrator."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from airdefense.accounts.models import SessionEnding, SignInSession
from airdefense.accounts.roles import Role
from airdefense.casework import tasks
from airdefense.casework.models import Event
from tests.accounts.signin.conftest import PASSWORD, browser, sign_in
from tests.factories.accounts import NOON, OrganisationFactory, SignInSessionFactory, person

pytestmark = pytest.mark.django_db


def move(client, **seconds):
    """Let the session of this browser have begun, or been used last, so many seconds ago."""
    session = client.session
    if "began" in seconds:
        began = int(time.time()) - seconds["began"]
        session["sign_in"] = session["sign_in"] | {"began": began}
    if "seen" in seconds:
        session["seen"] = int(time.time()) - seconds["seen"]
    session.save()


def endings():
    return list(SignInSession.objects.order_by("pk").values_list("ending", flat=True))


def test_sign_in_is_listed_with_device_address_and_way(somebody):
    clerk = somebody()
    client = sign_in(clerk, REMOTE_ADDR="192.0.2.7")

    page = client.get("/accounts/sessions/")

    (open_one,) = page.context["sessions"]
    session = open_one.session
    assert (session.device, session.address, session.method) == (
        "Firefox · Windows",
        "192.0.2.7",
        "password",
    )
    assert open_one.is_this is True


@pytest.mark.parametrize(("seconds", "is_out"), [(1790, False), (1810, True)])
def test_session_left_alone_ends(somebody, seconds, is_out):
    client = sign_in(somebody())
    move(client, seen=seconds)

    answer = client.get("/")

    assert (answer.status_code == 302) is is_out
    assert endings() == [SessionEnding.IDLE if is_out else ""]


def test_ended_session_says_why_on_the_page_to_sign_in(somebody):
    client = sign_in(somebody())
    move(client, seen=4000)

    page = client.get("/projects/?q=x", follow=True)

    assert "because nothing was done in it" in page.text
    assert page.redirect_chain[-1][0] == "/accounts/login/?next=/projects/%3Fq%3Dx"


def test_session_grows_too_old_however_busy(somebody, settings):
    client = sign_in(somebody())
    move(client, began=settings.SESSION_COOKIE_AGE + 10, seen=5)

    client.get("/")

    assert endings() == [SessionEnding.AGED]


def test_work_keeps_a_session_alive_and_is_written_once_a_minute(somebody):
    client = sign_in(somebody())
    move(client, seen=100)

    with CaptureQueriesContext(connection) as first:
        client.get("/accounts/profile/")
    with CaptureQueriesContext(connection) as second:
        client.get("/accounts/profile/")

    writes = [len([q for q in page if "UPDATE " in q["sql"]]) for page in (first, second)]
    assert writes == [1, 0]
    assert client.session["seen"] >= int(time.time()) - 5


def test_page_asking_who_is_signed_in_keeps_nothing_alive(somebody):
    client = sign_in(somebody())
    move(client, seen=100)

    client.get("/accounts/session/")

    assert client.session["seen"] <= int(time.time()) - 100


def test_page_open_for_long_learns_that_its_session_is_over(somebody):
    client = sign_in(somebody())
    move(client, seen=4000)

    assert client.get("/accounts/session/").json()["user"] is None


def test_signing_in_again_in_place_goes_on(somebody):
    clerk = somebody()
    client = sign_in(clerk)
    move(client, seen=4000)
    client.get("/accounts/session/")

    answer = sign_in(clerk, client, headers={"accept": "application/json"}).answer

    assert answer.json()["user"] == clerk.pk
    assert client.post("/drafts/x/", {"a": "b"}).status_code == 200


def test_api_of_an_ended_session_is_refused(somebody):
    client = sign_in(somebody())
    move(client, seen=4000)

    assert client.get("/api/v1/projects/").status_code == 401


def test_session_begun_in_no_known_way_ends(somebody):
    client = browser()
    client.force_login(somebody())

    assert client.get("/")["Location"].startswith("/accounts/login/")


def test_signing_out_ends_the_session_and_its_key(somebody):
    clerk = somebody()
    client = sign_in(clerk)

    client.post("/accounts/logout/")

    session = SignInSession.objects.get()
    assert (session.ending, session.session_key, session.ended_by) == ("signed_out", "", clerk)
    assert Event.objects.filter(case_id=clerk.pk).latest("pk").name == "sign_out"
    assert not Session.objects.exists()


def test_what_sessions_kept_is_cleared_at_night_once_they_are_over(somebody):
    here, gone = sign_in(somebody()), sign_in(somebody())
    kept = Session.objects.filter(session_key=gone.session.session_key)
    kept.update(expire_date=timezone.now() - timedelta(minutes=1))

    tasks.purge_sessions()

    assert list(Session.objects.values_list("pk", flat=True)) == [here.session.session_key]


def test_one_session_is_ended_from_another_at_once(somebody):
    clerk = somebody()
    here, there = sign_in(clerk), sign_in(clerk)
    theirs = SignInSession.objects.get(session_key=there.session.session_key)

    here.post(f"/accounts/sessions/{theirs.pk}/end/")

    assert there.get("/")["Location"].startswith("/accounts/login/")
    assert here.get("/").status_code == 200


def test_all_others_are_ended_together(somebody):
    clerk, stranger = somebody(), somebody()
    here, there, third, other = (sign_in(who) for who in (clerk, clerk, clerk, stranger))

    here.post("/accounts/sessions/end-others/")

    assert [c.get("/").status_code for c in (here, there, third, other)] == [200, 302, 302, 200]


def test_session_of_somebody_else_is_not_found(somebody):
    client, theirs = sign_in(somebody()), SignInSessionFactory()

    assert client.post(f"/accounts/sessions/{theirs.pk}/end/").status_code == 404
    assert SignInSession.objects.open().filter(pk=theirs.pk).exists()


def test_one_session_per_account_where_set(somebody, settings):
    settings.ONE_SESSION_ROLES = [Role.DATA_CLERK]
    clerk, inspector = somebody(), somebody(Role.INSPECTOR)
    first, second = sign_in(clerk), sign_in(clerk)
    third, fourth = sign_in(inspector), sign_in(inspector)

    codes = [client.get("/").status_code for client in (first, second, third, fourth)]

    assert codes == [302, 200, 200, 200]
    assert endings() == [SessionEnding.REPLACED, "", "", ""]


def test_sessions_nobody_came_back_to_are_closed_at_the_next_sign_in(somebody):
    clerk = somebody()
    SignInSessionFactory(began_by=clerk, began_at=NOON)

    client = sign_in(clerk)

    assert endings() == [SessionEnding.IDLE, ""]
    assert len(client.get("/accounts/sessions/").context["sessions"]) == 1


@pytest.fixture
def guard(somebody, settings):
    """The security administrator, signed in."""
    settings.MFA_REQUIRED_ROLES = [Role.CASE_OFFICER]
    admin = somebody(Role.SECURITY_ADMIN)
    client = sign_in(admin)
    client.user = admin
    return client


def test_lost_phone_is_reset_with_a_reason_and_ends_every_session(guard, with_factor):
    officer = with_factor()
    theirs = sign_in(officer)
    theirs.post("/accounts/login/code/", {"code": officer.codes[0]})

    guard.post(f"/accounts/sign-in/{officer.pk}/factor/", {"reason": "Phone lost on a train."})

    event = Event.objects.get(name="reset_factor")
    assert (event.actor, event.case_id, event.note) == (
        guard.user,
        officer.pk,
        "Phone lost on a train.",
    )
    assert theirs.get("/")["Location"].startswith("/accounts/login/")
    assert sign_in(officer, theirs).get("/")["Location"] == "/accounts/factor/"


def test_without_a_reason_nothing_is_reset(guard, with_factor):
    officer = with_factor()

    page = guard.post(f"/accounts/sign-in/{officer.pk}/factor/", {"reason": " "}, follow=True)

    assert "Say why" in page.text
    assert page.context["app"] is not None


def test_lock_is_seen_and_lifted_on_the_page(guard, somebody):
    clerk = somebody()
    for _number in range(5):
        sign_in(clerk, password="wrong")
    locked = guard.get(f"/accounts/sign-in/{clerk.pk}/").context["locks"]

    guard.post(f"/accounts/sign-in/{clerk.pk}/lock/", {"reason": "Known by voice."})

    assert [lock["ip_address"] for lock in locked] == ["127.0.0.1"]
    assert sign_in(clerk).answer["Location"] == "/"


def test_sessions_of_an_account_are_ended_by_the_guard(guard, somebody):
    clerk, other = somebody(), somebody()
    theirs, others = sign_in(clerk), sign_in(other)

    guard.post(f"/accounts/sign-in/{clerk.pk}/sessions/", {"reason": "Left the office."})

    assert [theirs.get("/").status_code, others.get("/").status_code] == [302, 200]
    event = Event.objects.get(name="end_session")
    assert (event.actor, event.note) == (guard.user, "Left the office.")


def test_nobody_resets_the_own_factor_here(guard):
    for what in ("factor", "lock", "sessions"):
        answer = guard.post(f"/accounts/sign-in/{guard.user.pk}/{what}/", {"reason": "x"})
        assert answer.status_code == 403


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_other_administrators_read_and_change_nothing(guard, somebody, role):
    client, clerk = sign_in(somebody(role)), somebody()

    assert client.get(f"/accounts/sign-in/{clerk.pk}/").context["may_change"] is False
    answer = client.post(f"/accounts/sign-in/{clerk.pk}/sessions/", {"reason": "x"})
    assert answer.status_code == 403


def test_list_finds_by_name_and_is_for_administrators(guard, somebody):
    wanted = somebody(display_name="Bai Suzhen")
    somebody(display_name="Xu Xian")

    found = guard.get("/accounts/sign-in/?q=suzhen").context["accounts"]

    assert list(found) == [wanted]
    assert sign_in(wanted).get("/accounts/sign-in/").status_code == 403
    assert sign_in(wanted).get(f"/accounts/sign-in/{wanted.pk}/").status_code == 403


def test_list_costs_the_same_for_one_account_and_for_many(guard, somebody):
    with CaptureQueriesContext(connection) as one:
        guard.get("/accounts/sign-in/")
    for _number in range(3):
        person(Role.DATA_CLERK, OrganisationFactory())

    with CaptureQueriesContext(connection) as many:
        guard.get("/accounts/sign-in/")

    assert len(many) == len(one)


def test_password_is_never_part_of_a_record(somebody):
    clerk = somebody()
    sign_in(clerk)

    rows = [*SignInSession.objects.values(), *Event.objects.values()]

    assert PASSWORD not in str(rows)
