"""Signing in as in production: the middleware in its place, failures counted."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.accounts.signin import factors, passwords
from tests.accounts.signin.oidc_issuer import Issuer, known_here
from tests.factories.accounts import NOON, OrganisationFactory, person

PASSWORD = "three Blue 7 kettles"
GUARD = "airdefense.accounts.signin.middleware.SignInMiddleware"
LOGIN_REQUIRED = "django.contrib.auth.middleware.LoginRequiredMiddleware"


@pytest.fixture(autouse=True)
def as_in_production(settings):
    place = settings.MIDDLEWARE.index(LOGIN_REQUIRED)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], GUARD, *settings.MIDDLEWARE[place:]]
    settings.AXES_ENABLED, settings.DEMO_MODE = True, False
    settings.MFA_REQUIRED_ROLES = [Role.CASE_OFFICER, Role.SECURITY_ADMIN]


@pytest.fixture
def county(db):
    return OrganisationFactory(short_name="Tonghai")


@pytest.fixture
def somebody(county):
    """A person with a password that he or she chose: somebody(role) -> user."""

    def make(role=Role.DATA_CLERK, at=None, **fields):
        made = person(role, county, **fields)
        passwords.set_password(made, PASSWORD, by=made, at=at or timezone.now())
        return made

    return make


def browser():
    return Client(headers={"accept-language": "en", "user-agent": "Firefox/140.0 Windows NT"})


def sign_in(user, client=None, password=PASSWORD, **more):
    """A browser in which that person has just sent name and password, and the answer."""
    client = client or browser()
    told = {"username": user.username, "password": password}
    client.answer = client.post("/accounts/login/", told, **more)
    return client


def code_of(secret, steps=0):
    """What the app with this secret shows now, or so many half minutes away from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def with_factor(somebody):
    """A person with a second factor, its secret and the recovery codes."""

    def make(role=Role.CASE_OFFICER, **fields):
        made = somebody(role, **fields)
        made.secret = factors.new_secret()
        made.codes = factors.set_up(made, made.secret, at=NOON)
        return made

    return make


@pytest.fixture(scope="session")
def server():
    with Issuer() as running:
        running.serve()
        yield running
        running.shutdown()


@pytest.fixture
def issuer(settings, server):
    """The customer's issuer of identities, and this site as it is known there."""
    cache.clear()
    server.reset()
    settings.OIDC = known_here(server)
    return server
