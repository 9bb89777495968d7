"""The list of a transfer package as a workbook: its template, and what a filled one would do.

Nothing of it is kept before somebody has looked at it and said yes: the file goes through memory
and the read rows travel signed with the page.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.guard import Limits
from airdefense.exchange.importing.kinds import ImportKind
from airdefense.exchange.importing.normalise import comparable
from airdefense.exchange.importing.problems import Problem, Refusal, declare
from airdefense.exchange.importing.recognise import recognise, refuse_missing
from airdefense.exchange.importing.rows import at, cell_in_sheet, data_rows, is_blank
from airdefense.exchange.importing.sheets import read, stored
from airdefense.exchange.importing.values import Reader, shown
from airdefense.exchange.models import ImportRow
from inspections.models import Finding
from leads.actions.leads import SENDERS
from leads.forms.transfers import regions_of, subject_units
from projects.models import Project

ROWS_AT_MOST = 200
LIMITS = Limits(megabytes=5, rows=2_000, columns=60, unpacked_megabytes=60)
BETWEEN_PERSONS = re.compile(r"[;；\n]+")
BETWEEN_PARTS = re.compile(r"\s*[,，/|\t]\s*")
# The parts of a person in the order of the cell, with the most that each may hold.
PARTS = (("name", 60), ("unit", 120), ("post", 80), ("rank", 40))
REPORTER = ("reporter_name", "reporter_contact", "reporter_is_anonymous")

declare("lead_region_unknown", _("is no region of your reach"))
declare(
    "lead_region_not_answered",
    _("is no region that %(person)s, who approves the package, answers for"),
)
declare("lead_unit_unknown", _("is no body known here"), _("the full name of the body"))
declare("lead_unit_ambiguous", _("is the name of several bodies"), _("the full name of the body"))
declare("lead_number_unknown", _("is no number in your reach"))
declare("lead_other_region", _("lies in another region"), _("the region of the lead itself"))
declare(
    "lead_person_incomplete",
    _("names a person without name or unit, or in too many words"),
    _("name, unit, post, rank; one person a line"),
)
declare("lead_reporter_both", _("An anonymous reporter has neither name nor contact."))
declare("lead_contact_alone", _("is a contact without a name"), _("the name that belongs to it"))
declare("lead_list_too_long", _("The list has %(count)s leads; at most %(limit)s at once."))


class EntryRows(ImportKind):
    """The columns of the list. It is of no general import: a list of leads is kept nowhere else."""

    key = "lead_entries"
    label = _("Leads of a transfer package")
    roles = ()
    has_source = False
    fields = (
        ImportField(
            key="region",
            label=_("Region"),
            required=True,
            most=120,
            example="红塔区",
            aliases=("地区", "县区", "所属地区"),
        ),
        ImportField(
            key="subject_unit",
            label=_("Unit concerned"),
            required=True,
            most=120,
            example="红塔区住房和城乡建设局",
            aliases=("被反映单位", "单位"),
        ),
        ImportField(
            key="matter",
            label=_("Matter"),
            required=True,
            most=200,
            example="违规减免易地建设费",
            aliases=("主要问题", "问题"),
        ),
        ImportField(
            key="facts",
            label=_("Facts reported"),
            required=True,
            most=4_000,
            example="经查……",
            aliases=("问题线索内容", "主要事实"),
        ),
        ImportField(
            key="amount_yuan",
            label=_("Amount (yuan)"),
            kind="money",
            example="498000.00",
            aliases=("涉及金额", "金额"),
        ),
        ImportField(
            key="persons",
            label=_("Persons concerned"),
            most=2_000,
            example="张某，红塔区住房和城乡建设局，局长，乡科级正职",
            aliases=("被反映人",),
            hint=_("Name, unit, post, rank with commas; several persons with semicolons."),
        ),
        ImportField(key="finding", label=_("Finding"), kind="code", aliases=("问题编号",)),
        ImportField(key="project", label=_("Project"), kind="code", aliases=("项目编号",)),
        ImportField(
            key="is_on_site", label=_("Transferred during on-site inspection"), kind="yes_no"
        ),
        ImportField(key="reporter_name", label=_("Reporter's name"), most=60),
        ImportField(key="reporter_contact", label=_("Contact"), most=120),
        ImportField(key="reporter_is_anonymous", label=_("Anonymous"), kind="yes_no"),
    )


KIND = EntryRows()


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one cell, and what was expected there."""

    cell: str
    column: str
    value: str
    found: str
    expected: str


@dataclass(slots=True)
class Judged:
    """One row: what it would put on the list, or why it cannot."""

    number: int
    said: dict[str, Any] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)


def rows_in(file: Any) -> dict[str, Any]:
    """The filled rows as JSON keeps them. Raises Refusal."""
    book = read(file, file.name, LIMITS)
    kind, mapping = recognise(book, KIND, [KIND], None)
    if not mapping:
        refuse_missing(book, kind)
    by_name = {sheet.name: sheet for sheet in book.sheets}
    rows = []
    for place in mapping["sheets"]:
        for number, cells in data_rows(by_name[place["name"]], place["head"][1]):
            picked = {key: stored(at(cells, n)) for key, n in place["columns"].items()}
            if not all(is_blank(cell) for cell in picked.values()):
                rows.append({"sheet": place["name"], "number": number, "cells": picked})
    if not rows:
        raise Refusal("no_rows")
    if len(rows) > ROWS_AT_MOST:
        raise Refusal("lead_list_too_long", count=len(rows), limit=ROWS_AT_MOST)
    return {"mapping": mapping, "rows": rows}


def judge(taken: dict[str, Any], package: Any, user: Any, on: Any) -> list[Judged]:
    """What each row would put on the list, and every fault of every cell at once."""
    units = {place["name"]: place["units"] for place in taken["mapping"]["sheets"]}
    reader, names = Reader(KIND, on), Names(package, user)
    judged = []
    for cells in taken["rows"]:
        row = ImportRow(**cells)
        reader.read(row, units[row.sheet])
        said = names.said(row)
        complaints = [_complaint(taken["mapping"], row, told) for told in row.problems]
        judged.append(Judged(row.number, {} if complaints else said, complaints))
    return judged


def _complaint(mapping: Any, row: ImportRow, told: dict[str, Any]) -> Complaint:
    problem, key = Problem.of(told), told["key"]
    one = KIND.by_key.get(key)
    return Complaint(
        f"{row.sheet}!{cell_in_sheet(mapping, row, key)}",
        str(one.label) if one else "",
        shown(row.cells.get(key)),
        problem.found,
        problem.expected or (one.expected if one else ""),
    )


class Names:
    """The bodies and numbers that cells may name; looked up once for all rows."""

    def __init__(self, package: Any, user: Any) -> None:
        self.package = package
        self.regions = _by_words(regions_of(user))
        self.units = _by_words(subject_units())
        self.findings = Finding.objects.visible_to(user).select_related("project")
        self.projects = Project.objects.visible_to(user)

    def said(self, row: ImportRow) -> dict[str, Any]:
        """The row as `actions.add_entries` takes it; what is wrong is told to the row."""
        region = self._region(row)
        said = {
            "region": region,
            "subject_unit": self._unit(row, region),
            "finding": self._numbered(row, "finding", self.findings, "number", region),
            "project": self._numbered(row, "project", self.projects, "code", region),
            "persons": _persons(row),
            "reporter": _reporter(row),
        }
        names = ("matter", "facts", "amount_yuan", "is_on_site")
        return said | {name: row.values.get(name) for name in names}

    def _region(self, row: ImportRow) -> Any:
        words = row.values.get("region")
        found = self.regions.get(comparable(words), []) if words else []
        if not found and words:
            row.complain("region", "lead_region_unknown")
        if not found:
            return None
        approver = self.package.approver
        if approver and not approver.roles_over((found[0].path,)) & {*SENDERS}:
            row.complain("region", "lead_region_not_answered", person=str(approver))
        return found[0]

    def _unit(self, row: ImportRow, region: Any) -> Any:
        words = row.values.get("subject_unit")
        if not words:
            return None
        found = self.units.get(comparable(words), [])
        near = [unit for unit in found if region and unit.path.startswith(region.path)]
        found = found if len(found) == 1 else near
        if len(found) == 1:
            return found[0]
        row.complain("subject_unit", "lead_unit_ambiguous" if found else "lead_unit_unknown")
        return None

    def _numbered(self, row: ImportRow, key: str, rows: Any, name: str, region: Any) -> Any:
        number = row.values.get(key)
        if not number:
            return None
        found = rows.filter(**{name: number}).first()
        if found is None:
            row.complain(key, "lead_number_unknown")
        elif region and found.region_id != region.pk:
            row.complain(key, "lead_other_region")
        return found


def _by_words(bodies: Any) -> dict[str, list[Any]]:
    found = defaultdict(list)
    for body in bodies:
        for words in {comparable(text) for text in (body.name, body.short_name, body.name_en)}:
            if words:
                found[words].append(body)
    return found


def _persons(row: ImportRow) -> list[dict[str, str]]:
    persons = []
    for words in BETWEEN_PERSONS.split(row.values.get("persons") or ""):
        if not words.strip():
            continue
        parts = BETWEEN_PARTS.split(words.strip())
        is_whole = 2 <= len(parts) <= len(PARTS) and all(parts[:2])
        if not is_whole or any(len(p) > most for p, (_n, most) in zip(parts, PARTS, strict=False)):
            row.complain("persons", "lead_person_incomplete")
            return []
        parts += [""] * (len(PARTS) - len(parts))
        persons.append({name: part for (name, _most), part in zip(PARTS, parts, strict=True)})
    return persons


def _reporter(row: ImportRow) -> dict[str, Any] | None:
    name, contact, is_anonymous = (row.values.get(key) for key in REPORTER)
    if is_anonymous and (name or contact):
        row.complain("reporter_is_anonymous", "lead_reporter_both")
    elif contact and not name:
        row.complain("reporter_contact", "lead_contact_alone")
    if not (name or is_anonymous):
        return None
    return {"name": name or "", "contact": contact or "", "is_anonymous": bool(is_anonymous)}
