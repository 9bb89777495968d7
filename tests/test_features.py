"""An installation without leads, and one with leads alone: each runs its own process, as in
production, because what is switched off is never loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from airdefense import features

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_LEADS = "projects,inspections,rectification"


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (features.PARTS, features.PARTS),
        (
            ["rectification", " projects", "inspections"],
            ("projects", "inspections", "rectification"),
        ),
        (["leads"], ("leads",)),
    ],
)
def test_parts_are_chosen_in_the_order_of_the_house(names, parts):
    assert features.chosen(names) == parts


@pytest.mark.parametrize("names", [["lead"], [], ["projects"], ["projects", "leads"]])
def test_parts_that_do_not_go_together_are_refused_at_the_start(names):
    with pytest.raises(ImproperlyConfigured, match="FEATURES"):
        features.chosen(names)


def run(parts: str, tests: str) -> subprocess.CompletedProcess:
    """The tests of an installation with these parts, on the tables this process has made."""
    address, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    name = connection.settings_dict["NAME"].removeprefix("test_")
    env = os.environ | {"FEATURES": parts, "DATABASE_URL": f"{address}/{name}"}
    env.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "pytest", f"tests/apart/{tests}.py", "--reuse-db", "-q"]
    return subprocess.run(
        [*command, "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parts", "tests"), [(WITHOUT_LEADS, "without_leads"), ("leads", "leads_alone")]
)
def test_installation_with_fewer_parts_works(django_db_setup, parts, tests):
    ran = run(parts, tests)

    assert ran.returncode == 0, ran.stdout[-4000:]
