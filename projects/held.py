"""What is held about one project, from a difference between its papers to a lead, as far as its
reader may see it: five lists in one statement.

Each list is limited by its own `visible_to`, written anew for the reader; what its rows show is
taken from the models' fields once. A row answers with what is named here, and would ask the
database for anything else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections

from airdefense import features
from projects.models import Difference, Project, Suspicion

# What the page shows of each list, by its relation to the project; a list has no more columns.
SHOWN = {
    "differences": ("kind", "status"),
    "suspicions": ("facts", "amount_yuan", "check_code", "status"),
    "findings": ("number", "title", "basis", "amount_yuan", "found_on", "status"),
    "tasks": ("number", "title", "issued_on", "due_on", "status"),
    "leads": ("number", "letter_number", "status"),
}
COLUMNS = tuple(dict.fromkeys(column for shown in SHOWN.values() for column in shown))


@dataclass(frozen=True, slots=True)
class Holdings:
    """The rows that the reader may see, each list in the order of the page."""

    differences: list[Difference] = field(default_factory=list)
    suspicions: list[Suspicion] = field(default_factory=list)
    # Of later stages, which this app does not import.
    findings: list[Any] = field(default_factory=list)
    tasks: list[Any] = field(default_factory=list)
    leads: list[Any] = field(default_factory=list)


def holdings(project: Project, user: Any) -> Holdings:
    """Everything held about the project that this reader may see."""
    found = Holdings()
    for relation, row in _rows(_visible(project, user)):
        getattr(found, relation).append(row)
    found.differences.sort(key=attrgetter("kind", "pk"))
    found.suspicions.sort(key=attrgetter("amount_yuan", "pk"), reverse=True)
    found.findings.sort(key=attrgetter("found_on", "pk"), reverse=True)
    found.tasks.sort(key=attrgetter("issued_on", "pk"), reverse=True)
    found.leads.sort(key=attrgetter("pk"), reverse=True)
    return found


def _visible(project: Project, user: Any) -> Mapping[str, Any]:
    """Of each list the rows of this reader; of leads those in their compartments."""
    visible = {relation: getattr(project, relation).visible_to(user) for relation in SHOWN}
    visible["differences"] = visible["differences"].standing()
    visible["suspicions"] = visible["suspicions"].standing()
    visible["leads"] = (
        visible["leads"].in_compartment_of(user) if features.has("leads") else project.leads.none()
    )
    return visible


def _rows(visible: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The rows of all lists, each with the relation it belongs to."""
    parts, values = [], []
    for relation, rows in visible.items():
        try:
            keys, asked = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(_part(relation, rows.db).format(visible=keys))
        values += asked
    if not parts:
        return []
    using = visible["differences"].db
    with connections[using].cursor() as cursor:
        cursor.execute(" union all ".join(parts), values)
        return [(relation, _row(relation, facts, using)) for relation, *facts in cursor.fetchall()]


@cache
def _part(relation: str, using: str) -> str:
    """The columns of one list in the order of all, empty ones of the type they have in others."""
    own = _model(relation)._meta
    columns = ", ".join(
        f"held.{own.get_field(name).column}"
        if name in SHOWN[relation]
        else f"null::{_field(name).db_type(connections[using])}"
        for name in COLUMNS
    )
    return (
        f"select '{relation}', held.id, {columns} from {own.db_table} as held"  # noqa: S608
        " where held.id in ({visible})"
    )


def _row(relation: str, facts: list[Any], using: str) -> Any:
    key, *values = facts
    told = {"id": key} | dict(zip(COLUMNS, values, strict=True))
    if told["facts"] is not None:
        told["facts"] = json.loads(told["facts"])
    names = _names(relation)
    return _model(relation).from_db(using, names, [told[name] for name in names])


@cache
def _names(relation: str) -> list[str]:
    """What a row of this list is made of, in the order in which its model has the fields."""
    shown = {"id", *SHOWN[relation]}
    return [one.name for one in _model(relation)._meta.concrete_fields if one.name in shown]


def _model(relation: str) -> Any:
    return Project._meta.get_field(relation).related_model


def _field(column: str) -> Any:
    """The field of the first list that has this column."""
    owner = next(relation for relation, shown in SHOWN.items() if column in shown)
    return _model(owner)._meta.get_field(column)
