"""Plan a round: open it with its usual deadlines, and draw the projects its teams check."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.actions.checks import ASSIGNING, record_assigned
from inspections.actions.deadlines import set_deadlines, usual_deadlines
from inspections.actions.rounds import open_round
from inspections.models import CheckPlan, ProjectCheck, Round
from inspections.plans import Draw, draw_for


@transaction.atomic
def plan_round(*, by, at, region, starts_on, **fields) -> Round:
    """Open a round with the deadlines that the time limits in force on its first day propose."""
    round_ = open_round(by=by, at=at, region=region, starts_on=starts_on, **fields)
    if lines := usual_deadlines(region, starts_on):
        set_deadlines(round=round_, lines=lines, by=by, at=at)
    return round_


def may_draw(user, team) -> None:
    """Checks are drawn by whoever assigns them in the team's regions. Raises NotAllowed."""
    paths = [region.path for region in team.regions.all()]
    if user.roles_over(paths).isdisjoint(ASSIGNING):
        raise NotAllowed(_("Checks are assigned by the team leader or the inspection office."))


@transaction.atomic
def draw_checks(*, team, due_on, by, at, seen=None, **asked) -> CheckPlan:
    """Draw projects for a team and share them out among its members, as shown before: `seen` is
    the fingerprint of the preview. All of it is assigned, or nothing."""
    may_draw(by, team)
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=team.round_id)
    if not round_.is_running:
        raise NotPossible(_("%(round)s takes no further checks.") % {"round": round_})
    if due_on < timezone.localdate(at):
        raise NotPossible(_("A check cannot be due before it is assigned."))
    drawn = draw_for(team, by, **asked)
    if seen is not None and seen != drawn.fingerprint:
        raise NotPossible(
            _("What the draw gives has changed since you saw it: look at it again first.")
        )
    if closed := drawn.nobody_may_check:
        raise NotPossible(
            _("Nobody of the team may check %(project)s: name another member first.")
            % {"project": closed[0].code}
        )
    plan = _store(team, round_, drawn, by=by, at=at)
    checks = ProjectCheck.objects.bulk_create(
        ProjectCheck(
            round=round_,
            team=team,
            project_id=drawn.population[code].pk,
            organ=round_.organ,
            assigned_to=drawn.given[code],
            due_on=due_on,
            plan=plan,
        )
        for code in drawn.codes
    )
    record_assigned(checks, by=by, at=at)
    return plan


def _store(team, round_, drawn: Draw, *, by, at) -> CheckPlan:
    plan = CheckPlan.objects.create(
        round=round_,
        team=team,
        method=drawn.method,
        seed=drawn.seed,
        population=len(drawn.population),
        size=len(drawn.codes),
        population_sha256=drawn.digest,
        criteria=drawn.criteria(),
        drawn_at=at,
        drawn_by=by,
    )
    count = ngettext("%(count)d project", "%(count)d projects", plan.size) % {"count": plan.size}
    words = [team.name, plan.get_method_display(), count]
    detail = {"seed": plan.seed, "population": plan.population, "sha256": plan.population_sha256}
    record(round_, "draw", by=by, at=at, note=" · ".join(map(str, words)), detail=detail)
    return plan
