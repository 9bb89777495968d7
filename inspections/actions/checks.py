"""Share the projects of a round out among the people of its teams."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.casework.actions import advance, record
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.models import ProjectCheck, TeamMember
from inspections.plans import ASSIGNING
from inspections.workflow import CheckStatus


@transaction.atomic
def assign_checks(
    *,
    round,  # noqa: A002
    team,
    projects,
    assigned_to,
    due_on,
    by,
    at,
) -> list[ProjectCheck]:
    """Assign the check of each project to one member of the team; all of them or none."""
    if not round.is_running:
        raise NotPossible(_("%(round)s takes no further checks.") % {"round": round})
    if team.round_id != round.pk:
        raise NotPossible(_("%(team)s is no team of %(round)s.") % {"team": team, "round": round})
    if due_on < timezone.localdate(at):
        raise NotPossible(_("A check cannot be due before it is assigned."))
    member = _member_of(team, assigned_to)
    projects = list(dict.fromkeys(projects))
    _check_projects(projects, round, team, member, by)
    checks = ProjectCheck.objects.bulk_create(
        ProjectCheck(
            round=round,
            team=team,
            project=project,
            organ=round.organ,
            assigned_to=assigned_to,
            due_on=due_on,
        )
        for project in projects
    )
    record_assigned(checks, by=by, at=at)
    return checks


def _member_of(team, person) -> TeamMember:
    members = team.members.serving().select_related("user").prefetch_related("recused_from")
    member = members.filter(user=person).first()
    if member is None:
        raise NotPossible(
            _("%(person)s is not a member of %(team)s.") % {"person": person, "team": team}
        )
    return member


def _check_not_recused(member: TeamMember, project) -> None:
    if recused := member.recusal_from(project.authority, project.region):
        raise NotPossible(
            _("%(person)s is recused from %(organisation)s and cannot check %(project)s.")
            % {"person": member.user, "organisation": recused, "project": project}
        )


def _check_projects(projects, round_, team, member: TeamMember, by) -> None:
    regions = set(team.regions.values_list("pk", flat=True))
    for project in projects:
        if by.roles_over(project.scope_paths).isdisjoint(ASSIGNING):
            raise NotAllowed(_("Checks are assigned by the team leader or the inspection office."))
        if project.region_id not in regions:
            raise NotPossible(
                _("%(project)s lies in %(region)s, which %(team)s does not cover.")
                % {"project": project, "region": project.region, "team": team}
            )
        _check_not_recused(member, project)
    taken = round_.checks.filter(project__in=projects).exclude(status=CheckStatus.VOID)
    if check := taken.select_related("project", "assigned_to").first():
        raise NotPossible(
            _("%(project)s is checked in this round already, by %(person)s.")
            % {"project": check.project, "person": check.assigned_to}
        )


def record_assigned(checks, *, by, at) -> None:
    """Write into the history of each check who it was assigned to."""
    Event.objects.bulk_create(
        Event(
            case_type=ProjectCheck._meta.label_lower,
            case_id=check.pk,
            name="assign",
            after=check.status,
            note=str(check.assigned_to),
            actor=by,
            happened_at=at,
        )
        for check in checks
    )


def assign_check(*, round, team, project, assigned_to, due_on, by, at) -> ProjectCheck:  # noqa: A002
    """Assign the check of one project to a member of the team."""
    (check,) = assign_checks(
        round=round,
        team=team,
        projects=[project],
        assigned_to=assigned_to,
        due_on=due_on,
        by=by,
        at=at,
    )
    return check


@transaction.atomic
def reassign_check(*, check, to, reason, by, at) -> ProjectCheck:
    """Give an open check to another member of its team, with the reason."""
    if by.roles_over(check.scope_paths).isdisjoint(ASSIGNING):
        raise NotAllowed(_("Checks are assigned by the team leader or the inspection office."))
    stored = ProjectCheck.objects.select_related(
        "team__round", "project__authority", "project__region", "assigned_to", "round"
    )
    check = stored.select_for_update(of=("self",)).get(pk=check.pk)
    if not check.is_open:
        raise NotPossible(
            _("%(check)s is “%(status)s”: it is given to nobody else.")
            % {"check": check, "status": check.get_status_display()}
        )
    member = _member_of(check.team, to)
    _check_not_recused(member, check.project)
    if check.assigned_to_id == to.pk:
        raise NotPossible(_("%(person)s has this check already.") % {"person": to})
    if not reason.strip():
        raise NotPossible(_("Say why the check goes to somebody else."))
    before, check.assigned_to = check.assigned_to, to
    check.save(update_fields=["assigned_to"])
    note = f"{before} → {to}: {reason.strip()}"
    record(
        check, "reassign", by=by, at=at, note=note, detail={"assigned_to": [str(before), str(to)]}
    )
    return check


def complete_check(*, check, by, at, note) -> ProjectCheck:
    """Complete a check with its result in words; the project counts as checked from that day."""
    return advance(check, "complete", by=by, at=at, note=note)
