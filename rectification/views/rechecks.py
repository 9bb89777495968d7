"""Looking back: samples of closed tasks are drawn, looked at again, and hold or are reopened."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from rectification import actions
from rectification.actions.rechecks import CHECKERS
from rectification.forms import AssignForm, DrawForm, RecheckForm, ReopenForm
from rectification.listings import RECHECKS
from rectification.models import Recheck, RecheckDraw
from rectification.views.shared import require_role, said, step_of, visible_or_404
from rectification.workflow import VERIFIERS

RELATED = ("task__region", "task__unit", "task__finding", "draw__region", "assigned_to")


def visible_recheck(request, pk):
    return visible_or_404(Recheck, request, pk, *RELATED)


@require_safe
def recheck_list(request):
    visible = Recheck.objects.visible_to(request.user).select_related(*RELATED)
    return respond(request, RECHECKS, visible)


@require_safe
def recheck_detail(request, pk):
    recheck = visible_recheck(request, pk)
    roles = request.user.roles_over(recheck.scope_paths)
    may_assign = recheck.is_open and not roles.isdisjoint(VERIFIERS)
    assign_form = AssignForm(recheck=recheck) if may_assign else None
    context = {"recheck": recheck, "task": recheck.task, "assign_form": assign_form}
    return render(request, "rectification/recheck_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def recheck_draw_new(request):
    user = request.user
    if not user.has_role(*VERIFIERS):
        raise NotAllowed
    form = DrawForm(request.POST or None, user=user)
    if form.is_valid():
        return redirect(actions.draw_rechecks(by=user, at=timezone.now(), **form.cleaned_data))
    return render(request, "rectification/recheck_draw_new.html", {"form": form})


@require_safe
def recheck_draw_detail(request, pk):
    """How a sample was drawn, so that anybody can draw it again, and what became of it."""
    draw = visible_or_404(RecheckDraw, request, pk, "region", "round", "drawn_by")
    rechecks = Recheck.objects.visible_to(request.user).filter(draw=draw)
    rows = rechecks.select_related(*RELATED).order_by("task__number")
    context = {"draw": draw, "rechecks": rows}
    return render(request, "rectification/recheck_draw_detail.html", context)


@require_POST
def recheck_assign(request, pk):
    recheck = visible_recheck(request, pk)
    require_role(request.user, recheck, *VERIFIERS)
    form = AssignForm(request.POST, recheck=recheck)
    if not form.is_valid():
        return said(request, recheck, _("Choose somebody who may re-check this task."))
    entered = form.cleaned_data | {"by": request.user, "at": timezone.now()}
    actions.assign_recheck(recheck=recheck, **entered)
    return said(request, recheck, _("Assigned."))


@require_http_methods(["GET", "HEAD", "POST"])
def recheck_confirm(request, pk):
    """It holds: what was seen, with what shows it."""
    recheck = visible_recheck(request, pk)
    require_role(request.user, recheck, *CHECKERS)
    form = RecheckForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        entered = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        actions.confirm_recheck(recheck=recheck, **entered)
        return said(request, recheck, _("It holds: the close-out stands."))
    context = {"form": form, "recheck": recheck, "task": recheck.task, "heading": _("It holds")}
    return render(request, "rectification/recheck_entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def recheck_reopen(request, pk):
    """It does not hold: the unit gets its task back."""
    recheck = visible_recheck(request, pk)
    require_role(request.user, recheck, *CHECKERS)
    form = ReopenForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        entered = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        actions.reopen_by_recheck(recheck=recheck, **entered)
        return said(request, recheck, _("Reopened: the unit is told."))
    heading = _("Reopen the task")
    context = {"form": form, "recheck": recheck, "task": recheck.task, "heading": heading}
    return render(request, "rectification/recheck_entry.html", context)


@require_POST
def take_recheck_step(request, pk, name):
    return step_of(request, visible_recheck(request, pk), name)
