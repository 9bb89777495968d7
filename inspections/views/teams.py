"""Pages of teams: who serves, joins, leaves, leads, and stays away from what."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed
from inspections import actions
from inspections.forms import AddMemberForm, LeaveForm, ReasonForm, RecusalForm
from inspections.models import Team, TeamMember
from inspections.views.entry import acted, only


def visible(request, pk) -> Team:
    teams = Team.objects.visible_to(request.user).select_related("round__region")
    return get_object_or_404(teams, pk=pk)


def visible_member(request, pk) -> TeamMember:
    members = TeamMember.objects.visible_to(request.user).serving()
    return get_object_or_404(members.select_related("user", "team__round__region"), pk=pk)


def asked(request, form, title, about, **more):
    """The page of one small form about something of a team."""
    context = {"form": form, "title": title, "about": about, **more}
    return render(request, "inspections/act.html", context)


@require_safe
def team_edit(request, pk):
    team = visible(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=team.round.scope_paths)
    members = team.members.visible_to(request.user).order_by("left_on", "pk")
    members = members.select_related("user").prefetch_related("recused_from")
    context = {"team": team, "round": team.round, "members": members}
    return render(request, "inspections/team_edit.html", context)


@require_http_methods(["GET", "POST"])
def member_new(request, pk):
    team = visible(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=team.round.scope_paths)
    initial = {"declared_on": timezone.localdate()}
    form = AddMemberForm(request.POST or None, initial=initial, user=request.user)
    if form.is_valid():
        told = form.cleaned_data
        actions.add_member(team=team, by=request.user, at=timezone.now(), **told)
        return redirect("inspections:team_edit", team.pk)
    return asked(request, form, _("Add a member"), team)


@require_http_methods(["GET", "POST"])
def member_leave(request, pk):
    member = visible_member(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=member.team.round.scope_paths)
    form = LeaveForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        told = form.cleaned_data
        actions.let_leave(member=member, by=request.user, at=timezone.now(), **told)
        return redirect("inspections:team_edit", member.team_id)
    return asked(request, form, _("Leave the team"), member)


@require_http_methods(["GET", "POST"])
def member_lead(request, pk):
    member = visible_member(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=member.team.round.scope_paths)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        told = {"to": member, "reason": form.cleaned_data["reason"]}
        actions.change_leader(team=member.team, by=request.user, at=timezone.now(), **told)
        return redirect("inspections:team_edit", member.team_id)
    return asked(request, form, _("Let this member lead the team"), member)


@require_http_methods(["GET", "POST"])
def member_recusal(request, pk):
    member = visible_member(request, pk)
    if not actions.may_declare_for(request.user, member):
        raise NotAllowed(_("A recusal is declared by the member or entered by the office."))
    initial = {"on": timezone.localdate()}
    form = RecusalForm(request.POST or None, initial=initial, user=request.user)
    if form.is_valid():
        now, told = timezone.now(), form.cleaned_data
        checks = actions.declare_recusal(member=member, by=request.user, at=now, **told)
        return _declared(request, member, checks)
    return asked(request, form, _("Declare a recusal"), member)


def _declared(request, member, checks):
    if checks:
        words = ngettext(
            "%(count)d check assigned already has to be given to somebody else.",
            "%(count)d checks assigned already have to be given to somebody else.",
            len(checks),
        )
        messages.warning(request, words % {"count": len(checks)})
    return acted(request, member.team.round, _("The recusal is declared."))
