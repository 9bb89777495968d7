"""Instruments drafted from a lead, by its compartment."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from airdefense import features
from leads.models import Lead
from rectification import actions
from rectification.actions.of_leads import needs_drafter
from rectification.forms import FromLeadForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def instrument_of_lead_new(request, pk):
    """Choose what of a lead a unit is told; the link is kept inside the compartment."""
    if not features.has("leads"):
        raise Http404
    inside = Lead.objects.in_compartment_of(request.user).select_related("commission", "content")
    lead = get_object_or_404(inside, pk=pk)
    needs_drafter(lead, request.user)
    form = FromLeadForm(request.POST or None, lead=lead, user=request.user)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.draft_from_lead(lead=lead, by=by, at=at, **form.cleaned_data)
        messages.success(request, _("Drafted: the office edits, approves and issues it."))
        return redirect(f"{lead.get_absolute_url()}#instruments")
    context = {"lead": lead, "form": form}
    return render(request, "rectification/instrument_of_lead_new.html", context)
