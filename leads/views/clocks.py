"""The board of limits, the limits in force, and what moves a limit."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed
from leads import board as lanes_of
from leads.actions import extensions
from leads.commissions import own_commissions
from leads.forms.clocks import FORMS, HEADINGS, BoardForm
from leads.limits import in_force
from leads.models import LeadClock
from leads.views.leads import open_lead

ACTIONS = {
    "pause": extensions.ask_pause,
    "extend": extensions.ask_extension,
    "resume": extensions.resume,
}


@never_cache
@require_safe
def board(request):
    """Every running limit in its column; who does not keep the register sees the own ones."""
    if not request.user.has_role(*lanes_of.READERS):
        raise NotAllowed(_("The limits of leads are not open to your role."))
    today = timezone.localdate()
    clocks = lanes_of.running(request.user, today)
    form = BoardForm(request.GET, clocks=clocks)
    context = {
        "form": form,
        "lanes": lanes_of.lanes(form.chosen(clocks, today), today, *form.groups),
        "unpublished": lanes_of.unpublished_years(clocks, today),
        "is_keeper": request.user.has_role(Role.CASE_SUPERVISION),
    }
    return render(request, "leads/board.html", context | {"today": today})


@never_cache
@require_safe
def limits(request):
    """The limits of leads and cases in force today, and those that are missing."""
    if not request.user.has_role(Role.CASE_SUPERVISION):
        raise NotAllowed(_("The limits in force are kept by the case supervision office."))
    today = timezone.localdate()
    context = {"lines": in_force(today, own_commissions(request.user)), "today": today}
    return render(request, "leads/limits.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def clock_move(request, pk, kind):
    """Ask for a rest or more time; or let a limit run again."""
    if kind not in FORMS:
        raise Http404
    running = get_object_or_404(LeadClock.objects.visible_to(request.user), pk=pk)
    running.lead = lead = open_lead(request.user, running.lead_id)
    extensions.needs_worker(running, request.user)
    form = FORMS[kind](request.POST or None)
    if form.is_valid():
        ACTIONS[kind](running, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Recorded."))
        return redirect(running.case or lead)
    context = {"clock": running, "lead": lead, "form": form, "kind": kind}
    return render(request, "leads/clock_move_form.html", context | {"heading": HEADINGS[kind]})
