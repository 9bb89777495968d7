"""Cases: the list, one of them with its stages, its steps, and what is recorded about it."""

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
from leads.actions.compartment import needs_handler, needs_role
from leads.casepage import CasePage
from leads.forms import CaseEditForm, CaseForm, TrialForm
from leads.listings import CASES
from leads.models import DisciplineCase
from leads.records import RECORDS, subject_of
from leads.ribbon import faces
from leads.views.leads import open_lead


def seen_case(user, pk) -> DisciplineCase:
    related = ("lead__commission", "region", "handler", "approver", "trial_officer")
    cases = DisciplineCase.objects.visible_to(user).select_related(*related)
    return get_object_or_404(cases, pk=pk)


def officers_lead(request, pk):
    """The lead, for its officer alone."""
    lead = open_lead(request.user, pk)
    needs_handler(lead, request.user)
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
    today = timezone.localdate()
    context = {
        "case": case,
        "faces": faces(case.lead, request.user, today, is_open=True, case=case),
        "entries": history_of(case, request.user),
        "sheet": CasePage(case, request.user, today),
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
    needs_handler(case.lead, request.user)
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
    if case.workflow[name].form_url:
        return redirect(case.workflow[name].form_url, pk)
    note = typed(request.POST, "note")
    actions.take_case_step(case, name, by=request.user, at=timezone.now(), note=note)
    return redirect(case)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trial_new(request, pk):
    """Send the case to trial: who tries it, and why it is ready."""
    case = seen_case(request.user, pk)
    needs_role(case, "send_to_trial", request.user)
    form = TrialForm(request.POST or None, case=case, row=case)
    if form.is_valid():
        by, at = request.user, timezone.now()
        return redirect(
            actions.take_case_step(case, "send_to_trial", by=by, at=at, **form.cleaned_data)
        )
    title = case.workflow["send_to_trial"].label
    context = {"lead": case.lead, "case": case, "title": title, "form": form}
    return render(request, "leads/record_form.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request, pk, name):
    """Record what the table of records names, about the case or about one of its rows (`?of=`)."""
    case, record = seen_case(request.user, pk), RECORDS.get(name)
    if record is None:
        raise Http404
    record.needs(case, request.user)
    key = pk if record.about == "case" else key_of(request.GET.get("of", ""))
    row = get_object_or_404(record.rows(case, request.user), pk=key)
    data = request.POST if request.method == "POST" else None
    form = record.form(data, case=case, row=row)
    if form.is_valid():
        record.take(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect(case)
    context = {"lead": case.lead, "case": case, "title": record.label, "form": form}
    context["about"] = subject_of(row)
    return render(request, "leads/record_form.html", context)
