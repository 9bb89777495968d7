"""`manage.py reconcile`: match papers and compare the departments' data over the whole ledger."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count, Sum
from django.utils import timezone

from projects.models import Difference, Match
from projects.reconciliation.run import Report, reconcile_all


class Command(BaseCommand):
    help = "Match the departments' papers, and compare what they say, over the whole ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *, json: bool = False, **options: Any) -> None:
        report = reconcile_all(at=timezone.now())
        self.stdout.write(as_json(report) if json else as_text(report))


def standing() -> list[dict[str, Any]]:
    """What stands now, by class and region."""
    rows = Difference.objects.standing().order_by("kind", "region__code")
    counted = rows.values("kind", "region__code").annotate(
        count=Count("pk"), amount_yuan=Sum("amount_yuan")
    )
    return [
        {
            "kind": row["kind"],
            "region": row["region__code"],
            "count": row["count"],
            "amount_yuan": f"{row['amount_yuan']:.2f}",
        }
        for row in counted
    ]


def as_json(report: Report) -> str:
    answer = {
        "run": report.as_json(),
        "waiting": Match.objects.waiting().count(),
        "standing": standing(),
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def as_text(report: Report) -> str:
    done = report.as_json()
    lines = [
        f"projects compared: {report.projects}",
        f"matches waiting: {Match.objects.waiting().count()}",
    ]
    for name in ("matches", "differences"):
        words = ", ".join(f"{count} {what}" for what, count in done[name].items())
        lines.append(f"{name}: {words}")
    lines += [
        f"  {row['kind']} {row['region']}: {row['count']} ({row['amount_yuan']})"
        for row in standing()
    ]
    return "\n".join(lines)
