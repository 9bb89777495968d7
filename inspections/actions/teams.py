"""Teams of a round: formed with their declarations on recusal, and changed while it runs."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.actions import record
from airdefense.casework.workflow import NotPossible
from inspections.actions.rounds import held_for_change, is_planner, may_plan
from inspections.models import Position, Round, Team, TeamMember
from inspections.serving import checks_without_a_checker


@transaction.atomic
def form_team(*, round, name, regions, members, by, at) -> Team:  # noqa: A002
    """Form one team of a round.

    `members` are tuples (user, position, declared_on, recused_from): who serves as what, the day
    of the declaration on recusal, and the organisations it names.
    """
    round = held_for_change(round, by)  # noqa: A001
    if round.teams.filter(name=name).exists():
        raise NotPossible(
            _("%(round)s has a team %(name)s already.") % {"round": round, "name": name}
        )
    _check_members(members)
    if not regions:
        raise NotPossible(_("Name at least one region that the team covers."))
    team = Team.objects.create(round=round, name=name)
    team.regions.set(regions)
    for member in members:
        _join(team, *member)
    people = ", ".join(f"{user} ({Position(position).label})" for user, position, *_rest in members)
    record(round, "form_team", by=by, at=at, note=f"{name}: {people}")
    return team


def _check_members(members) -> None:
    """One leader, and nobody twice."""
    leaders = [user for user, position, *_rest in members if position == Position.LEADER]
    if len(leaders) != 1:
        raise NotPossible(_("A team has exactly one leader."))
    people = [user.pk for user, *_rest in members]
    if len(people) != len(set(people)):
        raise NotPossible(_("Somebody is named twice in the team."))


def _join(team, user, position, declared_on, recused_from) -> TeamMember:
    member = TeamMember.objects.create(
        team=team, user=user, position=position, declared_on=declared_on
    )
    member.recused_from.set(recused_from)
    return member


def _changed(team, words, *, by, at, note="", **detail) -> None:
    said = f"{team.name}: {words}"
    note = f"{said} · {note.strip()}" if note.strip() else said
    record(team.round, "change_team", by=by, at=at, note=note, detail=detail)


@transaction.atomic
def add_member(*, team, user, position, declared_on, recused_from=(), by, at) -> TeamMember:
    """Take one more person into a team, with the declaration on recusal."""
    held_for_change(team.round, by)
    if position == Position.LEADER:
        raise NotPossible(_("A team has exactly one leader: change the leader instead."))
    if team.members.serving().filter(user=user).exists():
        raise NotPossible(
            _("%(person)s is a member of %(team)s already.") % {"person": user, "team": team}
        )
    member = _join(team, user, position, declared_on, recused_from)
    words = _("%(person)s joins") % {"person": user}
    _changed(team, f"{words} ({Position(position).label})", by=by, at=at)
    return member


@transaction.atomic
def let_leave(*, member, on, reason, by, at) -> TeamMember:
    """Let somebody leave the team; what he or she did stays, what is open goes to others."""
    held_for_change(member.team.round, by)
    member = _serving(member)
    if not reason.strip():
        raise NotPossible(_("Say why %(person)s leaves the team.") % {"person": member.user})
    if on > timezone.localdate(at):
        raise NotPossible(_("The day has not come yet."))
    if member.position == Position.LEADER:
        raise NotPossible(_("Name another leader of the team first."))
    member.left_on = on
    member.save(update_fields=["left_on"])
    words = _("%(person)s leaves") % {"person": member.user}
    _changed(member.team, words, by=by, at=at, note=reason, left_on=on)
    return member


@transaction.atomic
def change_leader(*, team, to, reason, by, at) -> Team:
    """Let another member lead the team; who led it stays as a member."""
    held_for_change(team.round, by)
    if to.team_id != team.pk:
        raise NotPossible(
            _("%(person)s is not a member of %(team)s.") % {"person": to.user, "team": team}
        )
    member = _serving(to)
    if member.position == Position.LEADER:
        raise NotPossible(_("%(person)s leads the team already.") % {"person": member.user})
    if not reason.strip():
        raise NotPossible(_("Say why the leader changes."))
    before = team.members.serving().get(position=Position.LEADER)
    before.position = Position.MEMBER
    before.save(update_fields=["position"])
    member.position = Position.LEADER
    member.save(update_fields=["position"])
    words = _("%(person)s leads instead of %(before)s") % {
        "person": member.user,
        "before": before.user,
    }
    _changed(team, words, by=by, at=at, note=reason)
    return team


def _serving(member: TeamMember) -> TeamMember:
    member = TeamMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.left_on:
        raise NotPossible(
            _("%(person)s left the team on %(day)s.")
            % {"person": member.user, "day": member.left_on}
        )
    return member


@transaction.atomic
def declare_recusal(*, member, organisations, on, by, at, note="") -> list:
    """Declare that a member stays away from these organisations too, by oneself or by the office.

    Answers the open checks assigned already that now have to be given to somebody else.
    """
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=member.team.round_id)
    if by != member.user:
        may_plan(by, round_.region)
    if round_.is_concluded:
        raise NotPossible(_("%(round)s is concluded.") % {"round": round_})
    member = _serving(member)
    if on > timezone.localdate(at):
        raise NotPossible(_("The day has not come yet."))
    declared = set(member.recused_from.all())
    if not (further := [body for body in organisations if body not in declared]):
        raise NotPossible(_("Name an organisation that was not declared before."))
    member.recused_from.add(*further)
    member.declared_on = on
    member.save(update_fields=["declared_on"])
    names = "、".join(sorted(map(str, further)))
    said = _("%(person)s stays away from %(organisations)s") % {
        "person": member.user,
        "organisations": names,
    }
    note = " · ".join(filter(None, [said, note.strip()]))
    detail = {"declared_on": on, "entered_by_office": by != member.user}
    record(round_, "declare_recusal", by=by, at=at, note=note, detail=detail)
    return [check for check, _why in checks_without_a_checker(round_) if _is_of(check, member)]


def _is_of(check, member: TeamMember) -> bool:
    return check.team_id == member.team_id and check.assigned_to_id == member.user_id


def may_declare_for(user, member: TeamMember) -> bool:
    """Whether this person declares the member's recusal: the member, or the office."""
    return member.user_id == user.pk or is_planner(user, member.team.round.region)
