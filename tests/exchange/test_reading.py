"""Rows read as plain values: whatever way they are read, they say what the page says."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import Count, F

from airdefense.accounts.roles import Role
from airdefense.exchange import reading
from airdefense.exchange.listing import Column, Shown
from airdefense.exchange.reading import of_objects, of_values, pieces_of, source_of
from inspections.listings import FINDINGS
from projects.listings import GAPS, PROJECTS, RECEIPTS, SUSPICIONS
from projects.models import Gap, Project
from tests.exchange.trial import TRIAL
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.projects import GapFactory, ProjectFactory, ReceiptFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(county):
    return person(Role.DATA_CLERK, county)


@pytest.fixture
def projects(county):
    made = [
        ProjectFactory(
            region=county,
            name=f"day {day}",
            approved_on=date(2019, 6, day),
            built_g6_sqm=Decimal(f"{day}.50"),
            is_offsite_approved=day == 2,
        )
        for day in range(1, 4)
    ]
    at = datetime(2020, 11, 2, 4, 0, tzinfo=UTC)
    ProjectFactory(region=county, status="confirmed", at=at, approved_on=date(2019, 5, 1))
    ReceiptFactory(project=made[0], amount_yuan=Decimal("12.34"))
    GapFactory(project=made[1], amount_yuan=Decimal("56.78"))
    return made


def shown_to(rf, user, listing, rows, query=""):
    request = rf.get(f"/?{query}")
    request.user = user
    return Shown(request, listing, rows)


def all_of(pieces, width):
    """The rows of all pieces, one by one."""
    rows = [row for piece in pieces for row in zip(*piece, strict=True)]
    assert all(len(row) == width for row in rows)
    return rows


@pytest.fixture(params=[reading.MANY, 0], ids=["looked up", "joined"])
def any_size(request, monkeypatch):
    monkeypatch.setattr(reading, "MANY", request.param)


def ledger(user):
    return (
        Project.objects.visible_to(user)
        .with_money(user)
        .select_related("region", "developer", "authority")
    )


@pytest.mark.usefixtures("any_size", "projects")
def test_values_of_the_ledger_are_those_of_its_objects(rf, clerk):
    shown = shown_to(rf, clerk, PROJECTS, ledger(clerk))
    columns = PROJECTS.columns
    rows = reading.chosen(shown)
    sources = [source_of(rows, column) for column in columns]

    values = all_of(of_values(rows, sources), len(columns))

    assert values == all_of(of_objects(shown, rows, columns), len(columns))
    assert [row[1] for row in values][:3] == ["day 3", "day 2", "day 1"]
    assert {type(row[4]) for row in values} == {Decimal}


@pytest.mark.usefixtures("any_size", "projects")
@pytest.mark.parametrize("query", ["sort=approved_on", "has_gap=true", "q=day", "ids=1,2"])
def test_values_stand_in_the_order_and_under_the_conditions_of_the_list(rf, clerk, query):
    shown = shown_to(rf, clerk, PROJECTS, ledger(clerk), query)

    pieces = pieces_of(shown, PROJECTS.columns)

    expected = of_objects(shown, reading.chosen(shown), PROJECTS.columns)
    width = len(PROJECTS.columns)
    assert all_of(pieces, width) == all_of(expected, width)


@pytest.mark.usefixtures("projects")
def test_moments_choices_and_yes_or_no_are_told_alike(rf, clerk):
    rows = Project.objects.visible_to(clerk).select_related("region")
    shown = shown_to(rf, clerk, TRIAL, rows)
    columns = [column for column in TRIAL.columns if column.key != "lower"]
    sources = [source_of(rows, column) for column in columns]

    values = all_of(of_values(reading.chosen(shown), sources), len(columns))

    assert values == all_of(of_objects(shown, reading.chosen(shown), columns), len(columns))
    assert {row[-1] for row in values} == {"yes", "no"}


def test_value_of_an_object_has_no_source(clerk):
    rows = Project.objects.select_related("region")
    asked = [
        Column("lower", "Lower", value=str),
        Column("standing", "Standing", kind="badge"),
        Column("region", "Region"),
        Column("developer.name", "Developer, not read along"),
        Column("get_absolute_url", "Address"),
        Column("nothing", "Nothing"),
    ]

    assert [source_of(rows, column) for column in asked] == [None] * 6


@pytest.mark.parametrize("listing", [RECEIPTS, SUSPICIONS, FINDINGS])
def test_lists_with_values_of_their_objects_are_read_as_objects(listing):
    model = listing.filterset._meta.model

    sources = [source_of(model.objects.all(), column) for column in listing.columns]

    assert None in sources


def test_a_relation_that_may_be_empty_is_empty(rf, clerk, projects):
    rows = Project.objects.visible_to(clerk).select_related("confirmed_by")
    columns = [Column("code", "Number", link=True), Column("confirmed_by.username", "By")]
    shown = shown_to(rf, clerk, TRIAL, rows)

    values = all_of(pieces_of(shown, columns), 2)

    assert [row[1] for row in values[:3]] == [None] * 3
    assert values[3][1] is not None


def test_rows_put_together_otherwise_are_read_as_objects(rf, clerk, projects):
    plain = Project.objects.visible_to(clerk)
    apart = [
        plain.distinct(),
        plain.annotate(count=Count("receipts")),
        plain.union(plain),
        plain.values("pk"),
    ]

    assert reading.is_simple(plain.annotate(other=F("name")))
    assert [reading.is_simple(rows) for rows in apart] == [False] * 4


def test_what_a_list_prepares_is_prepared_for_each_piece(rf, clerk, projects, monkeypatch):
    seen = []
    monkeypatch.setattr(reading, "CHUNK", 2)
    listing = replace(TRIAL, prepare=lambda rows: seen.append(len(rows)))
    rows = Project.objects.visible_to(clerk).select_related("region")
    shown = shown_to(rf, clerk, listing, rows)

    names = all_of(pieces_of(shown, TRIAL.columns[:2]), 2)

    assert len(names) == 4
    assert seen == [2, 2]


def test_gaps_of_others_are_in_no_piece(rf, clerk, projects):
    theirs = GapFactory(project=ProjectFactory(region=OrganisationFactory()))
    rows = Gap.objects.visible_to(clerk).select_related("project__region")
    shown = shown_to(rf, clerk, GAPS, rows)
    columns = [column for column in GAPS.columns if column.key != "kind"][:3]

    values = all_of(pieces_of(shown, columns), 3)

    assert theirs.project.name not in {row[0] for row in values}
    assert len(values) == 1
