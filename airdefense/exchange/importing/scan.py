"""One streaming pass over the XML of a sheet, before its cells are loaded.

It finds in small memory what the fast reader does not tell: how many rows really hold something,
how far out the outermost cell lies, which cells are Excel errors, which formulas have no result.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

from airdefense.exchange.importing.guard import WORKBOOK, Limits, part_of
from airdefense.exchange.importing.normalise import Broken
from airdefense.exchange.importing.problems import Refusal

RELATIONS = "xl/_rels/workbook.xml.rels"
PIECE = 256 * 1024
# Rows may be empty between two that are not; beyond this distance somebody slipped.
LOOSEST = 4
LEAST_SPREAD = 2_000


@lru_cache(1_024)
def column_number(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(slots=True)
class Scan:
    """What a pass found out about a sheet; lines and columns count from zero."""

    rows: int = 0
    last_row: int = -1
    last_column: int = -1
    broken: dict[tuple[int, int], Broken] = field(default_factory=dict)


class Scanner:
    """Listens to the XML of one sheet."""

    def __init__(self, sheet: str, limits: Limits) -> None:
        self.sheet, self.limits, self.found = sheet, limits, Scan()
        self.row = self.column = self.next_column = -1
        self.type = ""
        self.has_value = self.has_formula = False
        self.row_counts = False
        self.words: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = refuse_doctype
        self.parser.buffer_text = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name[name.rfind("}") + 1 :]
        if name == "c":
            self.enter_cell(attributes)
        elif name in {"v", "is"}:
            self.has_value = True
            if self.type == "e" or self.has_formula:
                self.words = []
                self.parser.CharacterDataHandler = self.words.append
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            number = attributes.get("r", "")
            self.row = int(number) - 1 if number.isdecimal() else self.row + 1
            self.next_column, self.row_counts = 0, False

    def enter_cell(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        self.column = column_number(letters) if letters.isalpha() else self.next_column
        self.next_column = self.column + 1
        self.type = attributes.get("t", "")
        self.has_value = self.has_formula = False
        self.words = []

    def end(self, name: str) -> None:
        if not name.endswith("c") or name[name.rfind("}") + 1 :] != "c":
            return
        self.parser.CharacterDataHandler = None
        is_empty = not self.has_value or (self.has_formula and not "".join(self.words).strip())
        if self.type == "e" and not is_empty:
            self.found.broken[self.row, self.column] = Broken("".join(self.words).strip()[:20])
        elif self.has_formula and is_empty and self.type != "str":
            self.found.broken[self.row, self.column] = Broken("", is_formula=True)
        if self.has_value or self.has_formula:
            self.count()

    def count(self) -> None:
        """Take note of a cell that holds something, and stop where it is too much."""
        found, limits = self.found, self.limits
        if self.column >= limits.columns:
            column = column_letters(self.column)
            raise Refusal("too_many_columns", sheet=self.sheet, column=column, limit=limits.columns)
        if not self.row_counts:
            self.row_counts = True
            found.rows += 1
            # The rows of the head do not count.
            if found.rows > limits.rows + 10:
                raise Refusal("too_many_rows", sheet=self.sheet, limit=limits.rows)
        found.last_row = max(found.last_row, self.row)
        found.last_column = max(found.last_column, self.column)
        if found.last_row > LEAST_SPREAD + LOOSEST * found.rows:
            cell = f"{column_letters(self.column)}{self.row + 1}"
            raise Refusal("cell_far_away", sheet=self.sheet, cell=cell)


def scan(package: zipfile.ZipFile, part: str, sheet: str, limits: Limits) -> Scan:
    """Pass once over a sheet. Raises Refusal where it exceeds the limits."""
    scanner = Scanner(sheet, limits)
    try:
        with package.open(part) as stream:
            while piece := stream.read(PIECE):
                scanner.parser.Parse(piece, False)
            scanner.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, KeyError) as broken:
        raise Refusal("file_damaged") from broken
    return scanner.found


def refuse_doctype(*_declaration: Any) -> None:
    """No part of a workbook declares a document type; one that does is built to do harm."""
    raise Refusal("file_damaged")


def elements(package: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """(name, attributes) of every element of a small part."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = lambda name, attributes: found.append(
        (name.rpartition("}")[2], attributes)
    )
    try:
        parser.Parse(part_of(package, part), True)
    except (expat.ExpatError, KeyError) as broken:
        raise Refusal("file_damaged") from broken
    return found


def parts_of_sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(name, part) of every worksheet, in order."""
    targets = {
        attributes.get("Id"): attributes.get("Target", "")
        for _name, attributes in elements(package, RELATIONS)
        if attributes.get("Type", "").endswith("/worksheet")
    }
    for name, attributes in elements(package, WORKBOOK):
        if name != "sheet":
            continue
        key = next((value for one, value in attributes.items() if one.endswith("}id")), None)
        if target := targets.get(key):
            part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            yield attributes.get("name", ""), part
