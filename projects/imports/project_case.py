"""One project of a file with its rows: what they state, what is wrong, and what would change."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from airdefense.accounts.models import Organisation
from airdefense.exchange.importing.normalise import comparable
from projects.actions.bulk import Draft
from projects.credit_code import fails_check, has_shape
from projects.imports.building_rows import BuildingRows
from projects.imports.finder import Finder, Found, Stated, is_number_of_ledger
from projects.imports.finder import plain as plain_number
from projects.imports.ledger_fields import PROJECT_FIELDS
from projects.imports.places import Places
from projects.imports.rows import cell_of, is_equal, plain, suggest
from projects.models import Developer, Project
from projects.reconciliation import names
from projects.workflow import ProjectStatus

KEYS = tuple(one.key for one in PROJECT_FIELDS)
COPIED = (
    *("name", "national_code", "address", "zone", "planned_once_id", "approved_on"),
    *("is_offsite_approved", "offsite_ground", "offsite_document"),
    *("built_g6_sqm", "built_g6b_sqm"),
)
# What an empty cell empties; the other facts a project cannot be without.
EMPTIED = frozenset(
    {"national_code", "address", "planned_once_id", "offsite_ground", "offsite_document"}
)
NEEDED = ("name", "approved_on")
REGION_IN_CODE = slice(4, 10)
NATIONAL_CODE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}|\d{20}|\d{24}")
SETTLED: dict[str, str] = {
    ProjectStatus.CONFIRMED: "project_confirmed",
    ProjectStatus.WITHDRAWN: "project_withdrawn",
}
NAMING = {
    "number": "code",
    "national_code": "national_code",
    "permit_number": "permit_number",
    "credit_code": "developer_code",
    "name": "name",
    "developer": "developer_name",
    "address": "address",
}


@dataclass(slots=True)
class Desk:
    """What the rows of one file are compared with."""

    places: Places
    finder: Finder
    region: Organisation
    developers: dict[str, Developer] = field(default_factory=dict)
    taken_codes: frozenset[str] = frozenset()
    # The first row of each project and of each developer's code met so far in the file.
    rows_of_projects: dict[int, Any] = field(default_factory=dict)
    names_of_codes: dict[str, str] = field(default_factory=dict)


class ProjectCase:
    """The rows of one project."""

    def __init__(self, rows: list[Any], desk: Desk) -> None:
        self.rows, self.desk = rows, desk
        self.stated: dict[str, Any] = {}
        self.owners: dict[str, Any] = {}
        self.draft = Draft()
        self.target: Project | None = None
        self.found = Found()
        self.is_ragged = False
        self._gather()

    def _gather(self) -> None:
        """What the rows together say of the project; an empty cell is filled by another row."""
        for row in self.rows:
            for key in KEYS:
                if key not in row.values:
                    continue
                value, known = row.values[key], self.stated.get(key)
                if known is None:
                    self.is_ragged |= key in self.stated and value is not None
                    self.stated[key], self.owners[key] = value, row
                elif value is None:
                    self.is_ragged = True
                elif not is_equal(known, value, exactly=False):
                    row.complain(key, "differs_in_group", cell=cell_of(self.owners[key]))

    @cached_property
    def naming(self) -> Stated:
        return Stated.of(self.stated, **NAMING)

    @property
    def decided(self) -> int | None:
        return next((row.decided_target for row in self.rows if row.decided_target), None)

    @property
    def is_decided(self) -> bool:
        return any(row.decided_target or row.is_new_by_decision for row in self.rows)

    def complain(self, key: str, code: str, **params: Any) -> None:
        self.owners.get(key, self.rows[0]).complain(key, code, **params)

    def examine(self) -> None:
        is_open = bool(self.found.suggestions) and not self.is_decided
        if is_open and self._says_nothing_new():
            return
        target = self.found.project
        if target is None and self.decided:
            target = self.desk.finder.projects.get(self.decided)
        self._check_naming(target)
        self._lay_against(target)
        self._say(is_open)
        if self.found.suggestions:
            suggest(self.rows[0], self.found.suggestions)

    def find(self) -> None:
        if not self.naming.is_empty:
            self.found = self.desk.finder.find(self.naming)

    def _says_nothing_new(self) -> bool:
        """A row that would change nothing of the likeliest project needs no decision."""
        likeliest = self.desk.finder.projects.get(self.found.suggestions[0].pk)
        if likeliest is None or likeliest.pk in self.desk.rows_of_projects:
            return False
        kept = [(row, list(row.problems)) for row in self.rows]
        self._lay_against(likeliest)
        complaints = [len(row.problems) for row in self.rows]
        if complaints == [len(problems) for _r, problems in kept] and not self._changes:
            self._say(is_open=False)
            return True
        for row, problems in kept:
            row.problems, row.changes = problems, {}
        self.desk.rows_of_projects.pop(likeliest.pk, None)
        return False

    @property
    def _changes(self) -> bool:
        return any(row.changes for row in self.rows)

    def _lay_against(self, target: Project | None) -> None:
        """Compare all that the rows say with the project, or with nothing."""
        self.draft = Draft(project=target)
        self.target = target
        if target:
            self._claim(target)
        self._copy_facts()
        self._settle_places()
        self._settle_developer()
        self._check_offsite()
        BuildingRows(self).examine()

    def _check_naming(self, target: Project | None) -> None:
        naming = self.naming
        if naming.is_empty:
            self.rows[0].complain("name", "empty")
        elif self.found.is_unknown:
            self.complain("code", "no_such_project")
        elif target is None and self._is_number_taken(naming.number):
            self.complain("code", "number_taken")
        code = naming.national_code
        if code and not NATIONAL_CODE.fullmatch(code):
            self.complain("national_code", "not_national_code")

    def _is_number_taken(self, number: str) -> bool:
        return not is_number_of_ledger(number) and plain_number(number) in self.desk.taken_codes

    def _claim(self, project: Project) -> None:
        """No two projects of the file are one project of the ledger."""
        first = self.desk.rows_of_projects.setdefault(project.pk, self.rows[0])
        if first is not self.rows[0]:
            self.rows[0].complain("", "project_twice", cell=cell_of(first))
        number = self.stated.get("code")
        if number and comparable(number) != comparable(project.code):
            self.owners["code"].warn("code", "number_differs", number=project.code)

    # Facts copied as they stand.

    def _wanted(self) -> Iterator[tuple[str, Any]]:
        for key in COPIED:
            if key in self.stated:
                value = self.stated[key]
                if value is None and key in EMPTIED:
                    yield key, ""
                elif value is not None:
                    yield key, value

    def _copy_facts(self) -> None:
        if self.target is None:
            self.draft.fields |= dict(self._wanted())
            self.draft.fields["code"] = self.stated.get("code") or ""
            for key in NEEDED:
                if not self.stated.get(key) and not self._is_faulty(key):
                    self.complain(key, "empty")
            return
        for key, value in self._wanted():
            old = getattr(self.target, key)
            if not self._is_kept(key, old, value):
                self.change(key, old, value)
                self.draft.fields[key] = value

    def _is_kept(self, key: str, old: Any, value: Any) -> bool:
        """Whether the ledger has the value already. A row that names its project by the number of
        the ledger means every letter; other files write the same in several ways."""
        if key == "national_code":
            return names.code(old) == names.code(value)
        is_exact = bool(self.stated.get("code")) and key != "planned_once_id"
        return is_equal(old, value, exactly=is_exact)

    def _is_faulty(self, key: str) -> bool:
        return any(problem["key"] == key for row in self.rows for problem in row.problems)

    def change(self, key: str, old: Any, new: Any) -> None:
        row = self.owners.get(key, self.rows[0])
        row.changes[key] = [plain(old), plain(new)]

    def effective(self, key: str) -> Any:
        """What the project would have: what the file says, else what the ledger has."""
        if key in self.draft.fields:
            return self.draft.fields[key]
        return getattr(self.target, key) if self.target else None

    def _check_offsite(self) -> None:
        if self.effective("is_offsite_approved"):
            return
        for key in ("offsite_ground", "offsite_document"):
            if self.effective(key):
                self.complain(key, "belongs_to_approval")

    # Organisations.

    def _settle_places(self) -> None:
        region = self._named("region", self.desk.places.regions, "no_such_region")
        authority = self._named("authority", self.desk.places.authorities, "no_such_authority")
        if self.target is None and authority is None and not self._is_faulty("authority"):
            authority = self._authority_for(region)
        if region is None and authority is not None:
            region = self._home_region(authority)
        self._set_place("authority", authority)
        self._set_place("region", region)
        home, place = self.effective("authority"), self.effective("region")
        if home and place and not place.path.startswith(home.home_region.path):
            self.complain("region", "region_outside", authority=home.name)
        self._compare_region_of_code(place)

    def _named(self, key: str, directory: Any, code: str) -> Organisation | None:
        if not self.stated.get(key):
            return None
        found: Organisation | None = directory.get(self.stated[key])
        if found is None:
            self.complain(key, code)
        return found

    def _authority_for(self, region: Organisation | None) -> Organisation | None:
        if self._is_faulty("region"):
            return None
        place = region or self.desk.places.successor(self.desk.region)
        authority = self.desk.places.authority_of(place)
        if authority is None:
            self.complain("authority", "authority_unclear", region=place.name)
        return authority

    def _home_region(self, authority: Organisation) -> Organisation | None:
        """A project moves with its authority, as it does when a clerk edits it."""
        if self.target is None or self.target.authority_id != authority.pk:
            return authority.home_region
        return None

    def _set_place(self, key: str, place: Organisation | None) -> None:
        if place is None:
            return
        if self.target is None:
            self.draft.fields[key] = place
        elif (old := getattr(self.target, key)).pk != place.pk:
            self.change(key, old.name, place.name)
            self.draft.fields[key] = place

    def _compare_region_of_code(self, region: Organisation | None) -> None:
        code = self.draft.fields.get("national_code") or ""
        named = code.replace("-", "")[REGION_IN_CODE]
        if not named or region is None or named == region.code:
            return
        known = self.desk.places.regions.get(named)
        if known is None or known.pk != region.pk:
            self.owners["national_code"].warn("national_code", "other_region_in_code", region=named)

    # The developer.

    def _settle_developer(self) -> None:
        name = self.stated.get("developer_name") or ""
        code = (self.stated.get("developer_code") or "").upper()
        if code and not has_shape(code):
            self.complain("developer_code", "not_credit_code")
            return
        known = self.desk.developers.get(code)
        if known and name and comparable(known.name) != comparable(name):
            self.complain("developer_code", "code_of_another", developer=known.name)
            return
        name = name or (known.name if known else "")
        if self.target is None:
            self._record_developer(name, code)
        elif name or code:
            self._change_developer(self.target.developer, name, code)

    def _record_developer(self, name: str, code: str) -> None:
        if not name:
            if not self._is_faulty("developer_name"):
                self.complain("developer_name", "empty")
            return
        self._use_developer(name, code)

    def _change_developer(self, current: Developer, name: str, code: str) -> None:
        name = name or current.name
        is_same = comparable(name) == comparable(current.name)
        if is_same and (not code or code == current.credit_code):
            return
        if not is_same:
            self.change("developer_name", current.name, name)
        if code != current.credit_code:
            self.change("developer_code", current.credit_code, code)
        self._use_developer(name, code)

    def _use_developer(self, name: str, code: str) -> None:
        known = self.desk.developers.get(code or f"name:{comparable(name)}")
        if code:
            first = self.desk.names_of_codes.setdefault(code, name)
            if comparable(first) != comparable(name):
                self.complain("developer_code", "code_of_another", developer=first)
            if fails_check(code):
                self.owners["developer_code"].warn("developer_code", "check_digit")
            name = first
        self.draft.developer = (known.name if known else name, code)

    # The verdict.

    def _say(self, is_open: bool) -> None:
        project, changed = self.target, self._changes
        if project and changed:
            self._refuse_settled(project)
        if is_open:
            self._verdict("choose")
        elif project is None:
            self._verdict("create")
        else:
            everywhere = changed and (self.is_ragged or self.is_decided)
            for row in self.rows:
                row.target = project.pk
                row.verdict = "update" if row.changes or everywhere else "same"
        for row in self.rows:
            row.plan = self

    def _verdict(self, verdict: str) -> None:
        for row in self.rows:
            row.verdict = verdict

    def _refuse_settled(self, project: Project) -> None:
        code = SETTLED.get(project.status)
        if code:
            next(row for row in self.rows if row.changes).complain("", code, project=project.code)
        exported = self.stated.get("version")
        if exported is not None and exported != project.version:
            self.complain("version", "stale_export", project=project.code)
