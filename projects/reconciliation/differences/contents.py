"""The papers of one project say different things of it."""

from itertools import combinations

from projects.models import Permit, PermitKind
from projects.reconciliation.compare import (
    areas_differ,
    is_out_of_order,
    names_differ,
    parties_differ,
)
from projects.reconciliation.differences.registry import (
    DEPARTMENT_OF,
    KINDS,
    OF_PROJECTS,
    Department,
    Said,
    about_project,
    finds,
)
from projects.reconciliation.records import Records

# What must come before what (domain §6): the earlier paper first.
ORDER = (
    (PermitKind.INITIATION, PermitKind.CONSTRUCTION),
    (PermitKind.PLANNING, PermitKind.CONSTRUCTION),
    (PermitKind.BASEMENT, PermitKind.CONSTRUCTION),
    (PermitKind.CONSTRUCTION, PermitKind.COMPLETION),
)


@finds(KINDS.AREA, OF_PROJECTS)
def areas_that_differ(records, context):
    """Above ground: planning, construction, completion, ledger. Below: decision, completion,
    ledger. Beyond the tolerance of X01."""
    said = [*_differing(above_ground(records)), *_differing(basement(records))]
    if said:
        yield about_project(KINDS.AREA, records, said)


def above_ground(records: Records) -> list[Said]:
    kinds = (PermitKind.PLANNING, PermitKind.CONSTRUCTION, PermitKind.COMPLETION)
    said = [_sqm(records, kind, "area_sqm", "above_ground_sqm") for kind in kinds]
    return [*said, Said(Department.AIR_DEFENCE, "above_ground_sqm", records.above_sqm)]


def basement(records: Records) -> list[Said]:
    kinds = (PermitKind.BASEMENT, PermitKind.COMPLETION)
    said = [_sqm(records, kind, "basement_sqm", "basement_sqm") for kind in kinds]
    return [*said, Said(Department.AIR_DEFENCE, "basement_sqm", records.basement_sqm)]


def _sqm(records: Records, kind: str, measure: str, what: str) -> Said:
    papers = ", ".join(p.number for p in records.of(kind) if getattr(p, measure) is not None)
    return Said(DEPARTMENT_OF[kind], what, records.sqm_of(kind, measure), papers)


def _differing(said: list[Said]) -> list[Said]:
    told = [row for row in said if row.value is not None]
    differ = any(areas_differ(a.value, b.value) for a, b in combinations(told, 2))
    return told if differ else []


@finds(KINDS.NAME, OF_PROJECTS)
def names_that_differ(records, context):
    ours = records.project.name
    other = [p for p in records.permits if names_differ(ours, p.stated_name)]
    if other:
        said = [Said(Department.AIR_DEFENCE, "name", ours, records.project.code)]
        said += [_stated(permit, "name", permit.stated_name) for permit in other]
        yield about_project(KINDS.NAME, records, said)


@finds(KINDS.DEVELOPER, OF_PROJECTS)
def developers_that_differ(records, context):
    developer = records.project.developer
    ours = (developer.credit_code, developer.name)
    other = [
        permit
        for permit in records.permits
        if parties_differ(ours, (permit.stated_credit_code, permit.stated_developer))
    ]
    if other:
        said = [Said(Department.AIR_DEFENCE, "developer", _party(*ours), records.project.code)]
        for permit in other:
            party = _party(permit.stated_credit_code, permit.stated_developer)
            said.append(_stated(permit, "developer", party))
        yield about_project(KINDS.DEVELOPER, records, said)


def _party(credit_code: str, name: str) -> str:
    return " ".join(filter(None, (name, credit_code)))


def _stated(permit: Permit, what: str, value: str) -> Said:
    return Said(DEPARTMENT_OF[permit.kind], what, value, permit.number)


@finds(KINDS.ORDER, OF_PROJECTS)
def days_out_of_order(records, context):
    """先建后批 and the like: a later stage is dated before the earlier one."""
    wrong = [
        pair for pair in ORDER if is_out_of_order(records.day_of(pair[0]), records.day_of(pair[1]))
    ]
    if wrong:
        kinds = dict.fromkeys(kind for pair in wrong for kind in pair)
        said = [Said(DEPARTMENT_OF[kind], kind, records.day_of(kind)) for kind in kinds]
        pairs = [[str(kind) for kind in pair] for pair in wrong]
        yield about_project(KINDS.ORDER, records, said, pairs=pairs)
