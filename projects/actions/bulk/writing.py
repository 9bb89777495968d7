"""How many rows go in with few statements, and how they enter the history."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from airdefense.casework.actions import plain
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.importing.writing import insert
from projects.actions.after import look_again
from projects.models import Permit, Project, TreasuryEntry
from projects.workflow import ProjectStatus


def event(
    case: Any,
    name: str,
    *,
    by: Any,
    at: datetime,
    note: str = "",
    after: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Event:
    """The line that casework.actions.record would write."""
    return Event(
        case_type=case._meta.label_lower,
        case_id=case.pk,
        name=name,
        after=after,
        note=note,
        detail={field: plain(value) for field, value in (detail or {}).items()},
        actor=by,
        happened_at=at,
    )


def record_events(events: Iterable[Event]) -> None:
    """Write the history, and have looked again at what it tells of."""
    events = list(events)
    insert(events)
    look_again(
        _of(Project, events), permit_ids=_of(Permit, events), entry_ids=_of(TreasuryEntry, events)
    )


def _of(model: Any, events: Iterable[Event]) -> set[int]:
    label = model._meta.label_lower
    return {event.case_id for event in events if event.case_type == label}


def hold_projects(projects: Iterable[Project | None]) -> None:
    """Hold the projects until the transaction ends. Raises NotPossible for a withdrawn one."""
    pks = {project.pk for project in projects if project}
    held = Project.objects.filter(pk__in=pks).order_by("pk").select_for_update()
    for project in held:
        if project.status == ProjectStatus.WITHDRAWN:
            raise NotPossible(
                _("%(project)s is withdrawn: reinstate it first.") % {"project": project}
            )


def kept(row: Any, fields: Iterable[str]) -> dict[str, Any]:
    """Stored values of some fields as JSON keeps them, foreign keys by number."""
    names = (row._meta.get_field(field).attname for field in fields)
    return {name: plain(getattr(row, name)) for name in names}


def put_back(row: Any, values: Mapping[str, Any], links: Mapping[str, Mapping[int, Any]]) -> None:
    """Set what `kept` kept; `links` are the rows that foreign keys point at, by name and key."""
    for name, value in values.items():
        field = row._meta.get_field(name)
        if name in links:
            setattr(row, field.name, links[name][value])
        else:
            setattr(row, name, field.to_python(value))
