"""Cases, the persons in them, and what became of each."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import key_of, typed
from airdefense.casework.history import history_of
from airdefense.casework.merging import tell
from airdefense.exchange.listing import respond
from leads import actions
from leads.actions.cases import needs_officer
from leads.forms import AccountabilityForm, CaseEditForm, CaseForm, OutcomeForm, PersonForm
from leads.listings import CASES
from leads.models import DisciplineCase, Person
from leads.views.leads import open_lead


def seen_case(user, pk) -> DisciplineCase:
    related = ("lead__commission", "region", "handler", "approver")
    cases = DisciplineCase.objects.visible_to(user).select_related(*related)
    return get_object_or_404(cases, pk=pk)


def officers_lead(request, pk):
    """The lead, for its officer alone."""
    lead = open_lead(request.user, pk)
    needs_officer(lead, request.user)
    return lead


@never_cache
@require_safe
def case_list(request):
    cases = DisciplineCase.objects.visible_to(request.user)
    return respond(request, CASES, cases.select_related("region", "lead"))


@never_cache
@require_safe
def case_detail(request, pk):
    case = seen_case(request.user, pk)
    actions.log_reading(case, "read", by=request.user, at=timezone.now())
    persons = case.persons.visible_to(request.user).select_related("person")
    outcomes = case.outcomes.visible_to(request.user).select_related("person")
    context = {
        "case": case,
        "entries": history_of(case, request.user),
        "persons": persons.order_by("pk"),
        "outcomes": outcomes.order_by("effective_on", "pk"),
        "is_officer": request.user.pk == case.lead.handler_id,
    }
    return render(request, "leads/case_detail.html", context)


@never_cache
@require_safe
def case_peek(request, pk):
    return render(request, "leads/_case_peek.html", {"case": seen_case(request.user, pk)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request):
    """Propose to file a case on the lead of `?lead=`."""
    lead = officers_lead(request, key_of(request.GET.get("lead", "")))
    form = CaseForm(request.POST or None, lead=lead)
    if form.is_valid():
        by, at = request.user, timezone.now()
        return redirect(actions.propose_case(lead=lead, by=by, at=at, **form.cleaned_data))
    return render(request, "leads/case_form.html", {"lead": lead, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_edit(request, pk):
    case = seen_case(request.user, pk)
    needs_officer(case.lead, request.user)
    form = CaseEditForm(request.POST or None, instance=case)
    if form.is_valid():
        tell(request, form)
        return redirect(actions.edit_case(form.instance, by=request.user, at=timezone.now()))
    context = {"lead": case.lead, "case": case, "form": form}
    return render(request, "leads/case_form.html", context)


@require_POST
def take_case_step(request, pk, name):
    case = seen_case(request.user, pk)
    if name not in case.workflow:
        raise Http404
    note = typed(request.POST, "note")
    actions.take_case_step(case, name, by=request.user, at=timezone.now(), note=note)
    return redirect(case)


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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def outcome_new(request, pk, person_pk):
    lead = officers_lead(request, pk)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=person_pk, lead=lead)
    form = OutcomeForm(request.POST or None, person=person)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.record_outcome(person=person, by=by, at=at, **form.cleaned_data)
        return redirect(lead)
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
