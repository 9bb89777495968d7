"""Projects with their buildings, one row for each building."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.exchange.importing.kinds import ImportKind, Tick, import_kind, no_tick
from airdefense.exchange.importing.normalise import comparable
from projects.actions.bulk import (
    edit_projects,
    record_projects,
    remove_projects,
    restore_projects,
    standing_on,
)
from projects.imports.finder import Finder, called, plain
from projects.imports.ledger_fields import BUILDING_FIELDS, PROJECT_FIELDS
from projects.imports.places import Places
from projects.imports.project_case import COPIED, Desk, ProjectCase
from projects.imports.rows import alone, in_groups, key_of, last_editors
from projects.models import Building, Developer, Project
from projects.reconciliation import names
from projects.workflow import ProjectStatus

FACTS = (
    *("approved_on", "developer_name", "address", "zone", "is_offsite_approved", "built_g6_sqm"),
    *("floors", "foundation_depth_m", "first_floor_sqm", "above_ground_sqm", "use", "claims"),
)
SETTLED = {
    ProjectStatus.CONFIRMED: "confirmed_since",
    ProjectStatus.WITHDRAWN: "withdrawn_since",
}
COPIED_OF_BUILDING = tuple(
    one.key for one in BUILDING_FIELDS if one.key not in {"building_key", "building_name"}
)


@import_kind
class Projects(ImportKind):
    key = "projects"
    label = _("Projects and buildings")
    fields = (*PROJECT_FIELDS, *BUILDING_FIELDS)
    any_of = (("code", "national_code", "permit_number", "name"), FACTS)
    is_grouped = True

    def group(self, row: Any) -> str:
        """Rows of one project, by the strongest key that they give."""
        values = row.values
        name = names.name(values.get("name") or "")
        if values.get("code"):
            return key_of("code", values["code"])
        if values.get("national_code"):
            return key_of("national", names.code(values["national_code"]), name)
        if values.get("permit_number"):
            return key_of("permit", names.number(values["permit_number"]), name)
        if not name:
            return ""
        developer = values.get("developer_code") or names.name(values.get("developer_name") or "")
        return key_of("name", name, developer)

    def identity(self, row: Any) -> str:
        group, values = self.group(row), row.values
        building = values.get("building_key") or comparable(values.get("building_name") or "")
        return f"{group}|{building}" if group else ""

    def examine(
        self,
        rows: Sequence[Any],
        *,
        user: Any,
        region: Any,
        source: Any,
        on: date,
        tick: Tick = no_tick,
    ) -> None:
        desk = Desk(Places(user), Finder(user), region)
        for row in rows:
            if row.is_skipped:
                row.verdict = "same"
        for part in in_groups((row for row in rows if not row.is_skipped), tick):
            cases = [ProjectCase(group, desk) for group in part]
            self._read(desk, cases)
            for case in cases:
                case.find()
            desk.finder.read_more(
                case.found.suggestions[0].pk for case in cases if case.found.suggestions
            )
            for case in cases:
                case.examine()

    def _read(self, desk: Desk, cases: list[ProjectCase]) -> None:
        """Read the projects and developers that these rows may speak of."""
        naming = [case.naming for case in cases]
        desk.finder.read(naming, (case.decided for case in cases if case.decided))
        codes = {one.credit_code.upper() for one in naming} - {""}
        developers = {one.developer for one in naming} - {""}
        known = Developer.objects.filter(credit_code__in=codes)
        by_name = Developer.objects.filter(name__in=developers).order_by("-credit_code", "-pk")
        desk.developers = {f"name:{comparable(one.name)}": one for one in by_name}
        desk.developers |= {one.credit_code: one for one in known}
        numbers = {one.number for one in naming} - {""}
        taken = called(Project.objects.all(), "code", numbers).values_list("code", flat=True)
        desk.taken_codes = frozenset(map(plain, taken))

    def lock(self, rows: Sequence[Any]) -> None:
        alone("import projects")
        targets = {row.target for row in rows if row.target}
        list(Project.objects.filter(pk__in=targets).order_by("pk").select_for_update())

    def apply(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        cases = list({id(row.plan): row.plan for row in rows}.values())
        new = [case.draft for case in cases if case.target is None]
        record_projects(new, by=by, at=at)
        tick(len(rows) // 2)
        changed = [case.draft for case in cases if case.target is not None]
        edit_projects(changed, by=by, at=at, note=str(batch))
        for case in cases:
            project = case.draft.project
            for row in case.rows:
                row.target, row.after = project.pk, {"version": project.version}
            case.rows[0].before = case.draft.before
        tick(len(rows))

    def blocked(self, rows: Sequence[Any], *, user: Any) -> dict[int, tuple[str, dict[str, Any]]]:
        versions = {row.target: row.after["version"] for row in rows}
        created = {row.target for row in rows if row.verdict == "create"}
        projects = Project.objects.in_bulk(versions)
        reasons: dict[int, tuple[str, dict[str, Any]]] = {
            pk: ("gone_since", {}) for pk in versions.keys() - projects.keys()
        }
        moved = [pk for pk, one in projects.items() if one.version != versions[pk]]
        reasons |= last_editors(Project, moved)
        for pk, project in projects.items():
            if project.status in SETTLED:
                reasons[pk] = (SETTLED[ProjectStatus(project.status)], {})
        work = standing_on(Project, created & projects.keys(), apart_from=(Building,))
        reasons |= {pk: ("later_work", {"what": words}) for pk, words in work.items()}
        return {row.pk: reasons[row.target] for row in rows if row.target in reasons}

    def undo(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        before = {row.target: row.before for row in rows if row.before}
        created = {row.target for row in rows if row.verdict == "create"}
        projects = (
            Project.objects.filter(pk__in=before)
            .select_related("region", "authority", "developer")
            .prefetch_related("buildings")
            .order_by("pk")
        )
        new = [project for project in projects if project.pk in created]
        old = [(project, before[project.pk]) for project in projects if project.pk not in created]
        came = {pk for one in new for pk in before[one.pk]["developers"]}
        restore_projects(old, by=by, at=at, note=str(batch))
        remove_projects(new, developers=came, by=by, at=at, note=str(batch))
        tick(len(rows))

    def export(self, user: Any, region: Any) -> Iterator[dict[str, Any]]:
        projects = (
            Project.objects.filter(within(user, "authority", [Role.DATA_CLERK]))
            .filter(region__path__startswith=region.path)
            .select_related("region", "authority", "developer")
            .prefetch_related("buildings")
            .order_by("pk")
        )
        for project in projects.iterator(chunk_size=500):
            own = facts_of(project)
            buildings = list(project.buildings.all())
            for building in buildings:
                yield own | facts_of_building(building)
            if not buildings:
                yield own

    def target_url(self, pk: int) -> str:
        return reverse("projects:detail", args=[pk])


def facts_of(project: Project) -> dict[str, Any]:
    return {
        "code": project.code,
        **{name: getattr(project, name) for name in COPIED},
        "developer_name": project.developer.name,
        "developer_code": project.developer.credit_code,
        "authority": project.authority.name,
        "region": project.region.name,
        "version": project.version,
    }


def facts_of_building(building: Building) -> dict[str, Any]:
    facts = {name: getattr(building, name) for name in COPIED_OF_BUILDING}
    return facts | {"building_key": building.pk, "building_name": building.name}
