"""How far a round has come: by team and by region, counted from its checks and findings."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from inspections.models import Finding, ProjectCheck, Round, Team
from inspections.workflow import CheckStatus, FindingStatus

STANDING = ~Q(status=CheckStatus.VOID)
DONE = Q(status=CheckStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of progress: checks shared out and done, findings approved and their amount."""

    name: str
    checks: int
    completed: int
    findings: int | None = None
    amount_yuan: Any = None

    @property
    def share(self) -> int:
        """Per cent of the checks that are done."""
        return round(100 * self.completed / self.checks) if self.checks else 0


def teams_of(round_: Round) -> list[Team]:
    """The teams with their members, recusals and counts, in a fixed number of queries."""
    teams = round_.teams.prefetch_related("regions", "members__user", "members__recused_from")
    return list(
        teams.annotate(
            checks_count=Count("checks", filter=~Q(checks__status=CheckStatus.VOID)),
            completed_count=Count("checks", filter=Q(checks__status=CheckStatus.COMPLETED)),
        ).order_by("name")
    )


def progress_of(round_: Round, user) -> list[Line]:
    """Progress by region, for the checks and findings this user sees."""
    checks = (
        ProjectCheck.objects.visible_to(user)
        .filter(round=round_)
        .values_list("project__region", "project__region__short_name")
        .annotate(checks=Count("pk", filter=STANDING), completed=Count("pk", filter=DONE))
        .order_by("project__region__path")
    )
    found = {
        region: (count, amount)
        for region, count, amount in Finding.objects.visible_to(user)
        .filter(round=round_, status=FindingStatus.APPROVED, merged_into=None)
        .order_by()
        .values_list("region")
        .annotate(count=Count("pk"), amount=Sum("amount_yuan"))
    }
    return [
        Line(name, total, completed, *found.get(region, (0, None)))
        for region, name, total, completed in checks
    ]
