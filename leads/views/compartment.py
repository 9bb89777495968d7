"""Who is let in, by whom else a lead is handled, who looked, and the form for signature."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed
from leads import actions
from leads.actions.compartment import is_manager, needs_granter
from leads.forms import HandOnForm, MemberForm
from leads.sheets import sheets_of
from leads.timeline import History
from leads.views.leads import content_of, open_lead, seen_lead


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request, pk):
    """Let somebody in: by the keepers, or by a manager who reads nothing of the lead."""
    lead = seen_lead(request.user, pk)
    needs_granter(lead, request.user)
    form = MemberForm(request.POST or None, lead=lead, by=request.user)
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
@require_http_methods(["GET", "HEAD", "POST"])
def hand_on(request, pk):
    """Another officer or leader in the place of the one who has it, without reading the lead."""
    lead, by = seen_lead(request.user, pk), request.user
    if not is_manager(lead, by):
        raise NotAllowed
    is_register = Role.CASE_SUPERVISION in by.roles_over(lead.scope_paths)
    form = HandOnForm(request.POST or None, lead=lead, may_change_leader=is_register)
    if form.is_valid():
        actions.hand_on_post(lead=lead, by=by, at=timezone.now(), **form.cleaned_data)
        return redirect("leads:list" if not is_register else lead)
    return render(request, "leads/hand_on.html", {"lead": lead, "form": form})


@require_POST
def clear_readings(request, pk):
    """Write down what unusual readings were."""
    lead = open_lead(request.user, pk)
    words = typed(request.POST, "note")
    actions.clear_readings(lead=lead, words=words, by=request.user, at=timezone.now())
    return redirect(lead)


@never_cache
@require_safe
def print_form(request, pk):
    """The form for signature (呈批表), with a note of who printed it and what for."""
    lead = open_lead(request.user, pk)
    purpose = typed(request.GET, "purpose")[:200]
    actions.log_reading(lead, "print", by=request.user, at=timezone.now(), note=purpose)
    sheets = sheets_of(lead, request.user, History(lead))
    context = {"lead": lead, "sheets": sheets, **content_of(lead, request.user)}
    return render(request, "leads/print.html", context)
