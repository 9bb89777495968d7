"""Make a report again from the dated facts and check its seals; anything else than equal fails."""

import json
import sys
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.reports import words
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import Kind, Report
from airdefense.reports.proof.checking import check_wholly
from airdefense.reports.proof.comparing import recompute


class Command(BaseCommand):
    help = "Recomputes the report of a day and compares; exits with 1 on any difference."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, required=True, help="YYYY-MM-DD")
        parser.add_argument("--kind", choices=Kind.values, default=Kind.DAILY)
        parser.add_argument("--scope", default="", help="code of the region; the city without it")
        parser.add_argument("--revision", type=int, help="the last one without it")
        parser.add_argument("--subject", default="", help="of a report at the end of a round")
        parser.add_argument("--json", action="store_true", help="JSON on standard output, alone")

    def handle(self, *, on, kind, scope, revision, subject, **options):
        with translation.override(settings.LANGUAGE_CODE):
            report = self.report(on, kind, scope, revision, subject)
            differences, seals = recompute(report), check_wholly(report)
            is_well = not differences and seals.is_well
            told = {
                "on": str(on),
                "report": report.mark,
                "is_identical": is_well,
                "figures": report.figures.count(),
                "differences": [difference(found) for found in differences],
                "digest": {"stored": report.digest, "made": seals.digest_made},
                "digest_holds": seals.digest_holds,
                "chain_holds": seals.chain_holds,
                "history_holds": seals.history_holds,
                "history_broken": broken(seals.broken),
            }
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            else:
                self.print_lines(told)
        if not is_well:
            sys.exit(1)

    def report(self, on, kind, scope, revision, subject):
        regions = Organisation.objects.order_by("path")
        region = (
            regions.filter(code=scope) if scope else regions.filter(kind=OrganisationKind.CITY)
        ).first()
        found = Report.objects.filter(kind=kind, day=on, scope=region)
        found = found.filter(subject_key=subject) if subject else found
        found = found.filter(revision=revision) if revision else found
        report = found.select_related("scope", "history").order_by("-revision").first()
        if report is None:
            raise CommandError("There is no such report.")
        return report

    def print_lines(self, told):
        for line in told["differences"]:
            self.stdout.write(f"{line['code']:<6}{line['reported']} → {line['now']}")
        for name in ("digest_holds", "chain_holds", "history_holds", "is_identical"):
            self.stdout.write(f"{name}: {told[name]}")


def difference(found):
    """One figure that differs, for machines: amounts with two decimals, rows by their keys."""
    unit = FIGURES[found.code].unit if found.code in FIGURES else ""
    return {
        "code": found.code,
        "reported": words.plain(found.value_then, unit),
        "now": words.plain(found.value_now, unit),
        "regions": {code: list(pair) for code, pair in found.regions.items()},
        "rows": {str(key): str(amount) for key, amount in found.rows.items()},
        "moved": list(found.moved),
        "is_gone": found.is_gone,
    }


def broken(found):
    return None if found is None else {"seal": found.seal.pk, "why": found.words}
