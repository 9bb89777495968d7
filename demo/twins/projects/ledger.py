"""Twins of the ledger's actions: rates, projects with their papers, the treasury's file."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from airdefense.accounts.models import Organisation
from airdefense.casework.search import normalised, search_text
from demo.twins.books import Books
from projects.actions.checks import positive
from projects.actions.ledger import EVERY_YEAR, PATTERN, SERIES, project_text
from projects.models import Building, Developer, Permit, Project, Published, Receipt, TreasuryEntry


def publish(
    books: Books,
    kind: type[Published],
    *,
    region: Organisation,
    effective_from: date,
    document: str,
    by: Any,
    at: datetime,
    approved_by: Any,
    approved_at: datetime,
    effective_to: date | None = None,
    **values: Any,
) -> Any:
    """Proposed by one person with its document, put in force by a second."""
    row = books.make(
        kind,
        region=region,
        effective_from=effective_from,
        effective_to=effective_to,
        document=document,
        proposed_at=at,
        proposed_by=by,
        **values,
    )
    facts = {"effective_from": effective_from, "effective_to": effective_to, **values}
    books.record(row, "propose", by=by, at=at, note=document, after=row.status, detail=facts)
    return books.advance(row, "put_in_force", by=approved_by, at=approved_at)


def record_developer(books: Books, *, name: str, credit_code: str = "") -> Developer:
    return books.make(
        Developer, name=name, credit_code=credit_code, search_text=search_text(name, credit_code)
    )


def record_project(
    books: Books,
    *,
    by: Any,
    at: datetime,
    developer: Developer,
    authority: Organisation,
    buildings: Iterable[Mapping[str, Any]] = (),
    **fields: Any,
) -> Project:
    region = fields.pop("region", None) or authority.home_region
    project = Project(
        developer=developer,
        authority=authority,
        region=region,
        recorded_at=at,
        recorded_by=by,
        code=books.number(organisation=region, series=SERIES, year=EVERY_YEAR, pattern=PATTERN),
        **fields,
    )
    project.search_text = project_text(project)
    books.add(project)
    books.record(project, "create", by=by, at=at, note=project.code, after=project.status)
    for facts in buildings:
        add_building(books, project=project, by=by, at=at, **facts)
    return project


def add_building(books: Books, *, project: Project, by: Any, at: datetime, **facts: Any):
    building = books.make(Building, project=project, **facts)
    project.version += 1
    books.record(project, "add_building", by=by, at=at, note=building.name, detail=facts)
    return building


RUNS = re.compile(r"[0-9]+|[^0-9]+")


@lru_cache(maxsize=4096)
def initials(run: str) -> str:
    return search_text(run).rpartition("\n")[2]


def text_of_number(number: str) -> str:
    """`search_text(number)`: numbers of papers share their words, so each word is asked once."""
    words = normalised(number)
    return f"{words}\n{''.join(map(initials, RUNS.findall(words)))}"


def record_permit(
    books: Books,
    *,
    project: Project | None,
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
    facts = {"kind": kind, "number": number, "issued_on": issued_on, "area_sqm": area_sqm}
    facts |= {"basement_sqm": basement_sqm} | stated
    permit = books.make(
        Permit,
        project=project,
        issued_by=issued_by,
        search_text=text_of_number(number),
        recorded_at=at,
        recorded_by=by,
        **facts,
    )
    if project:
        books.record(project, "record_permit", by=by, at=at, note=number, detail=facts)
    return permit


def record_treasury_entry(
    books: Books,
    *,
    source: Organisation,
    number: str,
    paid_on: date,
    amount_yuan: Decimal,
    by: Any,
    at: datetime,
    payer: str = "",
    stated_name: str = "",
    receipt: Receipt | None = None,
) -> TreasuryEntry:
    return books.make(
        TreasuryEntry,
        source=source,
        number=number,
        paid_on=paid_on,
        amount_yuan=positive(amount_yuan),
        payer=payer,
        stated_name=stated_name,
        receipt=receipt,
        recorded_at=at,
        recorded_by=by,
    )
