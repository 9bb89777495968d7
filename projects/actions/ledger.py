"""Recording and correcting projects, their buildings and permits."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.casework import numbering
from airdefense.casework.actions import advance, changed_fields, record, save_edit
from airdefense.casework.search import search_text
from airdefense.casework.workflow import NotPossible
from projects.actions.after import look_again
from projects.actions.checks import lock, lock_for_correction, not_after, said
from projects.models import Building, Developer, Permit, Project

SERIES = "XM"
PATTERN = "XM-{code}-{n:04}"
# The number shows no year, so one count runs through all years.
EVERY_YEAR = 0
PROJECT_FIELDS = (
    "name",
    "national_code",
    "region",
    "authority",
    "developer",
    "address",
    "zone",
    "planned_once_id",
    "approved_on",
    "is_offsite_approved",
    "offsite_ground",
    "offsite_document",
    "built_g6_sqm",
    "built_g6b_sqm",
)
BUILDING_FIELDS = (
    "name",
    "use",
    "floors",
    "foundation_depth_m",
    "first_floor_sqm",
    "above_ground_sqm",
    "is_rebuild",
    "is_area_increased",
    "claims",
)


@transaction.atomic
def record_developer(*, name: str, credit_code: str = "") -> Developer:
    """The developer of that credit code, or else of that name; recorded when there is none."""
    name = said(name, _("Name the developer."))
    credit_code = credit_code.strip().upper()
    if credit_code:
        found = Developer.objects.filter(credit_code=credit_code).first()
    else:
        found = Developer.objects.filter(name=name).order_by("credit_code", "pk").first()
    if found and found.name != name:
        raise NotPossible(
            _("The credit code %(code)s belongs to %(developer)s: correct the code or the name.")
            % {"code": credit_code, "developer": found}
        )
    return found or Developer.objects.create(
        name=name, credit_code=credit_code, search_text=search_text(name, credit_code)
    )


@transaction.atomic
def edit_developer(*, developer: Developer, name: str, credit_code: str = "") -> Developer:
    """Correct a developer's name or code; its projects are found by the new name at once."""
    developer.name = said(name, _("Name the developer."))
    developer.credit_code = credit_code.strip().upper()
    developer.search_text = search_text(developer.name, developer.credit_code)
    developer.save()
    projects = list(developer.projects.all())
    for project in projects:
        project.developer = developer
        project.search_text = project_text(project)
    Project.objects.bulk_update(projects, ["search_text"], batch_size=500)
    return developer


def project_text(project: Project) -> str:
    """What a project is found by."""
    return search_text(
        project.name,
        project.code,
        project.developer.name,
        project.national_code,
        project.address,
    )


@transaction.atomic
def record_project(
    *,
    by: Any,
    at: datetime,
    developer: Developer,
    authority: Organisation,
    buildings: Iterable[Mapping[str, Any]] = (),
    code: str = "",
    **fields: Any,
) -> Project:
    """Enter a project with its buildings into the ledger and give it a number."""
    fields.setdefault("region", authority.home_region)
    project = Project(
        code=code.strip(),
        developer=developer,
        authority=authority,
        recorded_at=at,
        recorded_by=by,
        **fields,
    )
    not_after(project.approved_on, at)
    check_facts(project)
    rows = list(buildings)
    # As if each building had been added to a project that stood already.
    project.version += len(rows)
    project.code = (project.code and free_code(project.code)) or next_code(authority)
    project.search_text = project_text(project)
    project.save()
    record(project, "create", by=by, at=at, note=project.code, after=project.status)
    look_again([project.pk])
    names: set[str] = set()
    for facts in rows:
        building = Building(project=project, **facts)
        # Nobody else can know the project yet: it needs no lock, and these are all its buildings.
        check_building(building, is_twin=building.name in names)
        names.add(building.name)
        building.save()
        record(project, "add_building", by=by, at=at, note=building.name, detail=facts)
    return project


def next_code(authority: Organisation) -> str:
    return numbering.take(
        organisation=authority.home_region, series=SERIES, year=EVERY_YEAR, pattern=PATTERN
    )


def free_code(code: str) -> str:
    """A number of the project's own papers; those of the ledger's series are given, never typed."""
    if code.upper().startswith(f"{SERIES}-"):
        raise NotPossible(
            _("Numbers beginning with %(series)s- are given by the ledger: leave the number empty.")
            % {"series": SERIES}
        )
    if Project.objects.filter(code=code).exists():
        raise NotPossible(
            _("The number %(code)s is taken: enter another or leave it empty.") % {"code": code}
        )
    return code


def check_facts(project: Project) -> None:
    said(project.name, _("Name the project."))
    if min(project.built_g6_sqm, project.built_g6b_sqm) < 0:
        raise NotPossible(_("An accepted area is zero or more."))
    if not project.is_offsite_approved and (project.offsite_ground or project.offsite_document):
        raise NotPossible(
            _("Ground and document belong to an approval: tick “off-site construction approved”.")
        )


@transaction.atomic
def edit_project(
    *,
    project: Project,
    by: Any,
    at: datetime,
    buildings: Iterable[Mapping[str, Any]] | None = None,
    note: str = "",
    **fields: Any,
) -> Project:
    """Correct the facts of a recorded project.

    `buildings`, when given, are all its buildings: those with an `id` are corrected, those
    without are added, those left out are removed.
    """
    lock_for_correction(project)
    if "authority" in fields:
        fields.setdefault("region", fields["authority"].home_region)
    for field, value in fields.items():
        setattr(project, field, value)
    not_after(project.approved_on, at)
    check_facts(project)
    project = save_edit(project, by=by, at=at, fields=PROJECT_FIELDS, note=note)
    if project.search_text != (text := project_text(project)):
        project.search_text = text
        project.save(update_fields=["search_text"])
    if buildings is not None:
        replace_buildings(project, buildings, by=by, at=at)
    return project


def replace_buildings(
    project: Project, rows: Iterable[Mapping[str, Any]], *, by: Any, at: datetime
) -> None:
    rows = list(rows)
    known = {building.pk: building for building in project.buildings.all()}
    kept = {row["id"] for row in rows if row.get("id")}
    if not kept <= known.keys():
        raise NotPossible(_("A building of the form is gone: open the project again."))
    for pk in known.keys() - kept:
        remove_building(building=known[pk], by=by, at=at)
    for row in rows:
        facts = {field: value for field, value in row.items() if field != "id"}
        if row.get("id"):
            edit_building(building=known[row["id"]], by=by, at=at, **facts)
        else:
            add_building(project=project, by=by, at=at, **facts)
    project.refresh_from_db(fields=["version"])


def touch(project: Project) -> None:
    """A changed building is a changed project for whoever edits an older copy of it."""
    project.version += 1
    project.save(update_fields=["version"])


@transaction.atomic
def add_building(*, project: Project, by: Any, at: datetime, **facts: Any) -> Building:
    """Add a building to a recorded project."""
    project = lock_for_correction(project)
    building = Building(project=project, **facts)
    check_building(building, is_twin=has_twin(building))
    building.save()
    touch(project)
    record(project, "add_building", by=by, at=at, note=building.name, detail=facts)
    return building


@transaction.atomic
def edit_building(*, building: Building, by: Any, at: datetime, **facts: Any) -> Building:
    """Correct a building of a recorded project; a correction of nothing is no event."""
    project = lock_for_correction(building.project)
    stored = Building.objects.get(pk=building.pk)
    for field, value in facts.items():
        setattr(building, field, value)
    check_building(building, is_twin=has_twin(building))
    changes = changed_fields(stored, building, BUILDING_FIELDS)
    if changes:
        building.save(update_fields=list(changes))
        touch(project)
        record(project, "edit_building", by=by, at=at, note=building.name, detail=changes)
    return building


@transaction.atomic
def remove_building(*, building: Building, by: Any, at: datetime) -> None:
    """Take a building entered by mistake out of a recorded project; history keeps its facts."""
    project = lock_for_correction(building.project)
    facts = {field: getattr(building, field) for field in BUILDING_FIELDS}
    building.delete()
    touch(project)
    record(project, "remove_building", by=by, at=at, note=facts["name"], detail=facts)


def has_twin(building: Building) -> bool:
    """Whether the project has another building of that name."""
    twins = Building.objects.filter(project=building.project, name=building.name)
    return twins.exclude(pk=building.pk).exists()


def check_building(building: Building, *, is_twin: bool) -> None:
    said(building.name, _("Name the building."))
    measures = (building.first_floor_sqm, building.above_ground_sqm, building.foundation_depth_m)
    if min(map(Decimal, measures)) < 0:
        raise NotPossible(
            _("%(building)s: areas and depth are zero or more.") % {"building": building.name}
        )
    if is_twin:
        raise NotPossible(
            _("%(building)s stands in this project already: give the building another name.")
            % {"building": building.name}
        )


@transaction.atomic
def record_permit(
    *,
    project: Project,
    kind: str,
    number: str,
    issued_on: date,
    issued_by: Organisation,
    by: Any,
    at: datetime,
    area_sqm: Decimal | None = None,
    basement_sqm: Decimal | None = None,
    **stated: str,
) -> Permit:
    """Record a paper that a department issued about a project, with what it says of it."""
    project = lock(project)
    number = said(number, _("Enter the number of the permit."))
    not_after(issued_on, at)
    if min(area_sqm or 0, basement_sqm or 0) < 0:
        raise NotPossible(_("The area of a permit is zero or more."))
    if project.permits.filter(kind=kind, number=number).exists():
        raise NotPossible(
            _("The permit %(number)s is recorded for this project already.") % {"number": number}
        )
    facts = {
        "kind": kind,
        "number": number,
        "issued_on": issued_on,
        "area_sqm": area_sqm,
        "basement_sqm": basement_sqm,
    } | stated
    permit = Permit.objects.create(
        project=project,
        issued_by=issued_by,
        search_text=search_text(number),
        recorded_at=at,
        recorded_by=by,
        **facts,
    )
    record(project, "record_permit", by=by, at=at, note=number, detail=facts)
    return permit


@transaction.atomic
def take_step(case: Project, name: str, *, by: Any, at: datetime, note: str = "") -> Project:
    """Take one step of the project's workflow; none of them needs more than a note."""
    look_again([case.pk])
    return advance(case, name, by=by, at=at, note=note)
