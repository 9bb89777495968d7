"""How far a round has come: by team and by region, counted from its checks and findings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, Sum

from airdefense.accounts.models import Organisation
from inspections.models import (
    ActivityKind,
    Finding,
    ProjectCheck,
    Round,
    RoundActivity,
    Team,
    TeamMember,
)
from inspections.workflow import CheckStatus, FindingStatus

STANDING = ~Q(status=CheckStatus.VOID)
DONE = Q(status=CheckStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of progress: checks shared out and done, findings approved and their amount."""

    name: str
    checks: int
    completed: int
    drawn: int = 0
    late: int = 0
    findings: int | None = None
    amount_yuan: Any = None

    @property
    def share(self) -> int:
        """Per cent of the checks that are done."""
        return round(100 * self.completed / self.checks) if self.checks else 0


def teams_of(round_: Round, user, today: date) -> list[Team]:
    """The teams with those who serve, who left, recusals and counts, in a fixed number of queries;
    the counts are of the checks that this person sees."""
    everybody = TeamMember.objects.order_by("left_on", "pk").select_related("user")
    members = Prefetch("members", everybody.prefetch_related("recused_from"))
    teams = list(round_.teams.prefetch_related("regions", members).order_by("name"))
    lines = _counted(round_, user, "team", today)
    for team in teams:
        team.serving = [member for member in team.members.all() if member.left_on is None]
        team.gone = [member for member in team.members.all() if member.left_on]
        team.line = Line(team.name, *lines.get(team.pk, (0, 0, 0, 0)))
    return teams


def _counted(round_: Round, user, group: str, today: date) -> dict[Any, tuple[int, int, int, int]]:
    """Of each group: checks, done, drawn by a plan, and late."""
    late = Q(due_on__lt=today) & STANDING & ~DONE
    rows = (
        ProjectCheck.objects.visible_to(user)
        .filter(round=round_)
        .order_by()
        .values_list(group)
        .annotate(
            checks=Count("pk", filter=STANDING),
            completed=Count("pk", filter=DONE),
            drawn=Count("pk", filter=STANDING & Q(plan__isnull=False)),
            late=Count("pk", filter=late),
        )
    )
    return {key: tuple(counts) for key, *counts in rows}


def progress_of(round_: Round, user, today: date) -> list[Line]:
    """Progress by region, for the checks and findings this user sees."""
    checks = _counted(round_, user, "project__region", today)
    found = {
        region: (count, amount)
        for region, count, amount in Finding.objects.visible_to(user)
        .filter(round=round_, status=FindingStatus.APPROVED, merged_into=None)
        .order_by()
        .values_list("region")
        .annotate(count=Count("pk"), amount=Sum("amount_yuan"))
    }
    regions = Organisation.objects.filter(pk__in=checks).order_by("path")
    return [
        Line(region.short_name, *checks[region.pk], *found.get(region.pk, (0, None)))
        for region in regions
    ]


def counted_of(round_: Round, regions) -> list[tuple[str, int]]:
    """What was counted in these regions of the round, kind by kind, voided counts left out."""
    rows = RoundActivity.objects.filter(round=round_, region__in=regions, voided_at=None)
    sums = dict(rows.order_by().values_list("kind").annotate(total=Sum("count")))
    return [(str(label), sums.get(kind, 0)) for kind, label in ActivityKind.choices]
