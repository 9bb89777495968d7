"""Pages of what a round is held to and draws: deadlines, entry notice, plans of checks."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from airdefense.accounts.roles import Role
from inspections import actions
from inspections.deadlines import deadlines_of
from inspections.forms import DayForm, DeadlineForms, DrawForm, MeetForm
from inspections.models import CheckPlan, ProjectCheck, RoundDeadline
from inspections.plans import reproduce
from inspections.views import rounds, teams
from inspections.views.entry import acted, only
from inspections.views.teams import asked


@require_http_methods(["GET", "POST"])
def round_deadlines(request, pk):
    round_ = rounds.visible(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=round_.scope_paths)
    table = DeadlineForms(request.POST or None, round_=round_)
    if table.is_valid():
        told = {"round": round_, "lines": table.lines()}
        actions.set_deadlines(by=request.user, at=timezone.now(), **told)
        return acted(request, round_, _("The deadlines are entered."))
    context = {"round": round_, "table": table}
    return render(request, "inspections/round_deadlines.html", context)


@require_http_methods(["GET", "POST"])
def deadline_meet(request, pk):
    stored = RoundDeadline.objects.visible_to(request.user).select_related("round__region")
    deadline = get_object_or_404(stored, pk=pk)
    only(request.user, Role.INSPECTION_OFFICE, over=deadline.round.scope_paths)
    form = MeetForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        told = form.cleaned_data
        actions.meet_deadline(deadline=deadline, by=request.user, at=timezone.now(), **told)
        return acted(request, deadline.round, _("Recorded as done."))
    return asked(request, form, _("Record as done"), deadline, back=deadline.round)


@require_http_methods(["GET", "POST"])
def round_notice(request, pk):
    round_ = rounds.visible(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=round_.scope_paths)
    form = DayForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        now, on = timezone.now(), form.cleaned_data["on"]
        round_ = actions.give_entry_notice(round=round_, on=on, by=request.user, at=now)
        _warn_when_late(request, round_)
        words = _("The entry notice has its number: %(number)s.")
        return acted(request, round_, words % {"number": round_.notice_number})
    return asked(request, form, _("Give entry notice"), round_)


def _warn_when_late(request, round_) -> None:
    lines = deadlines_of(round_, timezone.localdate())
    late = [line.days_late for line in lines if line.deadline.item == "entry_notice"]
    if late and late[0]:
        words = ngettext(
            "The entry notice was given %(days)d day later than its deadline.",
            "The entry notice was given %(days)d days later than its deadline.",
            late[0],
        )
        messages.warning(request, words % {"days": late[0]})


@require_http_methods(["GET", "POST"])
def draw(request, pk):
    team = teams.visible(request, pk)
    actions.may_draw(request.user, team)
    form = DrawForm(request.POST or None, team=team, user=request.user)
    is_good = form.is_valid()
    seen = request.POST.get("seen", "")
    if is_good and seen == form.preview.fingerprint and "confirm" in request.POST:
        facts = {"team": team, "seen": seen, "due_on": form.cleaned_data["due_on"]}
        facts |= form.asked()
        return redirect(actions.draw_checks(by=request.user, at=timezone.now(), **facts))
    is_changed = is_good and "confirm" in request.POST
    context = {"team": team, "round": team.round, "form": form, "is_changed": is_changed}
    return render(request, "inspections/draw.html", context)


@require_safe
def plan_detail(request, pk):
    plans = CheckPlan.objects.visible_to(request.user)
    plan = get_object_or_404(plans.select_related("round__region", "team", "drawn_by"), pk=pk)
    checks = ProjectCheck.objects.visible_to(request.user).filter(plan=plan)
    rows = {check.project.code: check for check in checks.select_related("project__region")}
    again = reproduce(plan)
    drawn = plan.criteria["drawn"]
    context = {
        "plan": plan,
        "round": plan.round,
        "again": again,
        "rows": [(n, rows[c], again.ranks.get(c)) for n, c in enumerate(drawn, 1) if c in rows],
        "unseen": len(drawn) - len(rows),
    }
    return render(request, "inspections/plan_detail.html", context)
