"""What a password has to be, how long it lasts, who set it when."""

from datetime import timedelta

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from airdefense.accounts.models import PasswordChange, SignInSession
from airdefense.accounts.roles import Role
from airdefense.accounts.signin import passwords
from airdefense.casework.models import Event
from tests.accounts.signin.conftest import PASSWORD, browser, sign_in
from tests.factories.accounts import NOON, PasswordChangeFactory, person

pytestmark = pytest.mark.django_db
NEW = "four Green 9 ladders"


def complaints(password, user=None):
    try:
        password_validation.validate_password(password, user)
    except ValidationError as refusal:
        return refusal.messages
    return []


SHORT = "At least 10 signs are needed."
PLAIN = "Use 3 of the four kinds of signs: small letters, capital letters, digits, others."
WEAK = "This password is guessed quickly: take several unrelated words or more signs."


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Ab1defghi", [SHORT]),
        ("abc", [SHORT, PLAIN]),
        ("correcthorsebattery", [PLAIN]),
        ("correct7horse", [PLAIN]),
        ("Password123!", [WEAK]),
        ("Aa1111111111", [WEAK]),
        ("correct7Horse kettle", []),
        ("人防监督 7 kettles blau", []),
    ],
)
def test_every_complaint_is_told_at_once(password, said):
    assert complaints(password) == said


@pytest.mark.parametrize("number", [1, 3])
def test_rules_follow_the_customer(settings, number):
    settings.PASSWORD_MIN_LENGTH, settings.PASSWORD_CLASSES = 6, number

    assert complaints("xkqzwvbnpj") == ([] if number == 1 else [PLAIN])


def test_the_own_name_is_no_part_of_it(somebody):
    clerk = somebody(display_name="Wang Xiaoming")

    assert complaints("Wang Xiaoming 1", clerk) != []


def test_the_last_five_are_not_taken_again(somebody):
    clerk = somebody()
    used = [f"{word} Nine 9 rivers" for word in ("amber", "birch", "cedar", "daisy", "elder")]
    for days, password in enumerate(used, start=1):
        passwords.set_password(clerk, password, by=clerk, at=timezone.now() + timedelta(days=days))

    refused = [complaints(password, clerk) for password in used]

    assert all("one of the last ones" in said[0] for said in refused)
    assert complaints(PASSWORD, clerk) == []


def test_another_ones_password_is_no_secret_told(somebody):
    somebody(username="first")
    second = person(Role.DATA_CLERK, somebody().organisation)

    assert complaints(PASSWORD, second) == []


def test_password_set_by_somebody_else_is_changed_first(somebody, county):
    admin = person(Role.SYSTEM_ADMIN, county)
    clerk = somebody()
    passwords.set_password(clerk, PASSWORD, by=admin, at=timezone.now() + timedelta(seconds=1))

    client = sign_in(clerk)

    assert client.get("/projects/")["Location"] == "/accounts/password/"
    assert "set by somebody else" in client.get("/accounts/password/").text


def test_password_nobody_wrote_down_is_changed_first(county):
    clerk = person(Role.DATA_CLERK, county)
    clerk.set_password(PASSWORD)
    clerk.save()

    assert sign_in(clerk).get("/")["Location"] == "/accounts/password/"


@pytest.mark.parametrize(("days", "where"), [(89, None), (91, "/accounts/password/")])
def test_password_ages(somebody, days, where):
    clerk = somebody(at=timezone.now() - timedelta(days=days))

    assert sign_in(clerk).get("/").get("Location") == where


def test_password_does_not_age_where_the_customer_says_so(somebody, settings):
    settings.PASSWORD_MAX_AGE_DAYS = 0
    clerk = somebody(at=NOON)

    assert sign_in(clerk).get("/").status_code == 200


def test_changing_it_goes_on_here_and_ends_every_other_session(somebody):
    clerk = somebody(at=NOON)
    here, there = sign_in(clerk), sign_in(clerk)
    told = {"present": PASSWORD, "new": NEW, "again": NEW}

    answer = here.post("/accounts/password/", told)

    assert answer["Location"] == "/"
    assert here.get("/").status_code == 200
    assert there.get("/")["Location"].startswith("/accounts/login/")
    assert sign_in(clerk).answer.status_code == 200
    assert sign_in(clerk, password=NEW).answer["Location"] == "/"
    last = PasswordChange.objects.filter(user=clerk).latest("pk")
    assert (last.changed_by, last.changed_at > NOON) == (clerk, True)
    record = SignInSession.objects.get(session_key=here.session.session_key)
    assert record.began_by == clerk


def test_everything_wrong_with_a_change_is_told_together(somebody):
    client = sign_in(somebody())
    told = {"present": "x", "new": "abc", "again": "abd"}

    form = client.post("/accounts/password/", told).context["form"]

    assert form.errors["present"] == ["This is not your present password."]
    assert form.errors["new"] == [SHORT, PLAIN]


def test_two_different_new_ones_are_told(somebody):
    client = sign_in(somebody())

    form = client.post(
        "/accounts/password/", {"present": PASSWORD, "new": NEW, "again": NEW + "x"}
    ).context["form"]

    assert form.errors == {"again": ["The two new passwords differ."]}


def test_changes_leave_who_and_when_but_no_password(somebody, county):
    clerk, admin = somebody(), person(Role.SYSTEM_ADMIN, county)
    passwords.set_password(clerk, NEW, by=admin, at=NOON)

    events = Event.objects.filter(case_type="accounts.user", case_id=clerk.pk).order_by("pk")

    assert [(event.name, event.actor) for event in events] == [
        ("change_password", clerk),
        ("set_password", admin),
    ]
    assert not any(NEW in str(event.detail) + event.note for event in events)


def test_desk_notes_whom_it_gave_a_password(somebody, county):
    clerk, admin = somebody(), person(Role.SYSTEM_ADMIN, county)
    desk = sign_in(admin)
    desk.force_login(admin)
    session = desk.session
    session["sign_in"] = {"began": 4_000_000_000, "method": "demo", "factor": True, "password": ""}
    session["seen"] = 4_000_000_000
    session.save()

    desk.post(
        f"/admin/accounts/user/{clerk.pk}/password/",
        {"password1": NEW, "password2": NEW, "usable_password": "true"},
    )

    last = PasswordChange.objects.filter(user=clerk).latest("pk")
    assert last.changed_by == admin
    assert sign_in(clerk, password=NEW).get("/")["Location"] == "/accounts/password/"


def test_history_of_others_is_for_administrators(county):
    ours = PasswordChangeFactory(user=person(Role.DATA_CLERK, county))
    PasswordChangeFactory(user=person(Role.DATA_CLERK, county))
    auditor = person(Role.AUDITOR, county)

    assert list(PasswordChange.objects.visible_to(ours.user)) == [ours]
    assert PasswordChange.objects.visible_to(auditor).count() == 2


def test_signed_out_page_of_passwords_asks_to_sign_in(db):
    assert Client().get("/accounts/password/").status_code == 302
    assert browser().get("/accounts/factor/").status_code == 302
