"""Failures are counted by name and address, told alike for every name, and forgiven."""

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.accounts.signin import locks
from airdefense.accounts.signin.addresses import address_of, device_of
from airdefense.casework.models import Event
from tests.accounts.signin.conftest import PASSWORD, browser, sign_in
from tests.factories.accounts import UserFactory, person

pytestmark = pytest.mark.django_db


def fail(name, times, client=None, **more):
    """The last answer after so many wrong passwords."""
    client = client or browser()
    for _number in range(times):
        told = {"username": name, "password": "wrong"}
        answer = client.post("/accounts/login/", told, **more)
    return answer


def test_fifth_failure_locks_the_name_at_this_address(somebody):
    clerk = somebody()

    fourth, fifth = fail(clerk.username, 4), fail(clerk.username, 1)

    assert "Wait 30 minutes" not in fourth.text
    assert "Wait 30 minutes" in fifth.text
    assert "Wait 30 minutes" in sign_in(clerk).answer.text


def test_name_nobody_has_is_locked_with_the_same_words(somebody):
    clerk = somebody()

    known = fail(clerk.username, 5).context["form"].non_field_errors()
    unknown = fail("nobody", 5).context["form"].non_field_errors()

    assert known == unknown


def test_other_addresses_and_other_names_go_on(somebody):
    clerk, other = somebody(), somebody()
    fail(clerk.username, 5)

    elsewhere = sign_in(clerk, REMOTE_ADDR="192.0.2.7")

    assert elsewhere.answer["Location"] == "/"
    assert sign_in(other).answer["Location"] == "/"


def test_signing_in_forgives_what_failed_before(somebody):
    clerk = somebody()
    fail(clerk.username, 4)

    sign_in(clerk)

    assert "Wait" not in fail(clerk.username, 4).text


def test_lock_ends_by_itself(somebody, settings):
    clerk = somebody()
    fail(clerk.username, 5)

    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME * 1.1)

    assert sign_in(clerk).answer["Location"] == "/"


def test_trying_on_while_locked_lengthens_nothing_and_floods_nothing(somebody):
    clerk = somebody()
    fail(clerk.username, 5)
    before = AccessAttempt.objects.get().attempt_time, Event.objects.count()

    fail(clerk.username, 3)

    assert (AccessAttempt.objects.get().attempt_time, Event.objects.count()) == before


def test_failures_and_the_lock_stand_in_the_history(somebody):
    clerk = somebody()

    fail(clerk.username, 5)

    names = Event.objects.filter(case_id=clerk.pk, case_type="accounts.user").order_by("pk")
    assert list(names.values_list("name", flat=True)) == [
        "change_password",
        *["sign_in_failed"] * 5,
        "lock_sign_in",
    ]
    assert names.last().detail == {"address": "127.0.0.1", "device": "Firefox · Windows"}


def test_what_was_typed_as_an_unknown_name_is_not_kept_in_history(somebody):
    somebody()

    fail("My secret 7 kettles", 1)

    event = Event.objects.get(name="sign_in_failed")
    assert (event.case_id, event.note) == (0, "")
    assert "kettles" not in str(event.detail)


def test_attempts_keep_neither_password_nor_code(somebody):
    clerk = somebody()

    browser().post(
        "/accounts/login/", {"username": clerk.username, "password": "hush-hush", "code": "123456"}
    )

    kept = AccessAttempt.objects.get().post_data
    assert "hush-hush" not in kept
    assert "123456" not in kept


def test_page_in_place_is_told_of_the_lock(somebody):
    clerk = somebody()

    answer = fail(clerk.username, 5, headers={"accept": "application/json"})

    assert answer.status_code == 400
    assert "Wait 30 minutes" in answer.json()["detail"]


def test_security_administrator_lifts_a_lock_with_a_reason(somebody, county):
    clerk, admin = somebody(), person(Role.SECURITY_ADMIN, county)
    fail(clerk.username, 5)

    locks.lift(clerk, by=admin, at=timezone.now(), note="Called back and known by voice.")

    assert sign_in(clerk).answer["Location"] == "/"
    event = Event.objects.get(name="unlock_sign_in")
    assert (event.actor, event.note) == (admin, "Called back and known by voice.")


@pytest.mark.parametrize(
    ("is_behind", "told", "found"),
    [
        (False, "203.0.113.9", "192.0.2.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.4, 203.0.113.9", "203.0.113.9"),
        (True, "rubbish", None),
    ],
)
def test_address_is_what_the_own_proxy_saw(rf, settings, is_behind, told, found):
    settings.TRUST_PROXY_HEADERS = is_behind
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"x-forwarded-for": told})

    assert address_of(request) == found


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; UOS) Chrome/90.0 Safari/537.36", "Chrome · UOS"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 MicroMessenger/8", "WeChat · Android"),
        ("curl/8.5", ""),
    ],
)
def test_device_is_two_words(rf, said, told):
    assert device_of(rf.get("/", headers={"user-agent": said})) == told


def test_system_account_signs_nobody_in(county):
    UserFactory(username="system", is_active=False, organisation=county)

    assert "_auth_user_id" not in browser().session
    told = {"username": "system", "password": PASSWORD}
    assert browser().post("/accounts/login/", told).status_code == 200
