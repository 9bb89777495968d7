"""The reconciliation after a write, by night, and from the shell."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from projects.models import Difference, Match
from projects.reconciliation.after import after_commit
from projects.tasks import reconcile_nightly
from tests.factories.accounts import OrganisationFactory
from tests.factories.projects import (
    FeeAssessmentFactory,
    PermitFactory,
    ProjectFactory,
)
from tests.factories.reconciliation import PaperFactory, TreasuryEntryFactory, a_match

pytestmark = pytest.mark.django_db


@pytest.fixture
def afterwards(django_capture_on_commit_callbacks):
    """What is written from here on, as a transaction of its own: earlier writes wait no more."""

    def capture():
        connection.run_on_commit = []
        return django_capture_on_commit_callbacks(execute=True)

    return capture


def test_what_a_file_touched_is_looked_at_once_it_stands(afterwards):
    paper, entry = PaperFactory(), TreasuryEntryFactory()

    with afterwards() as jobs:
        after_commit(permit_ids=[paper.pk])
        after_commit(entry_ids=[entry.pk])
        assert not Difference.objects.exists()

    kinds = Difference.objects.order_by("kind").values_list("kind", flat=True)
    assert (len(jobs), list(kinds)) == (1, ["no_project", "not_in_ledger"])


def test_a_write_of_the_ledger_is_compared_at_once(afterwards):
    project = ProjectFactory()

    with afterwards():
        FeeAssessmentFactory(project=project)

    assert [row.kind for row in Difference.objects.standing()] == ["no_payment"]


def test_the_whole_ledger_is_looked_at_by_night():
    FeeAssessmentFactory()

    reconcile_nightly()

    assert [row.kind for row in Difference.objects.standing()] == ["no_payment"]


def test_the_night_before_any_region_is_recorded_passes_in_silence():
    reconcile_nightly()

    assert not Difference.objects.exists()


def test_the_command_tells_what_stands_as_json():
    match = a_match()
    FeeAssessmentFactory(project=match.project)

    out = StringIO()
    call_command("reconcile", "--json", stdout=out)

    answer = json.loads(out.getvalue())
    region = match.region.code
    assert answer["waiting"] == 1
    assert answer["standing"] == [
        {"kind": "no_payment", "region": region, "count": 1, "amount_yuan": "1290000.00"},
        {"kind": "no_project", "region": region, "count": 1, "amount_yuan": "0.00"},
    ]
    assert answer["run"]["projects"] == 1


def test_the_command_tells_it_in_words_too():
    FeeAssessmentFactory()

    out = StringIO()
    call_command("reconcile", stdout=out)

    assert out.getvalue().startswith("projects compared: 1\nmatches waiting: 0\n")


def test_comparing_costs_the_same_queries_for_two_projects_and_for_eight(
    django_assert_num_queries,
):
    authority = OrganisationFactory(parent=OrganisationFactory(), housing=True)

    def run(count, queries):
        projects = [ProjectFactory(authority=authority) for _ in range(count)]
        for project in projects:
            PermitFactory(project=project, kind="planning", number=f"p-{project.pk}")
            FeeAssessmentFactory(project=project)
        with django_assert_num_queries(queries):
            call_command("reconcile", stdout=StringIO())

    run(2, 29)
    run(6, 26)

    assert Difference.objects.standing().count() == 8
    assert not Match.objects.exists()
