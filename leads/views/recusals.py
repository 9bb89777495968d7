"""Who stays out of a lead, one's own ties, and what somebody asked about."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from leads import actions
from leads.actions.recusals import may_enter_recusal
from leads.commissions import COMMISSION_ROLES
from leads.forms import IntercessionForm, LiftForm, RecusalForm, RelationForm
from leads.listings import INTERCESSIONS, RELATIONS
from leads.models import Intercession, Lead, Recusal, Relation
from leads.views.leads import seen_lead


def needs_commission(user) -> None:
    if not user.has_role(*COMMISSION_ROLES):
        raise NotAllowed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recusal_new(request, pk):
    """Declare one's own recusal, inside; or enter somebody's, by the register."""
    lead, by = seen_lead(request.user, pk), request.user
    may_enter = may_enter_recusal(lead, by)
    if not may_enter and not lead.is_open_to(by):
        raise NotAllowed
    form = RecusalForm(request.POST or None, lead=lead, by=by, may_enter=may_enter)
    if form.is_valid():
        actions.recuse(lead=lead, by=by, at=timezone.now(), **form.cleaned_data)
        is_still_seen = Lead.objects.visible_to(by).filter(pk=lead.pk).exists()
        return redirect(lead if is_still_seen else "leads:list")
    return render(request, "leads/recusal_form.html", {"lead": lead, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lift_recusal(request, pk, recusal_pk):
    lead = seen_lead(request.user, pk)
    rows = Recusal.objects.visible_to(request.user).select_related("user")
    recusal = get_object_or_404(rows, pk=recusal_pk, lead=lead)
    form = LiftForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.lift_recusal(recusal=recusal, reason=reason, by=request.user, at=timezone.now())
        return redirect(lead)
    context = {"lead": lead, "form": form, "recusal": recusal}
    return render(request, "leads/lift_recusal.html", context)


@never_cache
@require_safe
def relation_list(request):
    """One's own declared ties; the register office reads those of its people."""
    needs_commission(request.user)
    ties = Relation.objects.visible_to(request.user)
    return respond(request, RELATIONS, ties.select_related("user", "unit"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def relation_new(request):
    needs_commission(request.user)
    form = RelationForm(request.POST or None)
    if form.is_valid():
        actions.declare_relation(by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("leads:relation_list")
    return render(request, "leads/relation_form.html", {"form": form})


@never_cache
@require_safe
def relation_detail(request, pk):
    ties = Relation.objects.visible_to(request.user).select_related("user", "unit", "ended_by")
    tie = get_object_or_404(ties, pk=pk)
    needs_commission(request.user)
    is_own = tie.user_id == request.user.pk
    return render(request, "leads/relation_detail.html", {"tie": tie, "is_own": is_own})


@require_POST
def end_relation(request, pk):
    relation = get_object_or_404(Relation.objects.visible_to(request.user), pk=pk)
    actions.end_relation(relation=relation, by=request.user, at=timezone.now())
    return redirect("leads:relation_list")


@never_cache
@require_safe
def intercession_list(request):
    """One's own entries; the register office reads all of its commission."""
    needs_commission(request.user)
    rows = Intercession.objects.visible_to(request.user)
    return respond(request, INTERCESSIONS, rows.select_related("commission", "registered_by"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def intercession_new(request):
    needs_commission(request.user)
    initial = {"lead": typed(request.GET, "lead")[:60]}
    form = IntercessionForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        facts = form.cleaned_data
        made = actions.register_intercession(by=request.user, at=timezone.now(), **facts)
        return redirect(made)
    return render(request, "leads/intercession_form.html", {"form": form})


@never_cache
@require_safe
def intercession_detail(request, pk):
    """One entry, printable; the lead it is tied to is named to who may see the lead."""
    rows = Intercession.objects.visible_to(request.user)
    made = rows.select_related("commission", "registered_by__organisation").filter(pk=pk).first()
    if made is None:
        raise Http404
    needs_commission(request.user)
    lead = Lead.objects.visible_to(request.user).filter(pk=made.lead_id).first()
    context = {"intercession": made, "lead": lead}
    return render(request, "leads/intercession_detail.html", context)
