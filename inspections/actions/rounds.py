"""Open a round by its mandate, and form its teams with their declarations on recusal."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework import numbering
from airdefense.casework.actions import record, save_edit
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.models import RUNS_BACKWARD, Position, Round, Team, TeamMember

EDITABLE = ("name", "kind", "attributes", "mandate", "starts_on", "ends_on")


def may_plan(user, region) -> None:
    """Rounds and teams are planned by the inspection office of the region. Raises NotAllowed."""
    if Role.INSPECTION_OFFICE not in user.roles_over([region.path]):
        raise NotAllowed(_("Rounds are planned by the inspection office."))


@transaction.atomic
def open_round(*, by, at, region, inspected, **fields) -> Round:
    """Plan a round under the next number of its region."""
    may_plan(by, region)
    if not inspected:
        raise NotPossible(_("Name at least one inspected organisation."))
    _check_period(fields["starts_on"], fields["ends_on"])
    number = numbering.take(
        organisation=region,
        series="XC",
        year=timezone.localdate(at).year,
        pattern="XC-{code}-{year}-{n:03}",
    )
    round_ = Round.objects.create(number=number, region=region, **fields)
    round_.inspected.set(inspected)
    record(round_, "create", by=by, at=at, after=round_.status)
    return round_


@transaction.atomic
def edit_round(*, round, by, at, version=None, inspected=None, **fields) -> Round:  # noqa: A002
    """Change the plan of a round that is not concluded; organ and number stay."""
    may_plan(by, round.region)
    if round.is_concluded:
        raise NotPossible(_("%(round)s is concluded.") % {"round": round})
    for field, value in fields.items():
        setattr(round, field, value)
    round.version = version or round.version
    _check_period(round.starts_on, round.ends_on)
    round = save_edit(round, by=by, at=at, fields=EDITABLE)  # noqa: A001
    if inspected is not None:
        _change_inspected(round, inspected, by=by, at=at)
    return round


def _check_period(starts_on, ends_on) -> None:
    if ends_on < starts_on:
        raise NotPossible(RUNS_BACKWARD)


def _change_inspected(round_, inspected, *, by, at) -> None:
    before, after = set(round_.inspected.all()), set(inspected)
    if not after:
        raise NotPossible(_("Name at least one inspected organisation."))
    if before == after:
        return
    round_.inspected.set(after)
    names = [", ".join(sorted(map(str, group))) for group in (before, after)]
    record(round_, "edit", by=by, at=at, detail={"inspected": names})


@transaction.atomic
def form_team(*, round, name, regions, members, by, at) -> Team:  # noqa: A002
    """Form one team of a round.

    `members` are tuples (user, position, declared_on, recused_from): who serves as what, the day
    of the declaration on recusal, and the organisations it names.
    """
    may_plan(by, round.region)
    if round.is_concluded:
        raise NotPossible(_("%(round)s is concluded.") % {"round": round})
    if round.teams.filter(name=name).exists():
        raise NotPossible(
            _("%(round)s has a team %(name)s already.") % {"round": round, "name": name}
        )
    _check_members(members)
    if not regions:
        raise NotPossible(_("Name at least one region that the team covers."))
    team = Team.objects.create(round=round, name=name)
    team.regions.set(regions)
    for user, position, declared_on, recused_from in members:
        member = TeamMember.objects.create(
            team=team, user=user, position=position, declared_on=declared_on
        )
        member.recused_from.set(recused_from)
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
