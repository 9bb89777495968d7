"""What the browser is told with every answer, and how the production is set up."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from airdefense.accounts.roles import Role
from airdefense.casework.headers import FIXED, SANDBOX
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.test_authorization import signed_in, status_of

pytestmark = pytest.mark.django_db
PRODUCTION = {
    "PATH": os.defpath,
    "DEPLOYMENT": "production",
    "DATABASE_URL": os.environ.get("DATABASE_URL", ""),
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "FIELD_KEYS": "a-key-of-its-own",
    "FIELD_HASH_KEY": "another-key-of-its-own",
    "ALLOWED_HOSTS": "airdefense.example",
}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.I)
DATA_BLOCK = re.compile(r'<script[^>]*type="application/(?:json|ld\+json)"[^>]*>')


@pytest.fixture
def office(db):
    return person(Role.INSPECTION_OFFICE, OrganisationFactory())


def policy_of(response):
    parts = response["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (part.split() for part in parts)}


@pytest.mark.parametrize("path", ["/", "/projects/", "/api/v1/docs/", "/nowhere/", "/reminders/"])
def test_no_page_may_run_or_load_what_is_not_ours(office, path):
    policy = policy_of(signed_in(office).get(path))

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == ["'none'"]
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/nowhere/", "/api/v1/projects/"])
def test_every_answer_carries_the_fixed_headers(office, path):
    response = signed_in(office).get(path)

    assert {name: response[name] for name in FIXED} == FIXED
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/projects/", "/search/?q=x", "/api/v1/projects/"])
def test_no_cache_keeps_a_page_with_cases(office, path):
    assert "no-store" in signed_in(office).get(path)["Cache-Control"]


def test_a_file_of_a_case_is_sent_as_a_shut_up_attachment():
    crew = a_crew()
    file = a_finding(crew, status="approved").attachments().first()

    response = signed_in(crew.inspector).get(f"/attachments/{file.pk}/")

    assert status_of(response) == 200
    assert response["Content-Security-Policy"] == SANDBOX
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/projects/?format=xlsx", "/api/v1/schema/"])
def test_files_made_for_download_are_not_shown_in_the_site(office, path):
    response = signed_in(office).get(path)

    assert status_of(response) == 200
    is_file = response.get("Content-Disposition", "").startswith("attachment")
    assert (response["Content-Security-Policy"] == SANDBOX) is is_file


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.INSPECTION_OFFICE, "/api/v1/docs/"),
        (Role.INSPECTION_OFFICE, "/"),
        (Role.SYSTEM_ADMIN, "/admin/"),
        (Role.SYSTEM_ADMIN, "/admin/accounts/organisation/"),
        (Role.AUDITOR, "/admin/casework/event/"),
    ],
)
def test_pages_of_packages_carry_nothing_inline_either(role, path):
    client = signed_in(person(role, OrganisationFactory()))

    page = client.get(path).content.decode()

    found = [match[0] for match in INLINE.finditer(DATA_BLOCK.sub("", page))]
    assert found == []


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(office):
    office.set_password("ein-Gutes-Wort-42")
    office.save()
    client = Client()
    told = {"username": office.username, "password": "ein-Gutes-Wort-42"}

    answers = [
        client.get("/accounts/login/"),
        client.post("/i18n/setlang/", {"language": "en"}),
        client.post("/accounts/login/", told),
    ]

    cookies = {name: cookie for answer in answers for name, cookie in answer.cookies.items()}
    assert cookies.keys() >= {"airdefense_session", "airdefense_csrf", "airdefense_language"}
    for cookie in cookies.values():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def as_production(code):
    """What the settings of the production say, asked in a process of its own."""
    command = [sys.executable, "-c", f"from airdefense import settings as s; print({code})"]
    env = PRODUCTION | {"PATH": os.environ["PATH"]}
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.slow
def test_production_keeps_its_cookies_to_its_own_host_and_tls():
    names = "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"
    flags = "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"
    asked = ", ".join(f"s.{name}" for name in (*names, *flags, "SECURE_SSL_REDIRECT"))

    told = as_production(f"{asked}, s.SECURE_HSTS_SECONDS, s.DEBUG, s.LOGGING['formatters']")

    assert told == (
        "__Host-airdefense_session __Host-airdefense_csrf True True True True 31536000 False "
        "{'line': {'()': <class 'airdefense.logs.Lines'>, 'is_json': True}}"
    )


@pytest.mark.slow
def test_django_has_nothing_to_say_against_the_production():
    command = [sys.executable, "manage.py", "check", "--deploy"]
    env = PRODUCTION | {"PATH": os.environ["PATH"]}

    done = subprocess.run(
        [*command, "--fail-level", "INFO"],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout[:35]) == (0, "System check identified no issues (")
