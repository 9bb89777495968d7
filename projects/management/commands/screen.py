"""Screens the ledger from the shell, and prints what stands suspected by check and region."""

import json
from argparse import RawDescriptionHelpFormatter
from decimal import Decimal
from typing import Any

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    DjangoHelpFormatter,
)
from django.utils import timezone

from airdefense.accounts.models import Organisation
from projects import screening
from projects.screening import CHECKS, Result

SHAPE = """\
Puts every project of the ledger to every check and keeps what is found; only what changed is
written. Prints counts and money by check and region; progress and changes go to stderr, so that
the result of a second run is the same to the byte.

--json prints one object; amounts are strings of yuan with two decimals:
  {"projects": 1797, "papers": 12,
   "checks": [{"code", "title", "count", "amount_yuan",
               "regions": [{"code", "count", "amount_yuan"}]}],
   "regions": [{"code", "name", "count", "missing_yuan"}],
   "no_rate": [{"region", "grades", "projects"}]}
`missing_yuan` is the fee missing by law that no gap was opened for (check GAP). Amounts of several
checks are never added up: one yuan may be suspected for several reasons.
"""


class AsWritten(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Keeps the lines of the help."""


class Command(BaseCommand):
    help = SHAPE

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        # The shape of the result keeps its lines.
        return super().create_parser(*args, formatter_class=AsWritten, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--region", metavar="CODE", help="only projects of this region")
        parser.add_argument("--check", metavar="X04", help="only this check")

    def handle(self, *args: Any, **options: Any) -> None:
        region, check = options["region"], options["check"]
        names = dict(Organisation.objects.regions().values_list("code", "name"))
        if check and check not in CHECKS:
            raise CommandError(f"There is no check {check}; there are {', '.join(CHECKS)}.")
        if region and region not in names:
            raise CommandError(f"There is no region {region}; there are {', '.join(names)}.")
        result = screening.screen(region=region, check=check, at=timezone.now(), say=self.tell)
        tally = result.tally
        self.say(
            f"{tally.appeared} new, {tally.changed} changed, {tally.lapsed} no longer hold,"
            f" {tally.returned} returned, {tally.same} as before"
        )
        table = as_table(result, names)
        if options["json"]:
            self.stdout.write(json.dumps(table, ensure_ascii=False, indent=1))
        else:
            self.print_table(table)

    def tell(self, done: int) -> None:
        self.say(f"{done} projects")

    def say(self, words: str) -> None:
        self.stderr.write(words)

    def print_table(self, table: dict[str, Any]) -> None:
        for row in table["checks"]:
            self.stdout.write(
                f"{row['code']:5}{row['count']:>8}{row['amount_yuan']:>20}  {row['title']}"
            )
        for row in table["regions"]:
            self.stdout.write(
                f"{row['code']:8}{row['count']:>5}{row['missing_yuan']:>20}  {row['name']}"
            )
        for row in table["no_rate"]:
            grades = ", ".join(row["grades"])
            self.stdout.write(f"no rate: {row['region']} {grades} ({row['projects']})")


def as_table(result: Result, names: dict[str, str]) -> dict[str, Any]:
    """The result in the shape the help describes, in an order that does not change."""
    return {
        "projects": result.projects,
        "papers": result.papers,
        "checks": [of_check(code, result) for code in CHECKS if result.of_check(code)],
        "regions": [of_region(code, name, result) for code, name in sorted(names.items())],
        "no_rate": [
            {"region": region, "grades": list(grades), "projects": count}
            for (region, *grades), count in sorted(result.no_rate.items())
        ],
    }


def of_check(code: str, result: Result) -> dict[str, Any]:
    cells = result.of_check(code)
    return {
        "code": code,
        "title": str(CHECKS[code].title),
        "count": sum(cell.rows for cell in cells.values()),
        "amount_yuan": yuan(sum(cell.amount_yuan for cell in cells.values())),
        "regions": [
            {"code": region, "count": cell.rows, "amount_yuan": yuan(cell.amount_yuan)}
            for region, cell in sorted(cells.items())
        ],
    }


def of_region(region: str, name: str, result: Result) -> dict[str, Any]:
    cells = {code: cell for (code, place), cell in result.cells.items() if place == region}
    missing = cells["GAP"].amount_yuan if "GAP" in cells else Decimal(0)
    count = sum(cell.rows for cell in cells.values())
    return {"code": region, "name": name, "count": count, "missing_yuan": yuan(missing)}


def yuan(amount: Any) -> str:
    return f"{amount:.2f}"
