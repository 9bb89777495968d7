"""Access review: what a person can see, and who can see a lead; printed with a note of it."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import Role
from leads import access, actions
from leads.views.leads import seen_lead
from leads.watch import Panel


@never_cache
@require_safe
def access_list(request):
    """The people who can see leads that the reviewer answers for, and how many each."""
    access.needs_reviewer(request.user)
    context = {"people": access.people(request.user), "today": timezone.localdate()}
    return render(request, "leads/access_list.html", context)


@never_cache
@require_safe
def access_detail(request, pk):
    """What one person can see: leads by number, since when, why and until when."""
    memberships = access.memberships(request.user)
    person = get_object_or_404(access.people_of(memberships), pk=pk)
    access.needs_reviewer(request.user)
    rows = list(memberships.filter(user=person))
    if purpose := typed(request.GET, "purpose")[:200]:
        leads = {row.lead_id: row.lead for row in rows}.values()
        actions.log_review(leads, purpose, by=request.user, at=timezone.now())
    current, former = access.by_validity(rows, timezone.localdate())
    context = {"person": person, "current": current, "former": former, "purpose": purpose}
    context["reads_register"] = person.has_role(Role.CASE_SUPERVISION)
    return render(request, "leads/access_detail.html", context)


@never_cache
@require_safe
def access_lead(request, pk):
    """Who can see one lead."""
    lead = seen_lead(request.user, pk)
    access.needs_reviewed(request.user, lead)
    if purpose := typed(request.GET, "purpose")[:200]:
        actions.log_review([lead], purpose, by=request.user, at=timezone.now())
    context = {"lead": lead, "panel": Panel(lead, request.user), "purpose": purpose}
    return render(request, "leads/access_lead.html", context)
