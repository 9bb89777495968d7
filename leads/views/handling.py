"""What is done about a lead in its method: talks, letters, preliminary checks."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leads import actions
from leads.actions.compartment import needs_handler
from leads.actions.handling import needs_reporter
from leads.forms import CheckForm, CheckReportForm, InquiryForm, InquiryReportForm
from leads.models import Inquiry, PrelimCheck
from leads.views.leads import open_lead


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry_new(request, pk):
    """Record a talk that was held, or a letter that was sent."""
    lead = open_lead(request.user, pk)
    needs_handler(lead, request.user)
    form = InquiryForm(request.POST or None, lead=lead)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.record_inquiry(lead=lead, by=by, at=at, **form.cleaned_data)
        return redirect(lead)
    return render(request, "leads/inquiry_form.html", {"lead": lead, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry_report(request, pk, inquiry_pk):
    lead = open_lead(request.user, pk)
    needs_handler(lead, request.user)
    mine = Inquiry.objects.visible_to(request.user).select_related("person")
    inquiry = get_object_or_404(mine, pk=inquiry_pk, lead=lead)
    form = InquiryReportForm(request.POST or None)
    if form.is_valid():
        by, at = request.user, timezone.now()
        actions.report_inquiry(inquiry=inquiry, by=by, at=at, **form.cleaned_data)
        return redirect(lead)
    context = {"lead": lead, "inquiry": inquiry, "form": form}
    return render(request, "leads/inquiry_report.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_new(request, pk):
    """Set up the team of a preliminary check."""
    lead = open_lead(request.user, pk)
    needs_handler(lead, request.user)
    form = CheckForm(request.POST or None, lead=lead)
    if form.is_valid():
        actions.set_up_check(lead=lead, by=request.user, at=timezone.now(), **form.arguments())
        return redirect(lead)
    return render(request, "leads/check_form.html", {"lead": lead, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_report(request, pk, check_pk):
    lead = open_lead(request.user, pk)
    check = get_object_or_404(PrelimCheck.objects.visible_to(request.user), pk=check_pk, lead=lead)
    needs_reporter(check, request.user)
    form = CheckReportForm(request.POST or None)
    if form.is_valid():
        actions.report_check(check=check, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect(lead)
    context = {"lead": lead, "check": check, "form": form}
    return render(request, "leads/check_report.html", context)
