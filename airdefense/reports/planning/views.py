from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from airdefense.reports.models import READERS, PlanMark
from airdefense.reports.planning import actions
from airdefense.reports.planning.forms import PlanForm, WithdrawForm
from airdefense.reports.planning.listings import PLAN


def visible_mark(request, pk):
    marks = PlanMark.objects.visible_to(request.user).select_related("region", "recorded_by")
    return get_object_or_404(marks, pk=pk)


@require_safe
def plan_list(request):
    if not request.user.has_role(*READERS):
        raise NotAllowed
    marks = PlanMark.objects.visible_to(request.user).select_related("region", "recorded_by")
    return respond(request, PLAN, marks)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request):
    if not request.user.has_role(*actions.PLANNERS):
        raise NotAllowed
    form = PlanForm(request.POST or None, user=request.user)
    if form.is_valid():
        actions.enter_mark(by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("reports:plan_list")
    return render(request, "reports/plan_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request, pk):
    """A mark with what it was before; changed by the inspection office, read by all readers."""
    mark = visible_mark(request, pk)
    may_change = not request.user.roles_over((mark.region.path,)).isdisjoint(actions.PLANNERS)
    if request.method == "POST" and not may_change:
        raise NotAllowed
    form = PlanForm(request.POST or None, instance=mark, user=request.user)
    if form.is_valid():
        found = visible_mark(request, pk)
        actions.change_mark(found, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("reports:plan_list")
    context = {"mark": visible_mark(request, pk), "form": form, "may_change": may_change}
    return render(request, "reports/plan_edit.html", {**context, "withdraw": WithdrawForm()})


@require_POST
def plan_withdraw(request, pk):
    mark = visible_mark(request, pk)
    reason = request.POST.get("reason", "")
    actions.withdraw_mark(mark, reason=reason, by=request.user, at=timezone.now())
    return redirect("reports:plan_list")
