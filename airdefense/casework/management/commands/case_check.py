"""Look the case files through and print how good they are."""

import json
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from airdefense import wall
from airdefense.casework.checkup.catalogue import page
from airdefense.casework.checkup.registry import moment_of
from airdefense.casework.checkup.score import checkup

ROWS_PRINTED = 50


class Command(BaseCommand):
    help = (
        "Prints how often each rule of the case files is broken and the score of each office; "
        "with --json as JSON alone. Of compartmented cases it prints how many, never which."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--document", action="store_true", help="write docs/case-checks.md, nothing else"
        )
        parser.add_argument("--on", type=date.fromisoformat, help="YYYY-MM-DD; today without it")
        parser.add_argument("--json", action="store_true", help="JSON on standard output, alone")
        parser.add_argument(
            "--rows", type=int, default=ROWS_PRINTED, help="numbers printed of each rule at most"
        )

    def handle(self, *, on, rows, document, **options):
        if document:
            (settings.BASE_DIR / "docs" / "case-checks.md").write_text(page())
            return
        moment = moment_of(on or timezone.localdate())
        in_city_words = translation.override(settings.LANGUAGE_CODE)
        with in_city_words, wall.acting(wall.Purpose.COUNTING):
            found = checkup(moment)
            if options["json"]:
                told = {
                    "on": str(moment.day),
                    "rules": [self.rule(one, moment, rows) for one in found.counts],
                    "offices": [office for line in found.lines for office in self.offices(line)],
                }
                self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            else:
                self.print_table(found)

    def rule(self, one, moment, most):
        rule = one.rule
        told = {
            "code": rule.code,
            "severity": rule.severity.value,
            "area": rule.area,
            "title": str(rule.title),
            "open": one.open.total(),
            "waived": one.waived.total(),
        }
        if not rule.is_compartmented:
            hits = rule.unwaived(moment).order_by("pk")
            numbers = hits.values_list(rule.subject.number, flat=True)
            told["rows"] = list(numbers[:most]) if told["open"] else []
        return told

    def offices(self, line):
        for area, score in line.offices.items():
            yield {
                "region": line.region.code,
                "area": area,
                "cases": score.cases,
                "score": None if score.points is None else float(score.points),
                "errors": score.errors,
                "warnings": score.warnings,
                "hints": score.hints,
                "waived": score.waived,
            }

    def print_table(self, found):
        for one in found.counts:
            rule = one.rule
            self.stdout.write(
                f"{rule.code:<5}{rule.severity:<6}{one.open.total():>7}"
                f"{one.waived.total():>6}  {rule.title}"
            )
        for line in found.lines:
            points = "  ".join(f"{score.points}" for score in line.cells)
            self.stdout.write(f"{line.region.code}  {points}  {line.region.name}")
