"""The second factor: asked for, set up, used once, and who reaches nothing without it."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import call_command

from airdefense import settings as shipped
from airdefense.accounts.models import SignInSession
from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.accounts.signin import factors
from airdefense.casework.models import Event
from airdefense.reports.audience import LEAD_ROLES
from airdefense.secrecy import decrypt
from tests.accounts.signin.conftest import PASSWORD, browser, code_of, sign_in
from tests.factories.accounts import NOON

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def no_code_used_yet():
    cache.clear()


def events_of(person):
    events = Event.objects.filter(case_type="accounts.user", case_id=person.pk).order_by("pk")
    return list(events.values_list("name", flat=True))


def test_commission_and_administrators_are_the_roles_that_need_it():
    asked = {*shipped.COMMISSION.split(","), "system_admin", "security_admin", "auditor"}

    assert asked == {*LEAD_ROLES, *ADMINISTRATORS}
    assert ([] if shipped.DEMO_MODE else shipped.MFA_REQUIRED_ROLES) == shipped.MFA_REQUIRED_ROLES


def test_password_alone_makes_nobody_of_who_has_a_factor(with_factor):
    officer = with_factor()

    client = sign_in(officer)

    assert client.answer["Location"] == "/accounts/login/code/"
    assert client.get("/accounts/session/").json()["user"] is None
    assert client.get("/")["Location"].startswith("/accounts/login/")
    assert not SignInSession.objects.exists()


def test_code_of_the_app_signs_in_and_leads_on(with_factor):
    officer = with_factor()
    client = browser()
    told = {"username": officer.username, "password": PASSWORD, "next": "/leads/"}
    client.post("/accounts/login/", told)

    answer = client.post("/accounts/login/code/", {"code": code_of(officer.secret)})

    assert answer["Location"] == "/leads/"
    assert client.get("/accounts/profile/").status_code == 200
    assert SignInSession.objects.get().has_second_factor is True
    assert events_of(officer)[-1] == "sign_in"


def test_code_counts_once(with_factor):
    officer = with_factor()
    code = code_of(officer.secret)
    sign_in(officer).post("/accounts/login/code/", {"code": code})

    again = sign_in(officer)
    answer = again.post("/accounts/login/code/", {"code": code})

    assert "wrong, too old or was used already" in answer.text
    assert again.get("/accounts/session/").json()["user"] is None


@pytest.mark.parametrize("steps", [-4, 4])
def test_code_of_another_time_is_refused(with_factor, steps):
    officer = with_factor()
    client = sign_in(officer)

    answer = client.post("/accounts/login/code/", {"code": code_of(officer.secret, steps)})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_recovery_code_signs_in_one_time(with_factor):
    officer = with_factor()
    first = sign_in(officer).post("/accounts/login/code/", {"code": officer.codes[3]})

    second = sign_in(officer).post("/accounts/login/code/", {"code": officer.codes[3]})

    assert (first.status_code, second.status_code) == (302, 200)
    assert factors.codes_left(officer) == 9
    assert "use_recovery_code" in events_of(officer)


def test_wrong_codes_lock_like_wrong_passwords(with_factor, settings):
    officer = with_factor()
    client = sign_in(officer)
    for _number in range(settings.AXES_FAILURE_LIMIT - 1):
        client.post("/accounts/login/code/", {"code": "000000"})
        sign_in(officer, client)

    client.post("/accounts/login/code/", {"code": "000000"})
    answer = client.post("/accounts/login/code/", {"code": officer.codes[0]})

    assert "Wait 30 minutes" in answer.text
    assert events_of(officer)[-2:] == ["sign_in_failed", "lock_sign_in"]


def test_who_waited_too_long_for_the_code_begins_anew(with_factor):
    officer = with_factor()
    client = sign_in(officer)
    session = client.session
    session["sign_in_waiting"] |= {"since": session["sign_in_waiting"]["since"] - 301}
    session.save()

    answer = client.post("/accounts/login/code/", {"code": code_of(officer.secret)})

    assert answer["Location"] == "/accounts/login/"


def test_account_closed_between_password_and_code_stays_out(with_factor):
    officer = with_factor()
    client = sign_in(officer)
    officer.is_active = False
    officer.save()

    answer = client.post("/accounts/login/code/", {"code": code_of(officer.secret)})

    assert answer["Location"] == "/accounts/login/"


def test_page_in_place_asks_for_the_code_and_takes_both_together(with_factor):
    officer = with_factor()
    asked = sign_in(officer, headers=JSON)
    told = {"username": officer.username, "password": PASSWORD, "code": code_of(officer.secret)}

    answer = asked.post("/accounts/login/", told, headers=JSON)

    assert (asked.answer.status_code, asked.answer.json()["needs"]) == (400, "code")
    assert (answer.status_code, answer.json()["user"]) == (200, officer.pk)


def test_who_needs_a_factor_and_has_none_reaches_nothing_else(somebody):
    client = sign_in(somebody(Role.CASE_OFFICER))

    assert client.get("/")["Location"] == "/accounts/factor/"
    assert client.post("/leads/new/")["Location"] == "/accounts/factor/"
    assert client.get("/api/v1/leads/").status_code == 403
    assert client.get("/projects/", headers={"hx-request": "true"})["HX-Redirect"] == (
        "/accounts/factor/"
    )
    assert client.get("/accounts/sessions/")["Location"] == "/accounts/factor/"
    assert client.get("/accounts/factor/").status_code == 200


def test_setting_up_opens_the_door_at_once(somebody):
    officer = somebody(Role.CASE_OFFICER)
    client = sign_in(officer)
    page = client.get("/accounts/factor/new/")

    answer = client.post("/accounts/factor/new/", {"code": code_of(page.context["secret"])})

    assert len(answer.context["codes"]) == len(set(answer.context["codes"])) == 10
    assert all(code in answer.text for code in answer.context["codes"])
    assert client.get("/").status_code == 200
    assert events_of(officer)[-1] == "set_factor"


def test_setting_up_needs_a_code_that_fits(somebody):
    client = sign_in(somebody(Role.CASE_OFFICER))
    client.get("/accounts/factor/new/")

    answer = client.post("/accounts/factor/new/", {"code": "000000"})

    assert "This code does not fit" in answer.text
    assert not Authenticator.objects.exists()
    assert client.get("/")["Location"] == "/accounts/factor/"


def test_picture_is_a_bare_svg_without_style_or_script(somebody):
    client = sign_in(somebody(Role.CASE_OFFICER))

    page = client.get("/accounts/factor/new/").text

    picture = re.search(r'class="qr".*?</svg>', page, re.DOTALL).group()
    assert "<path" in picture
    assert not re.search(r"style|<script|<\?xml|onload", picture)


def test_secrets_are_kept_encrypted(with_factor):
    officer = with_factor()

    kept = Authenticator.objects.get(user=officer, type="totp").data["secret"]

    assert officer.secret not in kept
    assert decrypt(kept) == officer.secret


def test_role_that_needs_none_works_without(somebody):
    client = sign_in(somebody(Role.DATA_CLERK))

    assert client.get("/").status_code == 200
    assert client.get("/accounts/factor/").context["is_required"] is False


def test_codes_are_made_anew_only_with_a_code(with_factor):
    officer = with_factor()
    client = sign_in(officer)
    client.post("/accounts/login/code/", {"code": officer.codes[0]})
    refused = client.post("/accounts/factor/codes/", {"code": "1"})

    renewed = client.post("/accounts/factor/codes/", {"code": officer.codes[1]})

    assert refused["Location"] == "/accounts/factor/"
    assert set(renewed.context["codes"]).isdisjoint(officer.codes)
    assert not factors.verify(officer, officer.codes[2], at=NOON)


def test_removing_a_factor_that_is_needed_leads_to_a_new_one(with_factor):
    officer = with_factor()
    client = sign_in(officer)
    client.post("/accounts/login/code/", {"code": officer.codes[0]})

    client.post("/accounts/factor/remove/", {"code": officer.codes[1]})

    assert not Authenticator.objects.exists()
    assert client.get("/")["Location"] == "/accounts/factor/"


def test_demonstration_asks_nobody_for_a_factor_but_lets_it_be_tried(somebody, settings):
    settings.DEMO_MODE = True
    officer = somebody(Role.CASE_OFFICER, is_demo=True)
    client = browser()

    client.post("/accounts/login/demo/", {"username": officer.username})

    assert client.get("/").status_code == 200
    assert client.get("/accounts/factor/new/").status_code == 200


def test_secrets_follow_a_change_of_the_keys(with_factor, settings):
    officer = with_factor()
    settings.FIELD_KEYS = ["a new key that writes", *settings.FIELD_KEYS]
    out = StringIO()

    call_command("reencrypt", stdout=out)

    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert "mfa.Authenticator.data: 2" in out.getvalue()
    assert factors.verify(officer, code_of(officer.secret), at=NOON)
    assert factors.codes_left(officer) == 10
