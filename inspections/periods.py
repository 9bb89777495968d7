"""Rounds end with a report of their own: that of their city or county, and of each they covered."""

from datetime import timedelta

from django.utils import timezone

from airdefense.casework.clock import by_end_of, end_of
from airdefense.reports.periods import rounds
from airdefense.reports.periods.rules import Period
from inspections.models import Round


@rounds.rounds
def concluded(until, since=None):
    """Rounds concluded in these days."""
    found = Round.objects.filter(by_end_of(until, "concluded_at"))
    if since is not None:
        found = found.filter(concluded_at__gte=end_of(since - timedelta(days=1)))
    return [told(one) for one in found.select_related("region").prefetch_related("teams__regions")]


def told(concluded_round):
    last = timezone.localdate(concluded_round.concluded_at)
    covered = {
        region.pk: region for team in concluded_round.teams.all() for region in team.regions.all()
    }
    covered.pop(concluded_round.region_id, None)
    return rounds.Round(
        key=concluded_round.pk,
        name=str(concluded_round),
        period=Period(min(concluded_round.starts_on, last), last),
        regions=(concluded_round.region, *covered.values()),
    )
