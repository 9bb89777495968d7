"""The reports that were late, the open ones first."""

from django.db.models import F

from airdefense.reports.models import MissedRun

SHOWN = 30


def newest_runs() -> list[MissedRun]:
    runs = MissedRun.objects.select_related("scope")
    return list(
        runs.order_by(F("settled_at").desc(nulls_first=True), "-day", "scope__path")[:SHOWN]
    )
