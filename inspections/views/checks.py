from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.roles import INSPECTION_TEAM
from airdefense.exchange.listing import respond
from inspections import actions
from inspections.forms import ReassignForm
from inspections.listings import CHECKS
from inspections.models import Finding, ProjectCheck
from inspections.views.entry import acted, only, step_taken
from projects.models import Project
from projects.suspected import Held

RELATED = ("project__region", "project__authority", "round", "team", "assigned_to")


def visible(request, pk) -> ProjectCheck:
    checks = ProjectCheck.objects.visible_to(request.user).with_stake()
    return get_object_or_404(checks.select_related(*RELATED, "project__developer"), pk=pk)


@require_safe
def check_list(request):
    checks = ProjectCheck.objects.visible_to(request.user).with_stake()
    return respond(request, CHECKS, checks.select_related(*RELATED))


def whole(request, pk) -> dict:
    """A check with the money of its project and what was found on it so far."""
    check = visible(request, pk)
    findings = Finding.objects.visible_to(request.user).alike(project=check.project)
    roles = request.user.roles_over(check.scope_paths)
    return {
        "check": check,
        "may_reassign": check.is_open and not roles.isdisjoint(actions.ASSIGNING),
        "project": Project.objects.visible_to(request.user).with_money().get(pk=check.project_id),
        "findings": findings.select_related("made_by").order_by("-found_on", "-pk"),
        "may_find": check.is_open and request.user.has_role(*INSPECTION_TEAM),
    }


def facts_of(project, user) -> dict:
    """What the ledger and the screening say of a project: its worksheet and its suspicions."""
    suspicions = project.suspicions.visible_to(user).standing().select_related("permit")
    return {
        "assessment": project.assessments.order_by("-pk").first(),
        "held": Held(list(suspicions), user.has_role(*INSPECTION_TEAM)),
    }


@require_safe
def check_detail(request, pk):
    context = whole(request, pk)
    context |= facts_of(context["project"], request.user)
    return render(request, "inspections/check_detail.html", context)


@require_safe
def check_peek(request, pk):
    return render(request, "inspections/_check_peek.html", whole(request, pk))


@require_POST
def take_check_step(request, pk, name):
    return step_taken(request, visible(request, pk), name)


@require_http_methods(["GET", "POST"])
def check_reassign(request, pk):
    check = visible(request, pk)
    only(request.user, *actions.ASSIGNING, over=check.scope_paths)
    form = ReassignForm(request.POST or None, check=check)
    if form.is_valid():
        actions.reassign_check(check=check, by=request.user, at=timezone.now(), **form.cleaned_data)
        return acted(request, check, _("The check has somebody else now."))
    facts = {"title": _("Give the check to somebody else"), "about": check, "form": form}
    return render(request, "inspections/act.html", facts)
