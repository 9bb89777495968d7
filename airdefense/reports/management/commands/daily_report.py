"""Print the report of a day, compiling it when it is not there yet."""

import json
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from airdefense.accounts.models import Organisation, OrganisationKind, system_user
from airdefense.casework.workflow import NotPossible
from airdefense.reports import words
from airdefense.reports.actions import compile_report
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import Kind


class Command(BaseCommand):
    help = "Prints the report of a day for the city: as a table, or with --json as JSON alone."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, required=True, help="YYYY-MM-DD")
        parser.add_argument(
            "--kind",
            choices=[kind.value for kind in Kind if kind != Kind.ROUND],
            default=Kind.DAILY,
            help="of a week or a month: the one that the day lies in",
        )
        parser.add_argument("--json", action="store_true", help="JSON on standard output, alone")

    def handle(self, *, on, kind, **options):
        with translation.override(settings.LANGUAGE_CODE):
            report = self.report(on, kind)
            figures = [figure for figure in report.figures.all() if figure.code in FIGURES]
            figures.sort(key=lambda figure: figure.code)
            if options["json"]:
                self.print_json(report, figures)
            else:
                self.print_table(report, figures)

    def report(self, on, kind):
        city = Organisation.objects.filter(kind=OrganisationKind.CITY).order_by("path").first()
        if city is None:
            raise CommandError("There is no city yet: load or enter the organisations first.")
        try:
            return compile_report(
                kind=kind, day=on, scope=city, by=system_user(), at=timezone.now()
            )
        except NotPossible as reason:
            raise CommandError(str(reason)) from reason

    def print_json(self, report, figures):
        said = {
            figure.code: {
                "value": words.plain(figure.value, figure.definition.unit),
                "unit": str(figure.definition.unit.label),
                "by_region": figure.by_region,
            }
            for figure in figures
        }
        told = {"on": str(report.day), "figures": said}
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))

    def print_table(self, report, figures):
        self.stdout.write(f"{report} · {report.digest}")
        for figure in figures:
            unit = figure.definition.unit
            value = words.number(figure.value, unit)
            label = str(figure.definition.label)
            self.stdout.write(f"{figure.code:<6}{value:>14} {words.unit_words(unit)}  {label}")
