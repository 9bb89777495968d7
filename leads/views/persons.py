"""Persons of a lead: who they are, what became of each, and who else is held accountable."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from airdefense.accounts.entries import typed
from airdefense.casework.workflow import NotAllowed
from leads import actions
from leads.actions.cases import needs_follower
from leads.actions.compartment import MAY_BE_MEMBERS
from leads.forms import (
    AccountabilityForm,
    IdentitySearchForm,
    OutcomeForm,
    PersonFactsForm,
    PersonForm,
)
from leads.models import Person
from leads.sums import combined_warning
from leads.views.cases import officers_lead
from leads.views.leads import open_lead


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request, pk):
    lead = officers_lead(request, pk)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.add_person(lead=lead, by=by, at=at, **form.cleaned_data)
        return redirect(lead)
    return render(request, "leads/person_form.html", {"lead": lead, "form": form})


def persons_lead(request, pk, person_pk):
    """A person of a lead, for who records about that person: the case officer of the lead, or the
    trial officer of a case on the person."""
    lead = open_lead(request.user, pk)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_pk, lead=lead)
    tried = lead.cases.filter(trial_officer=request.user, persons__person=person).first()
    needs_follower(lead, tried, request.user)
    return lead, person


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request, pk, person_pk):
    """Complete what is known of a person; the number is shown masked and never given back."""
    lead = officers_lead(request, pk)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_pk, lead=lead)
    form = PersonFactsForm(request.POST or None, instance=person)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.complete_person(person=person, by=by, at=at, **form.arguments())
        return redirect(lead)
    context = {"lead": lead, "person": person, "form": form, "others": others(person, request.user)}
    return render(request, "leads/person_edit.html", context)


def others(person, user):
    """The rows of the same identity in the compartments of this reader."""
    if not person.id_hash:
        return []
    same = Person.objects.visible_to(user).filter(id_hash=person.id_hash).exclude(pk=person.pk)
    return list(same.select_related("lead").order_by("pk"))


@never_cache
@require_POST
def identity(request, pk, person_pk):
    """The full identity number, once, for a reason on record."""
    lead = officers_lead(request, pk)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_pk, lead=lead)
    reason = typed(request.POST, "reason")
    number = actions.open_identity(person=person, reason=reason, by=request.user, at=timezone.now())
    context = {"lead": lead, "person": person, "number": number, "reason": reason}
    return render(request, "leads/identity.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def identity_search(request):
    """Where else a person of this number is named, within one's own compartments."""
    if not request.user.has_role(*MAY_BE_MEMBERS):
        raise NotAllowed(_("Looking up an identity is not open to your role."))
    form, rows = IdentitySearchForm(request.POST or None), None
    if form.is_valid():
        by, at = request.user, timezone.now()
        rows = actions.rows_of_identity(number=form.cleaned_data["number"], by=by, at=at)
    context = {"form": form, "rows": rows}
    return render(request, "leads/identity_search.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outcome_new(request, pk, person_pk):
    lead, person = persons_lead(request, pk, person_pk)
    form = OutcomeForm(request.POST or None, person=person)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.record_outcome(person=person, by=by, at=at, **form.cleaned_data)
        if warning := combined_warning(person):
            messages.warning(request, warning)
        return redirect(form.cleaned_data["case"] or lead)
    context = {"lead": lead, "person": person, "form": form}
    return render(request, "leads/outcome_form.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accountability_new(request, pk):
    lead = officers_lead(request, pk)
    form = AccountabilityForm(request.POST or None, lead=lead)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.record_accountability(lead=lead, by=by, at=at, **form.cleaned_data)
        return redirect(lead)
    return render(request, "leads/accountability_form.html", {"lead": lead, "form": form})
