"""Papers nobody knows the project of, and numbers that stand on two papers."""

from typing import Any

from projects.detection import Found
from projects.models import Permit, Project, TreasuryEntry
from projects.reconciliation.candidates import region_of
from projects.reconciliation.differences.money import about_entry
from projects.reconciliation.differences.registry import (
    DEPARTMENT_OF,
    KINDS,
    OF_ENTRIES,
    OF_PAPERS,
    OF_PROJECTS,
    Department,
    Said,
    facts_of,
    finds,
)

STATED = ("name", "developer", "credit_code", "code", "address", "use")


@finds(KINDS.NO_PROJECT, OF_PAPERS)
def papers_without_a_project(permit, context):
    """A copy of a paper that has its place is told as a number used twice instead."""
    if permit.pk not in context.twins.permits:
        said = [Said(DEPARTMENT_OF[permit.kind], permit.kind, permit.issued_on, permit.number)]
        stated = {name: value for name in STATED if (value := getattr(permit, f"stated_{name}"))}
        yield about_paper(KINDS.NO_PROJECT, permit, said, stated=stated)


@finds(KINDS.TWICE, OF_PAPERS)
def numbers_used_twice(permit, context):
    """The later of two papers of one kind and department that bear the same number."""
    first = context.twins.permits.get(permit.pk)
    if first is not None:
        yield about_paper(KINDS.TWICE, permit, [_paper(first), _paper(permit)], first=first.pk)


@finds(KINDS.TWICE, OF_PROJECTS)
def numbers_used_twice_by_papers_of_the_project(records, context):
    for permit in records.permits:
        yield from numbers_used_twice(permit, context)
    for entries in records.entries.values():
        for entry in entries:
            yield from _lines_used_twice(entry, context, records.project)


@finds(KINDS.TWICE, OF_ENTRIES)
def lines_used_twice(entry, context):
    yield from _lines_used_twice(entry, context, None)


def _lines_used_twice(entry: TreasuryEntry, context: Any, project: Project | None) -> Any:
    first = context.twins.entries.get(entry.pk)
    if first is not None:
        said = [
            Said(Department.TREASURY, "paid_yuan", line.amount_yuan, line.number)
            for line in (first, entry)
        ]
        yield about_entry(KINDS.TWICE, entry, said, project, first=first.pk)


def _paper(permit: Permit) -> Said:
    place = permit.project.code if permit.project_id else ""
    return Said(DEPARTMENT_OF[permit.kind], permit.kind, place, permit.number)


def about_paper(kind: str, permit: Permit, said: list[Said], **more: Any) -> Found:
    """Of a placed paper it is the project's, of another the issuing department's."""
    project = permit.project
    return Found(
        kind,
        f"permit:{permit.pk}",
        project.authority_id if project else permit.issued_by_id,
        project.region_id if project else region_of(permit.issued_by).pk,
        facts_of(said, **more),
        links={"permit_id": permit.pk, "project_id": project.pk if project else None},
    )
