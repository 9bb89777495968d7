"""Who serves in the teams of a round today, and which checks have lost the person they had."""

from collections import defaultdict

from django.utils.translation import gettext as _

from inspections.models import ProjectCheck, Round, TeamMember


def members_of(round_: Round) -> dict[int, dict[int, TeamMember]]:
    """Those who serve: team → person → member, in two queries."""
    members = TeamMember.objects.serving().filter(team__round=round_)
    found: dict[int, dict[int, TeamMember]] = defaultdict(dict)
    for member in members.select_related("user").prefetch_related("recused_from"):
        found[member.team_id][member.user_id] = member
    return found


def checks_without_a_checker(round_: Round, user=None) -> list[tuple[ProjectCheck, str]]:
    """Open checks to be given to somebody else, each with the reason: who has it left the team or
    declared a recusal since. Of what this person sees, or of all when nobody is named."""
    checks = ProjectCheck.objects.visible_to(user) if user else ProjectCheck.objects.all()
    related = ("project__authority", "project__region", "assigned_to", "team", "round")
    serving = members_of(round_)
    open_checks = checks.filter(round=round_).open().select_related(*related).order_by("pk")
    found = ((check, _reason(check, serving)) for check in open_checks)
    return [(check, why) for check, why in found if why]


def _reason(check: ProjectCheck, serving) -> str:
    member = serving[check.team_id].get(check.assigned_to_id)
    if member is None:
        return _("%(person)s left the team.") % {"person": check.assigned_to}
    if recused := member.recusal_from(check.project.authority, check.project.region):
        return _("%(person)s is recused from %(organisation)s.") % {
            "person": check.assigned_to,
            "organisation": recused,
        }
    return ""
