from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.roles import Role
from airdefense.casework.merging import tell
from airdefense.exchange.listing import respond
from inspections import actions
from inspections.forms import (
    AssignForm,
    FeedbackForm,
    MemberFormSet,
    RoundEditForm,
    RoundForm,
    TeamForm,
)
from inspections.listings import ROUNDS
from inspections.models import CheckPlan, Finding, Round
from inspections.page import RoundPage
from inspections.views.entry import only, step_taken


def visible(request, pk) -> Round:
    rounds = Round.objects.visible_to(request.user).select_related("region")
    return get_object_or_404(rounds, pk=pk)


@require_safe
def round_list(request):
    rounds = Round.objects.visible_to(request.user).select_related("region")
    return respond(request, ROUNDS, rounds)


@require_safe
def round_detail(request, pk):
    round_ = visible(request, pk)
    user = request.user
    findings = Finding.objects.visible_to(user).of_office(user).filter(round_id=pk)
    roles = user.roles_over(round_.scope_paths)
    plans = CheckPlan.objects.visible_to(user).filter(round_id=pk).defer("criteria")
    context = {
        "round": round_,
        "page": RoundPage(round_, user, timezone.localdate()),
        "plans": plans.select_related("team", "drawn_by").order_by("-drawn_at", "-pk"),
        "may_plan": Role.INSPECTION_OFFICE in roles and not round_.is_concluded,
        "may_assign": round_.is_running and user.has_role(*actions.ASSIGNING),
        "to_feed_back": findings.to_feed_back().count(),
    }
    return render(request, "inspections/round_detail.html", context)


@require_http_methods(["GET", "POST"])
def round_new(request):
    only(request.user, Role.INSPECTION_OFFICE)
    form = RoundForm(request.POST or None, user=request.user)
    if form.is_valid():
        facts = form.cleaned_data
        return redirect(actions.plan_round(by=request.user, at=timezone.now(), **facts))
    return render(request, "inspections/round_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def round_edit(request, pk):
    round_ = visible(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=round_.scope_paths)
    form = RoundEditForm(request.POST or None, instance=round_, user=request.user)
    if form.is_valid():
        tell(request, form)
        facts, now = form.cleaned_data, timezone.now()
        return redirect(actions.edit_round(round=round_, by=request.user, at=now, **facts))
    return render(request, "inspections/round_edit.html", {"form": form, "round": round_})


@require_POST
def take_round_step(request, pk, name):
    return step_taken(request, visible(request, pk), name)


@require_http_methods(["GET", "POST"])
def team_new(request, pk):
    round_, data = visible(request, pk), request.POST or None
    only(request.user, Role.INSPECTION_OFFICE, over=round_.scope_paths)
    form = TeamForm(data, user=request.user)
    members = MemberFormSet(data, form_kwargs={"user": request.user}, prefix="members")
    if form.is_valid() and members.is_valid():
        facts = {**form.cleaned_data, "members": members.members()}
        actions.form_team(round=round_, by=request.user, at=timezone.now(), **facts)
        return redirect(round_)
    context = {"form": form, "members": members, "round": round_}
    return render(request, "inspections/team_new.html", context)


@require_http_methods(["GET", "POST"])
def assign(request, pk):
    round_ = visible(request, pk)
    only(request.user, *actions.ASSIGNING)
    form = AssignForm(request.POST or None, user=request.user, round_=round_)
    if form.is_valid():
        facts, now = form.cleaned_data, timezone.now()
        checks = actions.assign_checks(round=round_, by=request.user, at=now, **facts)
        count = len(checks)
        done = ngettext("%(count)d check assigned.", "%(count)d checks assigned.", count)
        messages.success(request, done % {"count": count})
        return redirect(round_)
    return render(request, "inspections/assign.html", {"form": form, "round": round_})


@require_http_methods(["GET", "POST"])
def feedback(request, pk):
    round_ = visible(request, pk)
    only(request.user, Role.INSPECTION_OFFICE)
    initial = {"on": timezone.localdate()}
    form = FeedbackForm(request.POST or None, initial=initial, user=request.user, round_=round_)
    if form.is_valid():
        told = form.cleaned_data
        actions.send_feedback(by=request.user, at=timezone.now(), **told)
        messages.success(request, _("The units see these findings from now on."))
        return redirect(round_)
    return render(request, "inspections/feedback.html", {"form": form, "round": round_})
