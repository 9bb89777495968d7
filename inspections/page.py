"""What the page of a round shows besides the round itself: each part read once, when asked for."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from airdefense.accounts.models import Organisation
from inspections import actions
from inspections.deadlines import DeadlineLine, deadlines_of
from inspections.models import Round, Team
from inspections.progress import Line, counted_of, progress_of, teams_of
from inspections.serving import checks_without_a_checker


def regions_seen(round_: Round, user):
    """The regions of the round's teams, and the one that organises it, within this reach."""
    reach = Organisation.objects.within_reach_of(user).regions()
    covered = reach.filter(covered_by__round=round_)
    return (covered | reach.filter(pk=round_.region_id)).distinct().order_by("path")


@dataclass
class RoundPage:
    round: Round
    user: Any
    today: date

    @cached_property
    def teams(self) -> list[Team]:
        teams = teams_of(self.round, self.user, self.today)
        for team in teams:
            paths = [region.path for region in team.regions.all()]
            roles = self.user.roles_over(paths)
            team.may_draw = self.round.is_running and not roles.isdisjoint(actions.ASSIGNING)
            mine = [member for member in team.serving if member.user_id == self.user.pk]
            team.mine = mine[0] if mine and not self.round.is_concluded else None
        return teams

    @cached_property
    def progress(self) -> list[Line]:
        return progress_of(self.round, self.user, self.today)

    @cached_property
    def deadlines(self) -> list[DeadlineLine]:
        return deadlines_of(self.round, self.today)

    @cached_property
    def to_reassign(self) -> list[tuple[Any, str]]:
        if self.round.is_concluded:
            return []
        return checks_without_a_checker(self.round, self.user)

    @cached_property
    def counted(self) -> list[tuple[str, int]]:
        return counted_of(self.round, regions_seen(self.round, self.user))

    @cached_property
    def inspected(self):
        return self.round.inspected.select_related("region")

    @cached_property
    def powers(self):
        return self.round.powers.select_related("power_list").order_by("power_list", "number")

    @property
    def notice_days_late(self) -> int:
        """How late the entry notice was given, by its deadline."""
        notices = [line for line in self.deadlines if line.deadline.item == "entry_notice"]
        return notices[0].days_late if notices and self.round.notice_on else 0
