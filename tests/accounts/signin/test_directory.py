"""Passwords asked of a real directory that this test starts; it opens accounts to nobody."""

import subprocess
import sys
from pathlib import Path

import pytest
from environ import Env

from airdefense import identity
from airdefense.accounts.models import SignInSession, User
from airdefense.accounts.roles import Role
from tests.accounts.signin.conftest import sign_in
from tests.factories.accounts import UserFactory, person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
THEIRS = "of the directory"


@pytest.fixture(scope="module")
def port():
    server = Path(__file__).with_name("ldap_server.py")
    with subprocess.Popen([sys.executable, server], stdout=subprocess.PIPE, text=True) as process:
        yield int(process.stdout.readline())
        process.terminate()


@pytest.fixture
def directory(settings, port, monkeypatch):
    monkeypatch.setenv("LDAP_URL", f"ldap://127.0.0.1:{port}")
    monkeypatch.setenv("LDAP_SEARCH_BASE", "ou=people,dc=example")
    monkeypatch.setenv("LDAP_START_TLS", "false")
    for name, value in identity.directory(Env(), is_local=True).items():
        setattr(settings, name, value)
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, identity.BACKEND]


def test_who_has_an_account_signs_in_by_the_password_of_the_directory(directory, county):
    wang = person(Role.DATA_CLERK, county, username="wang")

    client = sign_in(wang, password=THEIRS)

    assert client.answer["Location"] == "/"
    assert client.get("/").status_code == 200
    assert SignInSession.objects.get().method == "directory"


def test_the_directory_opens_no_account_and_no_closed_one(directory, county):
    closed = person(Role.DATA_CLERK, county, username="wang", is_active=False)
    stranger = UserFactory.build(username="zhao")

    answers = [sign_in(who, password=THEIRS).answer for who in (closed, stranger)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert not User.objects.filter(username="zhao").exists()


@pytest.mark.parametrize("password", ["wrong", " "])
def test_wrong_password_of_the_directory_stays_outside(directory, county, password):
    wang = person(Role.DATA_CLERK, county, username="wang")

    assert sign_in(wang, password=password).answer.status_code == 200
    assert not SignInSession.objects.exists()


def test_no_password_goes_to_a_directory_over_a_plain_line(directory, settings, county):
    settings.LDAP_AUTH_USE_TLS = True
    wang = person(Role.DATA_CLERK, county, username="wang")

    assert sign_in(wang, password=THEIRS).answer.status_code == 200
    assert not SignInSession.objects.exists()


def test_a_role_that_needs_a_second_factor_needs_it_here_as_well(directory, county):
    wang = person(Role.CASE_OFFICER, county, username="wang")

    assert sign_in(wang, password=THEIRS).get("/")["Location"] == "/accounts/factor/"


def test_a_directory_that_is_down_lets_in_whoever_has_a_password_here(
    directory, settings, somebody
):
    settings.LDAP_AUTH_URL = ["ldap://127.0.0.1:9"]
    clerk = somebody()

    assert sign_in(clerk).answer["Location"] == "/"
    assert sign_in(clerk, password=THEIRS).answer.status_code == 200
