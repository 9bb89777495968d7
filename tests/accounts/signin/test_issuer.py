"""Sign-in by an issuer of identities that this test runs: who gets in, and what is not believed."""

import time

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from airdefense import identity
from airdefense.accounts.models import SignInSession, User
from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from tests.accounts.signin.conftest import browser, code_of
from tests.accounts.signin.oidc_issuer import ASK, BACK, comes_back

pytestmark = pytest.mark.django_db
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def is_outside(client):
    at_login = client.answer.status_code == 302 and client.answer["Location"] == "/accounts/login/"
    return at_login and not SignInSession.objects.exists()


def test_who_has_an_account_comes_in_and_goes_on_where_wanted(issuer, somebody):
    clerk = somebody()

    client = comes_back(issuer, clerk.username, then="/projects/")

    assert client.answer["Location"] == "/projects/"
    assert client.get("/").status_code == 200
    assert SignInSession.objects.get().method == "issuer"


def test_sign_in_page_offers_the_issuer_only_where_there_is_one(issuer, settings, db):
    offered = browser().get("/accounts/login/").content.decode()
    settings.OIDC = {}

    assert ASK in offered
    assert ASK not in browser().get("/accounts/login/").content.decode()
    assert [browser().get(path).status_code for path in (ASK, BACK)] == [404, 404]


def test_the_issuer_opens_no_account_and_no_closed_one(issuer, somebody):
    closed = somebody(is_active=False)

    clients = [comes_back(issuer, name) for name in (closed.username, "nobody", "", "\x00")]

    assert all(is_outside(client) for client in clients)
    assert not User.objects.filter(username="nobody").exists()
    assert Event.objects.filter(name="sign_in_failed").count() == 4


def test_a_second_factor_is_asked_for_here_as_well(issuer, with_factor):
    officer = with_factor()

    client = comes_back(issuer, officer.username)
    done = client.post("/accounts/login/code/", {"code": code_of(officer.secret)})

    assert client.answer["Location"] == "/accounts/login/code/"
    assert done["Location"] == "/"
    assert (SignInSession.objects.get().method, client.get("/").status_code) == ("issuer", 200)


def test_a_role_that_needs_a_second_factor_is_led_to_setting_it_up(issuer, somebody):
    officer = somebody(Role.CASE_OFFICER)

    client = comes_back(issuer, officer.username)

    assert client.get("/")["Location"] == "/accounts/factor/"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another program"},
        {"iss": "https://elsewhere.example.org"},
        {"exp": int(time.time()) - 3600},
        {"nonce": "of another sign-in"},
        {"nonce": None},
    ],
)
def test_token_for_others_or_of_another_time_is_not_believed(issuer, somebody, claims):
    clerk = somebody()
    issuer.claims = claims

    assert is_outside(comes_back(issuer, clerk.username))


@pytest.mark.parametrize(
    ("key", "algorithm"), [(STRANGER, "RS256"), ("a secret of ours" * 4, "HS256"), ("", "none")]
)
def test_token_signed_by_somebody_else_or_nobody_is_not_believed(issuer, somebody, key, algorithm):
    clerk = somebody()
    issuer.key, issuer.algorithm = key, algorithm

    assert is_outside(comes_back(issuer, clerk.username))


def test_answer_counts_only_in_the_browser_that_asked_and_once(issuer, somebody):
    clerk, asking, other = somebody(), browser(), browser()
    brought = issuer.agrees(asking.get(ASK)["Location"], clerk.username)

    other.answer = other.get(BACK, brought)
    asking.get(BACK, brought | {"state": "guessed"})
    asking.answer = asking.get(BACK, brought)

    assert is_outside(other)
    assert is_outside(asking)


def test_issuer_that_is_down_or_calls_itself_otherwise_lets_nobody_in(issuer, settings, db):
    issuer.name = "https://elsewhere.example.org"
    answers = [browser().get(ASK)]
    settings.OIDC = settings.OIDC | {"issuer": "http://127.0.0.1:9"}

    answers.append(browser().get(ASK))

    assert [answer["Location"] for answer in answers] == ["/accounts/login/"] * 2


def test_keys_are_fetched_once_and_again_only_for_a_name_that_is_new(issuer, somebody):
    clerk = somebody()
    for _time in range(2):
        comes_back(issuer, clerk.username)
    once = issuer.fetched.count("/keys")
    issuer.kid = "2"

    for _time in range(3):
        comes_back(issuer, clerk.username)

    assert (once, issuer.fetched.count("/keys")) == (1, 2)
    assert SignInSession.objects.count() == 5


def test_nobody_is_sent_on_to_another_site(issuer, somebody):
    client = comes_back(issuer, somebody().username, then="https://elsewhere.example.org/")

    assert client.answer["Location"] == "/"


def test_what_the_environment_names_is_asked_over_a_safe_line_or_refused(monkeypatch):
    env = Env()
    assert (identity.directory(env, False), identity.issuer(env, False)) == ({}, {})
    told = {
        "LDAP_URL": "ldap://ldap.example.org",
        "LDAP_SEARCH_BASE": "dc=example",
        "OIDC_ISSUER": "https://sso.example.org",
        "OIDC_CLIENT_ID": "airdefense",
        "OIDC_CLIENT_SECRET": "a secret of ours",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    safe = identity.directory(env, False)
    asked = identity.issuer(env, False)
    monkeypatch.setenv("LDAP_START_TLS", "false")
    monkeypatch.setenv("OIDC_ISSUER", "http://sso.example.org")

    assert (safe["LDAP_AUTH_USE_TLS"], safe["LDAP_AUTH_TLS_ARGS"]["validate"].name) == (
        True,
        "CERT_REQUIRED",
    )
    assert (asked["claim"], asked["signs_out"]) == ("preferred_username", True)
    for read in (identity.directory, identity.issuer):
        with pytest.raises(ImproperlyConfigured):
            read(env, False)
