"""Many projects with their buildings, recorded or corrected at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from airdefense.casework import numbering
from airdefense.casework.actions import changed_fields
from airdefense.casework.models import Event
from airdefense.casework.search import search_text
from airdefense.exchange.importing.writing import insert, rewrite
from projects.actions.after import look_again
from projects.actions.bulk.writing import event, kept, record_events
from projects.actions.checks import check_correctable
from projects.actions.ledger import (
    BUILDING_FIELDS,
    EVERY_YEAR,
    PATTERN,
    PROJECT_FIELDS,
    SERIES,
    check_facts,
    project_text,
)
from projects.models import Building, Developer, Project

Words = tuple[str, str]


@dataclass(slots=True, eq=False)
class Draft:
    """A project to be recorded (no `project`), or what is to change of one.

    `fields` are values by field name; `developer` its (name, credit code); `buildings` are pairs
    of a stored building, or None for a new one, with the values to set. After writing, `before`
    holds what is needed to take it back.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    developer: Words | None = None
    buildings: list[tuple[Building | None, dict[str, Any]]] = field(default_factory=list)
    project: Any = None
    before: dict[str, Any] = field(default_factory=dict)


def record_developers(wanted: Iterable[Words]) -> tuple[dict[Words, Developer], set[int]]:
    """The developers of these names and codes, and the keys of those that had to be recorded."""
    wanted = list(dict.fromkeys(wanted))
    codes = {code for _name, code in wanted if code}
    names = {name for name, code in wanted if not code}
    by_code = {row.credit_code: row for row in Developer.objects.filter(credit_code__in=codes)}
    by_name: dict[str, Developer] = {}
    for row in Developer.objects.filter(name__in=names).order_by("credit_code", "pk"):
        by_name.setdefault(row.name, row)
    new: list[Developer] = []
    found: dict[Words, Developer] = {}
    for name, code in wanted:
        known = by_code.get(code) if code else by_name.get(name)
        if known is None:
            known = Developer(name=name, credit_code=code, search_text=search_text(name, code))
            new.append(known)
            (by_code if code else by_name)[code or name] = known
        found[name, code] = known
    insert(new)
    return found, {row.pk for row in new}


@transaction.atomic
def record_projects(drafts: Sequence[Draft], *, by: Any, at: datetime) -> None:
    """Enter many projects with their buildings into the ledger and give them numbers."""
    developers, new = record_developers(d.developer for d in drafts if d.developer)
    projects = []
    for draft in drafts:
        project = Project(
            developer=developers[draft.developer or ("", "")],
            recorded_at=at,
            recorded_by=by,
            version=1 + len(draft.buildings),
            **draft.fields,
        )
        check_facts(project)
        projects.append(project)
    give_numbers(projects)
    for project in projects:
        project.search_text = project_text(project)
    insert(projects)
    buildings, events = [], []
    for draft, project in zip(drafts, projects, strict=True):
        draft.project = project
        draft.before = {"developers": sorted(new & {project.developer_id})}
        new.discard(project.developer_id)
        events.append(
            event(project, "create", by=by, at=at, note=project.code, after=project.status)
        )
        for _stored, facts in draft.buildings:
            buildings.append(Building(project=project, **facts))
            events.append(building_added(project, facts, by, at))
    insert(buildings)
    record_events(events)
    look_again(project.pk for project in projects)


def give_numbers(projects: Iterable[Project]) -> None:
    """Numbers of the ledger's series in one block for each region, to those without one."""
    waiting: dict[int, list[Project]] = defaultdict(list)
    for project in projects:
        if not project.code:
            waiting[project.authority.home_region.pk].append(project)
    for _pk, rows in sorted(waiting.items()):
        numbers = numbering.take_many(
            organisation=rows[0].authority.home_region,
            series=SERIES,
            year=EVERY_YEAR,
            pattern=PATTERN,
            count=len(rows),
        )
        for project, number in zip(rows, numbers, strict=True):
            project.code = number


def building_added(project: Project, facts: dict[str, Any], by: Any, at: datetime) -> Event:
    return event(project, "add_building", by=by, at=at, note=facts["name"], detail=facts)


@transaction.atomic
def edit_projects(drafts: Sequence[Draft], *, by: Any, at: datetime, note: str = "") -> None:
    """Correct many recorded projects; nothing is written of what stays as it is."""
    developers, new = record_developers(d.developer for d in drafts if d.developer)
    events: list[Event] = []
    added, changed = [], []
    for draft in drafts:
        project = draft.project
        check_correctable(project)
        if draft.developer:
            draft.fields["developer"] = developers[draft.developer]
        draft.before = {
            "version": project.version,
            "search_text": project.search_text,
            "developers": sorted(new & {developers[draft.developer].pk} if draft.developer else ()),
            "fields": edit_facts(project, draft.fields, events, by=by, at=at, note=note),
            "buildings": {},
        }
        new.difference_update(draft.before["developers"])
        for stored, facts in draft.buildings:
            if stored is None:
                added.append((draft, Building(project=project, **facts)))
                events.append(building_added(project, facts, by, at))
                project.version += 1
            elif old := edit_building_facts(project, stored, facts, events, by=by, at=at):
                draft.before["buildings"][str(stored.pk)] = old
                changed.append(stored)
                project.version += 1
    rewrite([d.project for d in drafts], [*PROJECT_FIELDS, "version", "search_text"])
    rewrite(changed, BUILDING_FIELDS)
    insert([building for _draft, building in added])
    for draft, building in added:
        draft.before.setdefault("added", []).append(building.pk)
    record_events(events)
    look_again(draft.project.pk for draft in drafts)


def edit_facts(
    project: Project,
    fields: dict[str, Any],
    events: list[Event],
    *,
    by: Any,
    at: datetime,
    note: str,
) -> dict[str, Any]:
    """Set the fields; answers the old values of those that changed."""
    stored = copy(project)
    for name, value in fields.items():
        setattr(project, name, value)
    check_facts(project)
    changes = changed_fields(stored, project, PROJECT_FIELDS)
    if not changes:
        return {}
    project.version += 1
    project.search_text = project_text(project)
    events.append(event(project, "edit", by=by, at=at, note=note, detail=changes))
    return kept(stored, changes)


def edit_building_facts(
    project: Project,
    building: Building,
    facts: dict[str, Any],
    events: list[Event],
    *,
    by: Any,
    at: datetime,
) -> dict[str, Any]:
    stored = copy(building)
    for name, value in facts.items():
        setattr(building, name, value)
    changes = changed_fields(stored, building, BUILDING_FIELDS)
    if not changes:
        return {}
    note = building.name
    events.append(event(project, "edit_building", by=by, at=at, note=note, detail=changes))
    return kept(stored, changes)
