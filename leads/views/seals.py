"""The sealed part of a transfer: asked for, decided by the custodian, opened by who asked."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from leads import actions
from leads.actions.seals import latest_day, needs_custodian
from leads.forms import SealDecisionForm, SealForm
from leads.listings import SEALS
from leads.models import SealRequest
from leads.views.leads import open_lead


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seal_new(request, pk):
    """Ask the custodian to open the sealed part."""
    lead = open_lead(request.user, pk)
    form = SealForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.ask_seal(lead=lead, reason=reason, by=request.user, at=timezone.now())
        return redirect(lead)
    return render(request, "leads/seal_form.html", {"lead": lead, "form": form})


@never_cache
@require_safe
def seal_list(request):
    """All requests the custodian decides on: number, who and why; never what a lead says."""
    if not request.user.has_role(Role.CUSTODIAN):
        raise NotAllowed
    requests = SealRequest.objects.visible_to(request.user)
    return respond(request, SEALS, requests.select_related("asked_by", "decided_by"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seal_detail(request, pk):
    """One request and its decision."""
    people = ("asked_by__organisation", "decided_by", "commission")
    asked = get_object_or_404(
        SealRequest.objects.visible_to(request.user).select_related(*people), pk=pk
    )
    needs_custodian(asked, request.user)
    form = SealDecisionForm(request.POST or None, latest=latest_day(asked, timezone.localdate()))
    if form.is_valid():
        _decide(request, asked, form)
        return redirect("leads:seal_list")
    is_open = asked.decided_at is None and asked.asked_by_id != request.user.pk
    return render(request, "leads/seal_detail.html", {"asked": asked, "form": is_open and form})


def _decide(request, asked, form):
    facts = {"request": asked, "decision": form.cleaned_data["decision"]}
    by, at = request.user, timezone.now()
    if "grant" in request.POST:
        actions.grant_seal(**facts, by=by, at=at, open_until=form.cleaned_data["open_until"])
    else:
        actions.refuse_seal(**facts, by=by, at=at)


@never_cache
@sensitive_variables()
@require_POST
def reporter(request, pk):
    """Open the sealed part on the custodian's grant; each opening is written down."""
    lead = open_lead(request.user, pk)
    sealed = actions.open_seal(lead=lead, by=request.user, at=timezone.now())
    return render(request, "leads/reporter.html", {"lead": lead, "reporter": sealed})
