"""The second wall as somebody meets it who has the application's own password to the database."""

import json
import os
import subprocess
import sys

import pytest

from airdefense.devstack.paths import PROJECT

# A lead with somebody inside it and one with nobody, made in the name of upkeep.
SET_UP = """
import django; django.setup()
from airdefense import wall
from airdefense.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.leads import LeadContentFactory, LeadFactory, LeadMemberFactory, Office
with wall.acting(wall.Purpose.UPKEEP):
    office = Office()
    for n in range(2):
        lead = LeadFactory(commission=office.commission)
        LeadContentFactory(lead=lead, subject_unit=office.unit)
        if n:
            LeadMemberFactory(lead=lead, user=office.officer)
    person(Role.AUDITOR, office.city)
print(office.officer.pk)
"""


@pytest.fixture(scope="module")
def run(cluster):
    """A Python command on the cluster as one of its roles: run("app", "manage.py", ...)."""

    def call(role, *command, **environment):
        given = {
            "DATABASE_URL": cluster.url(role),
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "DEPLOYMENT": "local",
            "SECRET_KEY": "k" * 50,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(PROJECT),
        }
        return subprocess.run(
            [sys.executable, *command],
            env=os.environ | given | environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )

    return call


@pytest.fixture(scope="module")
def member(run):
    """The number of the member; the database is migrated and holds two leads."""
    migrated = run("owner", "manage.py", "migrate", "-v0")
    assert migrated.returncode == 0, migrated.stderr
    made = run("app", "-c", SET_UP)
    assert made.returncode == 0, made.stderr
    return int(made.stdout)


@pytest.fixture
def psql(cluster, member):
    def ask(role, script):
        answer = subprocess.run(
            [str(cluster.bin / "psql"), "-AtqX", cluster.url(role), "-c", script],
            capture_output=True,
            text=True,
            check=False,
        )
        return answer.stdout.split(), answer.stderr

    return ask


COUNTED = "; select count(*) from leads_leadcontent"


@pytest.mark.parametrize(
    "before",
    [
        "select",
        "set airdefense.bound = '{member}:own:{day}:1:0'",
        "set airdefense.bound = '0:upkeep:{day}:1:' ",
        "set search_path = pg_catalog, public, wall, pg_temp",
        "set row_security = off; set row_security = on",
    ],
)
def test_psql_as_the_application_sees_no_lead(psql, member, before):
    script = before.format(member=member, day="2026-01-01") + COUNTED

    assert psql("app", script) == (["0"], "")


@pytest.mark.parametrize(
    "script",
    [
        "set role airdefense_owner",
        "set session authorization airdefense_owner",
        "set row_security = off; select count(*) from leads_leadcontent",
        "select * from wall.key",
        "alter table leads_lead disable row level security",
        "drop policy reading on leads_lead",
        "create policy mine on leads_lead using (true)",
        "create function wall.worker2() returns int language sql as 'select 1'",
    ],
)
def test_psql_as_the_application_does_not_get_round_the_wall(psql, script):
    _answer, refused = psql("app", script)

    assert "ERROR" in refused


def test_the_owner_sees_no_lead_either(psql):
    assert psql("owner", "select" + COUNTED) == (["0"], "")


def test_the_installation_is_verified(run, member):
    answer = run("app", "manage.py", "verify_wall", "--json")
    told = json.loads(answer.stdout)

    assert [check for check in told["checks"] if check["is_well"] is not True] == []
    assert (told["is_well"], answer.returncode) == (True, 0)


def test_another_secret_is_noticed_and_its_key_stored_by_the_owner_alone(run, member):
    other = {"SECRET_KEY": "o" * 50}

    noticed = run("app", "manage.py", "verify_wall", **other)
    refused = run("app", "manage.py", "verify_wall", "--renew-key", **other)
    stored = run("owner", "manage.py", "verify_wall", "--renew-key", **other)
    stands = run("app", "manage.py", "verify_wall", **other)
    back = run("owner", "manage.py", "verify_wall", "--renew-key")

    assert (noticed.returncode, "--renew-key" in noticed.stdout) == (1, True)
    assert (refused.returncode, "owner" in refused.stderr) == (1, True)
    assert [one.returncode for one in (stored, stands, back)] == [0, 0, 0]


def test_who_may_act_as_the_owner_is_noticed(run, member):
    answer = run("owner", "manage.py", "verify_wall", "--json")
    failed = [c["name"] for c in json.loads(answer.stdout)["checks"] if c["is_well"] is False]

    assert (answer.returncode, failed[0]) == (1, "role")
