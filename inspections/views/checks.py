from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.roles import INSPECTION_TEAM
from airdefense.exchange.listing import respond
from inspections.listings import CHECKS
from inspections.models import Finding, ProjectCheck
from inspections.views.entry import step_taken
from projects.models import Project

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
    return {
        "check": check,
        "project": Project.objects.visible_to(request.user).with_money().get(pk=check.project_id),
        "findings": findings.select_related("made_by").order_by("-found_on", "-pk"),
        "may_find": check.is_open and request.user.has_role(*INSPECTION_TEAM),
    }


@require_safe
def check_detail(request, pk):
    return render(request, "inspections/check_detail.html", whole(request, pk))


@require_safe
def check_peek(request, pk):
    return render(request, "inspections/_check_peek.html", whole(request, pk))


@require_POST
def take_check_step(request, pk, name):
    return step_taken(request, visible(request, pk), name)
