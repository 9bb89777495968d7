"""Who is let in, the sealed part, and the form for signature."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from leads import actions, seal
from leads.actions.compartment import needs_keeper
from leads.forms import MemberForm, UnsealForm
from leads.timeline import History
from leads.views.leads import content_of, open_lead


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request, pk):
    lead = open_lead(request.user, pk)
    needs_keeper(lead, request.user)
    form = MemberForm(request.POST or None, lead=lead)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.add_member(lead=lead, by=by, at=at, **form.cleaned_data)
        return redirect(lead)
    return render(request, "leads/member_form.html", {"lead": lead, "form": form})


@require_POST
def withdraw_member(request, pk, member_pk):
    lead = open_lead(request.user, pk)
    member = get_object_or_404(lead.members, pk=member_pk)
    note = typed(request.POST, "note")
    actions.withdraw_member(member=member, by=request.user, at=timezone.now(), note=note)
    return redirect(lead)


@never_cache
@sensitive_variables()
@require_POST
def reporter(request, pk):
    """Open the sealed part for a reason that stays in the history."""
    lead = open_lead(request.user, pk)
    sealed, form = seal.opened(lead, request.user), UnsealForm(request.POST)
    if sealed is None:
        raise Http404
    if not form.is_valid():
        return redirect(lead)
    reason, now = form.cleaned_data["reason"], timezone.now()
    actions.log_reading(lead, "open_seal", by=request.user, at=now, note=reason)
    return render(request, "leads/reporter.html", {"lead": lead, "reporter": sealed})


@never_cache
@require_safe
def print_form(request, pk):
    """The form for signature (呈批表), with a note of who printed it and what for."""
    lead = open_lead(request.user, pk)
    purpose = typed(request.GET, "purpose")[:200]
    actions.log_reading(lead, "print", by=request.user, at=timezone.now(), note=purpose)
    context = {"lead": lead, "history": History(lead), **content_of(lead, request.user)}
    return render(request, "leads/print.html", context)
