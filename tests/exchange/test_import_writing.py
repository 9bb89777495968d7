"""Rows written as one JSON text are those that the ORM would have written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from airdefense.casework.models import Event, RowChange
from airdefense.exchange.importing.writing import insert, rewrite
from projects.models import Building, Permit, Project
from tests.factories.projects import BuildingFactory, ProjectFactory

MOMENT = datetime(2026, 11, 20, 2, 0, 0, 123456, tzinfo=UTC)
ODD = "云溪苑“一期” '\"\\ %s %% {} \t\n 🏗"
pytestmark = pytest.mark.django_db


class Undo(Exception):
    """Rolls back what was only looked at."""


def left_by(model, do):
    """The rows and their journal after a deed, without what the database gives; it is rolled
    back."""
    given = {"id", "recorded_at"} if model is Event else {"id"}
    try:
        with transaction.atomic():
            last = RowChange.objects.order_by("pk").last()
            do()
            rows = list(model._base_manager.order_by("pk").values())
            changes = RowChange.objects.filter(pk__gt=last.pk if last else 0).order_by("pk")
            journal = list(changes.values("table_name", "operation", "changed", "detail"))
            raise Undo
    except Undo:
        details = [change.pop("detail") or {} for change in journal]
        return [without(given, row) for row in [*rows, *details]], journal


def without(names, row):
    return {name: value for name, value in row.items() if name not in names}


def buildings(project):
    facts = {"use": "OTHER", "floors": 3, "foundation_depth_m": Decimal("3.50")}
    areas = {"first_floor_sqm": Decimal("860.00"), "above_ground_sqm": Decimal("9999999.99")}
    return [
        Building(
            project=project, name=name, claims=claims, is_rebuild=bool(claims), **facts, **areas
        )
        for name, claims in ((ODD, []), ("1幢", ["R2", "R8"]))
    ]


def papers(project):
    facts = {
        "kind": "planning",
        "issued_by": project.authority,
        "recorded_by": project.recorded_by,
    }
    return [
        Permit(
            number=f"建字第{n}号",
            project=owner,
            issued_on=date(2020, 1, 1),
            area_sqm=area,
            recorded_at=MOMENT,
            **facts,
        )
        for n, (owner, area) in enumerate(((project, Decimal("0.10")), (None, None)))
    ]


def events(project):
    detail = {"name": ODD, "floors": 3, "claims": ["R2"], "area": "1.50", "is": True, "none": None}
    return [
        Event(
            case_type="projects.project",
            case_id=project.pk,
            name="edit",
            note=ODD,
            detail=detail,
            actor=project.recorded_by,
            happened_at=MOMENT,
        )
        for _n in range(2)
    ]


@pytest.mark.parametrize(
    ("model", "made"), [(Building, buildings), (Permit, papers), (Event, events)]
)
def test_inserted_rows_and_their_journal_are_those_of_the_orm(model, made):
    project = ProjectFactory()
    rows, others = made(project), made(project)

    assert left_by(model, lambda: insert(rows)) == left_by(
        model, lambda: model.objects.bulk_create(others)
    )


def test_inserted_rows_have_the_keys_of_their_rows_in_order():
    rows = events(ProjectFactory())
    for n, row in enumerate(rows):
        row.note = str(n)

    insert(rows)

    stored = Event.objects.in_bulk([row.pk for row in rows])
    assert [stored[row.pk].note for row in rows] == ["0", "1"]
    assert all(stored[row.pk].recorded_at for row in rows)


def test_text_that_is_too_long_is_refused_and_not_cut():
    rows = buildings(ProjectFactory())
    rows[0].name = "x" * 81

    with pytest.raises(DataError), transaction.atomic():
        insert(rows)

    assert not Building.objects.exists()


def test_only_the_named_fields_of_the_rows_are_written_anew():
    first, second = (BuildingFactory(claims=["R1"], floors=9) for _n in range(2))
    for building in (first, second):
        building.claims, building.floors, building.name = ["R2", "R8"], 3, ODD

    rewrite([first, second], ["claims", "name"])

    for building in (first, second):
        building.refresh_from_db()
        assert (building.claims, building.floors, building.name) == (["R2", "R8"], 9, ODD)


def test_a_foreign_key_is_written_anew():
    project, other = ProjectFactory(), ProjectFactory()
    project.developer = other.developer

    rewrite([project], ["developer", "is_offsite_approved"])

    assert Project.objects.get(pk=project.pk).developer == other.developer


def test_a_row_that_is_gone_is_not_left_out_silently():
    building = BuildingFactory()
    Building.objects.filter(pk=building.pk).delete()

    with pytest.raises(Building.DoesNotExist):
        rewrite([building], ["floors"])


def test_nothing_to_write_sends_no_statement():
    with CaptureQueriesContext(connection) as seen:
        insert([])
        rewrite([], ["floors"])

    assert len(seen) == 0
