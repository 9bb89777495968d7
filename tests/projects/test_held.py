"""What is held about a project reaches each reader as each list alone would show it."""

import pytest

from projects.held import SHOWN, holdings
from projects.models import Project
from projects.reconciliation.run import reconcile_all
from tests.factories.accounts import NOON
from tests.factories.leads import LeadFactory, LeadMemberFactory
from tests.world import two_counties

pytestmark = pytest.mark.django_db


@pytest.fixture
def counties():
    """Two counties, each with every list about some project; a lead has one reader inside."""
    found = two_counties()
    for county in found:
        lead = LeadFactory(project=county.cases["project"])
        LeadMemberFactory(lead=lead, user=county.people["case_officer"])
    reconcile_all(at=NOON)
    return found


def alone(project, user):
    """The same lists, each asked for by itself and in whole rows."""
    leads = project.leads.visible_to(user).in_compartment_of(user)
    return {
        "differences": project.differences.visible_to(user).standing().order_by("kind", "pk"),
        "suspicions": project.suspicions.visible_to(user)
        .standing()
        .order_by("-amount_yuan", "-pk"),
        "findings": project.findings.visible_to(user).order_by("-found_on", "-pk"),
        "tasks": project.tasks.visible_to(user).order_by("-issued_on", "-pk"),
        "leads": leads.order_by("-pk"),
    }


def shown(relation, rows):
    return [(type(row), row.pk, *(getattr(row, name) for name in SHOWN[relation])) for row in rows]


def test_every_reader_gets_of_each_list_what_that_list_alone_shows(counties):
    projects = list(Project.objects.order_by("pk"))
    sizes = {relation: set() for relation in SHOWN}

    for user in [user for county in counties for user in county.people.values()]:
        for project in projects:
            found, expected = holdings(project, user), alone(project, user)
            for relation, rows in expected.items():
                assert shown(relation, getattr(found, relation)) == shown(relation, rows)
                sizes[relation].add(len(rows))

    # Each list held something for some reader and nothing for another.
    assert {relation for relation, seen in sizes.items() if 0 in seen and len(seen) > 1} == {*SHOWN}


def test_all_lists_are_one_statement_and_none_for_whom_none_is_meant(
    counties, django_assert_num_queries
):
    project, people = counties[0].cases["project"], counties[0].people
    office, administrator = people["inspection_office"], people["system_admin"]
    assert [bool(one.grants) for one in (office, administrator)] == [True, True]

    with django_assert_num_queries(1):
        found = holdings(project, office)
        named = [str(row) for row in (*found.findings, *found.tasks)]
    with django_assert_num_queries(0):
        nothing = holdings(project, administrator)

    rows = alone(project, office)
    assert named == [str(row) for row in (*rows["findings"], *rows["tasks"])]
    assert [rows for relation in SHOWN if (rows := getattr(nothing, relation))] == []
