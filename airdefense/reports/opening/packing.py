"""A report, or one figure of it, as evidence: its rows as frozen, what they mean, and the proof.

The package holds rows, definitions, the report's digest with the one it is chained to, a manifest
and the sums that `sha256sum -c` reads. Of leads it holds numbers alone, as the reader may see them.
"""

import io
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.commas import cells, writer_of
from airdefense.exchange.packages import Package
from airdefense.reports import words
from airdefense.reports.content import Paper
from airdefense.reports.models import FrozenFigure
from airdefense.reports.rows import Chosen
from airdefense.reports.told import Told
from airdefense.reports.workbook import (
    HEAD,
    OPTIONS,
    counted,
    overview,
    with_rows,
    write_rows,
)

CSV, XLSX = "csv", "xlsx"
# Above that a workbook takes longer than anybody waits; CSV has no such limit.
MOST_ROWS_AS_WORKBOOK = 300_000
SHEET_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Order:
    """What is taken, by whom, what for; no code: every figure of the report."""

    paper: Paper
    by: Any
    at: datetime
    trace: str
    purpose: str
    rows_as: str = CSV
    code: str = ""

    @property
    def told(self) -> list[Told]:
        found = sorted(self.paper.figures.items())
        return [told for code, told in found if self.code in ("", code)]

    @property
    def frozen(self) -> list[FrozenFigure]:
        return [one for one in with_rows(self.paper) if self.code in ("", one.code)]


def refuse_what_takes_too_long(order: Order) -> None:
    """Raises NotPossible."""
    total = sum(Chosen(frozen).count() for frozen in order.frozen)
    if order.rows_as == XLSX and total > MOST_ROWS_AS_WORKBOOK:
        raise NotPossible(
            _("%(count)s rows are too many for workbooks: take them as CSV.")
            % {"count": f"{total:,}"}
        )


def pack(order: Order, target: BinaryIO) -> dict[str, int]:
    """Write the package; returns code → how many rows of the figure are in it."""
    taken: dict[str, int] = {}
    with Package(target) as package:
        if not order.code:
            _add_overview(package, order.paper)
        for frozen in order.frozen:
            add = _add_workbook if order.rows_as == XLSX else _add_csv
            taken[frozen.code] = add(package, frozen, order.by)
        package.manifest(manifest(order, taken))
        package.add("README.txt", readme(order).encode())
    return taken


def _add_overview(package: Package, paper: Paper) -> None:
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, OPTIONS)
        overview(book, book.add_format(HEAD), paper)
        book.close()
        package.copy("figures.xlsx", file)


def _add_workbook(package: Package, frozen: FrozenFigure, reader: Any) -> int:
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, OPTIONS)
        sheet = book.add_worksheet(frozen.code)
        head = book.add_format(HEAD)
        taken = write_rows(book, sheet, head, Chosen(frozen), reader, SHEET_ROWS)
        book.close()
        package.copy(f"rows/{frozen.code}.xlsx", file)
    return taken


def _add_csv(package: Package, frozen: FrozenFigure, reader: Any) -> int:
    """Key, region and amount as frozen, then the columns as the data stand now."""
    columns = frozen.definition.columns
    names = dict(Organisation.objects.regions().values_list("pk", "code"))
    taken = 0
    with package.member(f"rows/{frozen.code}.csv") as member:
        member.write("\ufeff".encode())
        heads = [_("Key"), _("Region code"), _("Counted for"), *(str(c.label) for c in columns)]
        member.write(_line(heads))
        with closing(counted(Chosen(frozen), reader)) as rows:
            for row, region, amount in rows:
                taken += 1
                values = [column.plain(row) for column in columns]
                told = words.plain(amount, frozen.definition.unit)
                counts_for = None if told is None else Decimal(told)
                member.write(_line([row.pk, names.get(region, region), counts_for, *values]))
    return taken


def _line(values: list[Any]) -> bytes:
    text = io.StringIO()
    writer_of(text).writerow(cells(values))
    return text.getvalue().encode()


def manifest(order: Order, taken: dict[str, int]) -> dict[str, Any]:
    report = order.paper.report
    return {
        "report": {
            "mark": report.mark,
            "kind": report.kind,
            "since": str(report.since),
            "day": str(report.day),
            "scope": report.scope.code,
            "revision": report.revision,
            "reason": report.reason,
            "number": report.number,
            "compiled_at": timezone.localtime(report.compiled_at).isoformat(),
            "cut_off": timezone.localtime(report.cut_off).isoformat(),
            "compared_on": [str(report.compared_on), str(report.week_on)],
            "sha256": report.digest,
            "chained_to": report.previous_digest,
            "history": report.history.root if report.history else "",
        },
        "taken": {
            "by": f"{order.by} ({order.by.username})",
            "at": timezone.localtime(order.at).isoformat(),
            "purpose": order.purpose,
            "trace": order.trace,
        },
        "figures": {told.code: figure_said(told, taken.get(told.code)) for told in order.told},
    }


def figure_said(told: Told, taken: int | None) -> dict[str, Any]:
    """A figure as this reader may see it, with its definition in force when it was frozen."""
    frozen, about, wording = told.frozen, told.about, told.frozen.wording
    said = {
        "label": str(about.label),
        "unit": str(about.unit),
        "value": told.text if told.is_hidden else words.plain(frozen.value, about.unit),
        "by_region": told.paper.by_region(told.code) if told.is_hidden else frozen.by_region,
        "change": None if told.is_hidden else words.plain(frozen.delta, about.unit),
        "definition": str(about.definition),
        "owner": str(about.owner),
        "definition_version": wording.version if wording else None,
    }
    if taken is None:
        return said
    return said | {"rows_counted": Chosen(frozen).count(), "rows_in_package": taken}


def readme(order: Order) -> str:
    report = order.paper.report
    lines = (
        _("%(mark)s, SHA-256 %(digest)s") % {"mark": report.mark, "digest": report.digest},
        _("rows/: the rows of each figure with key, region and amount as frozen in the report."),
        _("Their other columns show the data on the day the package was taken."),
        _("Rows outside what the taker may see are counted in manifest.json and left out."),
        _("Check the files: sha256sum -c SHA256SUMS"),
        _("Check the report: manage.py verify_report --on %(day)s --json") % {"day": report.day},
    )
    return "\n".join(lines) + "\n"
