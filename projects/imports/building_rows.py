"""The buildings that the rows of one project speak of."""

from typing import Any

from airdefense.exchange.importing.normalise import comparable
from projects.actions.ledger import BUILDING_FIELDS as FACTS
from projects.imports.ledger_fields import BUILDING_FIELDS
from projects.imports.rows import is_equal
from projects.imports.rows import plain as shown
from projects.models import Building

KEYS = tuple(one.key for one in BUILDING_FIELDS if one.key != "building_key")
# Columns and the fields of the building they fill.
FIELD_OF = {key: "name" if key == "building_name" else key for key in KEYS}
NEEDED = ("use", "floors", "foundation_depth_m", "first_floor_sqm", "above_ground_sqm")
UNNAMED = "1幢"
DEFAULTS: dict[str, Any] = {"is_rebuild": False, "is_area_increased": False, "claims": []}


class BuildingRows:
    """Lays the rows of a project against its buildings."""

    def __init__(self, case: Any) -> None:
        self.case = case
        target = case.target
        self.known: list[Building] = list(target.buildings.all()) if target else []
        # Names as they would be, so that a renamed building frees its old one.
        self.names = {building.pk: building.name for building in self.known}
        self.given: list[tuple[Any, str]] = []

    def examine(self) -> None:
        for row in self.case.rows:
            if self._speaks_of_one(row):
                self._examine_row(row)
        self._check_names()

    @staticmethod
    def _speaks_of_one(row: Any) -> bool:
        keys = (*KEYS, "building_key")
        return any(row.values.get(key) not in (None, [], False) for key in keys)

    def _examine_row(self, row: Any) -> None:
        is_settled, building = self._building_of(row)
        if not is_settled:
            return
        facts = self._facts(row, building)
        if building is None:
            self._check_needed(row)
            facts = {"name": UNNAMED, **DEFAULTS, **facts}
        self._check_areas(row, building, facts)
        self._propose(row, building, facts)

    def _building_of(self, row: Any) -> tuple[bool, Building | None]:
        """The building a row speaks of, or None for a new one; False when that cannot be told."""
        key, name = row.values.get("building_key"), row.values.get("building_name")
        if key is not None:
            found = next((one for one in self.known if one.pk == key), None)
            if found is None:
                row.complain("building_key", "no_such_building")
            return found is not None, found
        if name is None:
            return self._only_building(row)
        same = (one for one in self.known if comparable(one.name) == comparable(name))
        return True, next(same, None)

    def _only_building(self, row: Any) -> tuple[bool, Building | None]:
        if len(self.known) <= 1:
            return True, self.known[0] if self.known else None
        row.complain("building_name", "building_unclear", count=len(self.known))
        return False, None

    def _facts(self, row: Any, building: Building | None) -> dict[str, Any]:
        facts = {FIELD_OF[key]: row.values[key] for key in KEYS if row.values.get(key) is not None}
        if building and row.values.get("building_key") is None:
            # Found by its name: a spelling of it is no new name.
            facts.pop("name", None)
        if building is None:
            return facts
        return {name: v for name, v in facts.items() if not is_equal(getattr(building, name), v)}

    def _check_needed(self, row: Any) -> None:
        faulty = {problem["key"] for problem in row.problems}
        for key in NEEDED:
            if row.values.get(key) is None and key not in faulty:
                row.complain(key, "empty")

    @staticmethod
    def _check_areas(row: Any, building: Building | None, facts: dict[str, Any]) -> None:
        first, whole = (
            facts.get(name, getattr(building, name, None))
            for name in ("first_floor_sqm", "above_ground_sqm")
        )
        is_touched = building is None or {"first_floor_sqm", "above_ground_sqm"} & facts.keys()
        if is_touched and first is not None and whole is not None and first > whole:
            row.complain("first_floor_sqm", "larger_than_above_ground", above_ground=str(whole))

    def _propose(self, row: Any, building: Building | None, facts: dict[str, Any]) -> None:
        if not facts:
            return
        if self.case.target is not None:
            keys = {name: key for key, name in FIELD_OF.items()}
            for name in filter(facts.__contains__, FACTS):
                old = getattr(building, name) if building else ""
                if building or facts[name] not in ([], False):
                    row.changes[keys[name]] = [shown(old), shown(facts[name])]
        if "name" in facts:
            self.given.append((row, facts["name"]))
            self.names.pop(building.pk if building else 0, None)
        self.case.draft.buildings.append((building, facts))

    def _check_names(self) -> None:
        """No two buildings of a project share a name, whatever a file renames or adds."""
        seen = set(self.names.values())
        for row, name in self.given:
            if name in seen and not is_repeated(row):
                row.complain("building_name", "building_name_taken")
            seen.add(name)


def is_repeated(row: Any) -> bool:
    """Whether the row was told already that it stands in the file twice."""
    return any(problem["code"] == "repeated" for problem in row.problems)
