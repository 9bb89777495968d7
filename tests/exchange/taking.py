"""What the tests of every kind of file have in common."""

import hashlib
from datetime import date

from airdefense.casework.models import Event
from projects.workflow import ProjectStatus
from tests.factories.projects import ProjectFactory

RECORDED = ProjectStatus.RECORDED.label


def a_project(region, name="Yunxi", day=1, **fields):
    return ProjectFactory(region=region, name=name, approved_on=date(2019, 6, day), **fields)


def assert_told_with_its_hash(clerk, content, *, ending, trace):
    """That the one taking of two rows with a column chosen stands in the history of the clerk."""
    event = Event.objects.get(name="export")
    assert (event.case_type, event.case_id, event.actor) == (
        "accounts.user",
        clerk.user.pk,
        clerk.user,
    )
    assert event.detail == {
        "list": "trial",
        "format": ending,
        "filters": "?status=recorded&columns=zone",
        "columns": ["code", "name", "zone"],
        "rows": 2,
        "purpose": "",
        "trace": trace,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
