"""The client printed in the manual works as it is printed."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from airdefense.accounts.roles import Role
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.programs import ProgramTokenFactory
from tests.factories.projects import ProjectFactory


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_client_of_the_manual_reads_and_edits(live_server):
    county = OrganisationFactory()
    clerk = person(Role.DATA_CLERK, county)
    first, last = (ProjectFactory(region=county) for _ in range(2))
    hidden = ProjectFactory()
    ProgramTokenFactory(text="ad_client", made_by=clerk, scopes=["projects:read", "projects:write"])
    manual = (settings.BASE_DIR / "docs" / "api.md").read_text()
    client = manual.partition("```python\n")[2].partition("```")[0]
    env = os.environ | {"AIRDEFENSE_URL": live_server.url, "AIRDEFENSE_TOKEN": "ad_client"}

    run = subprocess.run(
        [sys.executable, "-c", client], env=env, capture_output=True, text=True, timeout=60
    )

    first.refresh_from_db()
    said = run.stdout.splitlines()
    assert (run.stderr, [line.split()[0] for line in said[:2]]) == ("", [last.code, first.code])
    assert said[2] == '模拟路9号 "2-recorded"'
    assert (first.address, first.version) == ("模拟路9号", 2)
    assert hidden.name not in run.stdout
