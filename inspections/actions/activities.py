"""What a team did on a day, counted for the official statistics: numbers, never names."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.models import ActivityKind, Round, RoundActivity, TeamMember


def may_count(user, team) -> bool:
    """Those who serve in the team, and the office that organises the round."""
    if Role.INSPECTION_OFFICE in user.roles_over([team.round.region.path]):
        return True
    serves = team.members.serving().filter(user=user).exists()
    return serves and user.has_role(*INSPECTION_TEAM)


@transaction.atomic
def count_activities(*, team, region, held_on, counts, by, at, note="") -> list[RoundActivity]:
    """Count what a team did in a region on a day: `counts` maps kinds to numbers."""
    if not may_count(by, team):
        raise NotAllowed(_("Activities are counted by the team or the inspection office."))
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=team.round_id)
    if round_.is_concluded:
        raise NotPossible(_("%(round)s is concluded.") % {"round": round_})
    if not team.covers(region):
        raise NotPossible(
            _("%(team)s does not cover %(region)s.") % {"team": team, "region": region}
        )
    if held_on > timezone.localdate(at):
        raise NotPossible(_("The day has not come yet."))
    counted = {kind: n for kind, n in counts.items() if n}
    if not counted:
        raise NotPossible(_("Count at least one activity."))
    rows = RoundActivity.objects.bulk_create(
        RoundActivity(
            round=round_,
            team=team,
            region=region,
            kind=kind,
            held_on=held_on,
            count=n,
            note=note.strip(),
            counted_at=at,
            counted_by=by,
        )
        for kind, n in counted.items()
    )
    words = "、".join(f"{ActivityKind(kind).label} {n}" for kind, n in counted.items())
    said = f"{team.name} · {held_on}: {words}"
    record(round_, "count_activities", by=by, at=at, note=said, detail=counted)
    return rows


def voiding(user, activities: list[RoundActivity]) -> Callable[[RoundActivity], bool]:
    """Who may void which of these: whoever counted it, the leader of the team, and the office."""
    teams = {activity.team_id for activity in activities}
    leading = TeamMember.objects.serving().filter(user=user, position="leader", team__in=teams)
    led = set(leading.values_list("team_id", flat=True))
    paths = {activity.round.region.path for activity in activities}
    inspected = {path for path in paths if Role.INSPECTION_OFFICE in user.roles_over([path])}

    def may(activity: RoundActivity) -> bool:
        is_over = activity.team_id in led or activity.round.region.path in inspected
        return is_over or activity.counted_by_id == user.pk

    return may


def may_void(user, activity: RoundActivity) -> bool:
    return voiding(user, [activity])(activity)


@transaction.atomic
def void_activity(*, activity, reason, by, at) -> RoundActivity:
    """Take a wrong count out of the statistics; the row stays with the reason in the history."""
    if not may_void(by, activity):
        raise NotAllowed(_("A count is voided by who entered it, the leader or the office."))
    activity = RoundActivity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if activity.round.is_concluded:
        raise NotPossible(_("%(round)s is concluded.") % {"round": activity.round})
    if activity.voided_at:
        raise NotPossible(_("This count is void already."))
    if not reason.strip():
        raise NotPossible(_("Say why the count is wrong."))
    activity.voided_at, activity.voided_by = at, by
    activity.save(update_fields=["voided_at", "voided_by"])
    record(activity.round, "void_activity", by=by, at=at, note=f"{activity}: {reason.strip()}")
    return activity
