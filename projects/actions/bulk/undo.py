"""Many rows taken back: what a file brought goes, what it changed becomes what it was.

History stays: it is told there that the rows were taken back, and their numbers are void.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.casework import numbering
from airdefense.casework.actions import changed_fields
from airdefense.casework.models import Attachment, Event
from airdefense.exchange.importing.writing import rewrite
from projects.actions.after import look_again
from projects.actions.bulk.writing import event, put_back, record_events
from projects.actions.ledger import BUILDING_FIELDS, PROJECT_FIELDS, SERIES
from projects.models import (
    Building,
    Developer,
    Difference,
    Match,
    Permit,
    Project,
    Suspicion,
    TreasuryEntry,
)
from projects.screening.around import neighbours
from projects.workflow import MatchStatus

LINKS = {"developer_id", "authority_id", "region_id"}
BY_MACHINE = Q(decided_at=None) | Q(decided_by__username=settings.SYSTEM_USERNAME)
# What the machine keeps about a row by itself; it goes with the row as long as nobody touched it.
UNTOUCHED: dict[Any, Q] = {
    Suspicion: Q(dismissed_at=None, found_at=None),
    Difference: Q(explained_at=None),
    Match: BY_MACHINE,
}


def links_to(model: Any) -> Iterable[Any]:
    """Every foreign key that points at the model, of whatever app."""
    return (link for link in model._meta.related_objects if not link.many_to_many)


def linked_by_machine(link: Any, pks: Iterable[int]) -> QuerySet:
    """Papers of these projects, or lines of these receipts, that an equal key alone joined."""
    rows = link.related_model._base_manager.filter(**{f"{link.field.name}__in": pks})
    paper = {Permit: "permit", TreasuryEntry: "treasury_entry"}.get(link.related_model)
    if paper is None:
        return rows.none()
    joined = {paper: OuterRef("pk"), link.field.name: OuterRef(link.field.name)}
    matches = Match.objects.filter(BY_MACHINE, status=MatchStatus.ACCEPTED, **joined)
    return rows.filter(Exists(matches))


def words_for(model: Any) -> str:
    is_confidential = getattr(model, "is_compartmented", False)
    return _("later records") if is_confidential else str(model._meta.verbose_name_plural)


@wall.acting(wall.Purpose.VETTING)
def standing_on(
    model: Any, pks: Iterable[int], *, apart_from: Sequence[Any] = ()
) -> dict[int, str]:
    """What stands on these rows, in words by their key: it keeps them from being taken back.

    Confidential rows do so as well, and are not named.
    """
    pks, found = list(pks), defaultdict(set)
    for link in links_to(model):
        if link.related_model in apart_from:
            continue
        rows = link.related_model._base_manager.filter(**{f"{link.field.name}__in": pks})
        if link.related_model in UNTOUCHED:
            rows = rows.exclude(UNTOUCHED[link.related_model])
        elif link.related_model in {Permit, TreasuryEntry}:
            rows = rows.exclude(pk__in=linked_by_machine(link, pks).values("pk"))
        for pk in rows.order_by().values_list(link.field.attname, flat=True).distinct():
            found[pk].add(words_for(link.related_model))
    files = Attachment.objects.filter(case_type=model._meta.label_lower, case_id__in=pks)
    for pk in files.order_by().values_list("case_id", flat=True).distinct():
        found[pk].add(str(Attachment._meta.verbose_name_plural))
    return {pk: "、".join(sorted(words)) for pk, words in found.items()}


def remove_machine_rows(model: Any, pks: Sequence[int]) -> list[int]:
    """What the machine noticed about rows that are going, and nobody has looked into; answers the
    papers that it had joined to them, which wait again."""
    waiting: list[int] = []
    for link in links_to(model):
        if link.related_model in {Permit, TreasuryEntry}:
            joined = list(linked_by_machine(link, pks).values_list("pk", flat=True))
            link.related_model.objects.filter(pk__in=joined).update(**{link.field.name: None})
            waiting += joined
    for link in links_to(model):
        if link.related_model in UNTOUCHED:
            rows = link.related_model.objects.filter(**{f"{link.field.name}__in": pks})
            rows.filter(UNTOUCHED[link.related_model]).delete()
    return waiting


@transaction.atomic
def remove_projects(
    projects: Sequence[Project], *, developers: Iterable[int], by: Any, at: datetime, note: str
) -> None:
    """Take projects back that a file brought; their numbers stay in the register as void."""
    pks = [project.pk for project in projects]
    events = [
        event(project, "undo_import", by=by, at=at, note=f"{project.code} · {note}")
        for project in projects
    ]
    around = neighbours(set(pks)) - set(pks)
    permits = remove_machine_rows(Project, pks)
    Building.objects.filter(project__in=pks).delete()
    Project.objects.filter(pk__in=pks).delete()
    remove_unused(developers)
    codes = [project.code for project in projects]
    numbering.void_many(codes, series=SERIES, reason=note, by=by, at=at)
    record_events(events)
    look_again(around, permit_ids=permits)


def remove_unused(developers: Iterable[int]) -> None:
    """Developers that came with a file and that no project names any more."""
    Developer.objects.filter(pk__in=list(developers), projects=None).delete()


@transaction.atomic
def restore_projects(
    pairs: Sequence[tuple[Project, Mapping[str, Any]]], *, by: Any, at: datetime, note: str
) -> None:
    """Give projects back what they were before a file changed them, told in their history."""
    events: list[Event] = []
    links = linked_rows(before["fields"] for _project, before in pairs)
    buildings, gone = [], []
    for project, before in pairs:
        stored = copy(project)
        put_back(project, before["fields"], links)
        if changes := changed_fields(stored, project, PROJECT_FIELDS):
            events.append(event(project, "edit", by=by, at=at, note=note, detail=changes))
        project.search_text, project.version = before["search_text"], before["version"]
        own = {building.pk: building for building in project.buildings.all()}
        for pk, values in before["buildings"].items():
            building = own[int(pk)]
            changes = restore_building(building, values)
            told = {"by": by, "at": at, "note": building.name, "detail": changes}
            events.append(event(project, "edit_building", **told))
            buildings.append(building)
        for pk in before.get("added", ()):
            facts = {field: getattr(own[pk], field) for field in BUILDING_FIELDS}
            told = {"by": by, "at": at, "note": facts["name"], "detail": facts}
            events.append(event(project, "remove_building", **told))
            gone.append(pk)
    rewrite([p for p, _b in pairs], [*PROJECT_FIELDS, "version", "search_text"])
    rewrite(buildings, BUILDING_FIELDS)
    Building.objects.filter(pk__in=gone).delete()
    remove_unused(pk for _project, before in pairs for pk in before["developers"])
    record_events(events)
    look_again(project.pk for project, _before in pairs)


def restore_building(building: Building, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    stored = copy(building)
    put_back(building, values, {})
    return changed_fields(stored, building, BUILDING_FIELDS)


def linked_rows(kept: Iterable[Mapping[str, Any]]) -> dict[str, dict[int, Any]]:
    """The rows that kept values point at, by field and key, so that each is read once."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for values in kept:
        for name in LINKS & values.keys():
            wanted[name].add(values[name])
    return {name: model_of(name)._base_manager.in_bulk(pks) for name, pks in wanted.items()}


def model_of(name: str) -> Any:
    """The model that a foreign key of a project points at."""
    return Project._meta.get_field(name).related_model
