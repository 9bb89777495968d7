"""Sums of related rows: joined for a whole list, they are what a lookup for each row says."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import F

from airdefense.accounts.roles import Role
from airdefense.casework.totals import joined
from projects.models import Project
from tests.factories.accounts import person
from tests.factories.inspections import a_crew
from tests.factories.projects import GapFactory, ProjectFactory, ReceiptFactory

pytestmark = pytest.mark.django_db
MONEY = ("payable_yuan", "paid_yuan", "gap_yuan", "recovered_yuan", "balance_yuan")


@pytest.fixture
def crew():
    """Two projects with money of several rows, one with none."""
    crew = a_crew()
    for yuan in (3, 7):
        project = crew.project()
        for one in range(2):
            ReceiptFactory(project=project, amount_yuan=Decimal(yuan + one))
            GapFactory(project=project, amount_yuan=Decimal(10 * yuan + one))
    ProjectFactory(region=crew.county, authority=crew.county)
    return crew


def test_joined_totals_are_those_of_each_row(crew):
    rows = Project.objects.with_money().order_by("pk").values_list("pk", *MONEY)

    found = list(joined(rows))

    assert found == list(rows)
    paid = sorted(row[2] for row in found)
    assert paid[-2:] == [Decimal("7.00"), Decimal("15.00")]
    assert paid[0] == 0


def test_joined_totals_read_every_row_once_in_one_statement(crew, django_assert_num_queries):
    rows = Project.objects.with_money().values_list("pk", *MONEY)

    with django_assert_num_queries(1):
        keys = [row[0] for row in joined(rows)]

    assert sorted(keys) == sorted(Project.objects.values_list("pk", flat=True))
    assert str(joined(rows).query).count("GROUP BY") == 6
    assert '"sums_6"' in str(joined(rows).query)


def test_only_the_totals_that_are_asked_for_are_joined(crew):
    rows = Project.objects.with_money().values_list("pk", "gap_yuan")

    sql = str(joined(rows).query)

    assert sql.count("JOIN") == 1
    assert list(joined(rows.order_by("pk"))) == list(rows.order_by("pk"))


def test_rows_are_chosen_and_ordered_by_joined_totals(crew):
    rows = Project.objects.with_money().filter(paid_yuan__gt=0).order_by(F("balance_yuan").desc())
    rows = rows.values_list("pk", *MONEY)

    found = list(joined(rows))

    assert len(found) == 2
    assert found == list(rows)


def test_what_a_person_may_see_alone_is_added_up(crew):
    contact = person(Role.UNIT_CONTACT, crew.county)
    elsewhere = ProjectFactory(approved_on=date(2020, 1, 1))
    GapFactory(project=elsewhere, amount_yuan=Decimal(99))
    rows = Project.objects.with_money(contact).order_by("pk").values_list("pk", "gap_yuan")

    found = list(joined(rows))

    assert found == list(rows)
    assert (elsewhere.pk, Decimal("0")) in found


def test_asking_for_all_rows_leaves_the_query_as_it_was(crew):
    rows = Project.objects.with_money().values_list("pk", *MONEY)
    before = str(rows.query)

    joined(rows)

    assert str(rows.query) == before
