"""Assessments: made with the worksheet of the statute, and compared with the law of today."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects import actions
from projects.actions.assessing import mark_of, reliefs_by_law
from projects.assessing import NoPolicy, Worksheet
from projects.comparing import compare
from projects.forms import AssessmentForm, ReductionFormSet
from projects.lacking import lacking
from projects.models import FeeAssessment
from projects.rules import lines_of
from projects.tariff import NoRate
from projects.views.ledger import require_form
from projects.views.pages import kept_project


@require_form
def assessment_new(request, pk):
    project = kept_project(request, pk)
    sheet = Worksheet(project, timezone.localdate())
    try:
        context = {"project": project, "sheet": sheet} | assessment_forms(request, sheet)
    except (NoPolicy, NoRate) as error:
        context = {"project": project, "lacking": lacking(project, error), "may_keep": True}
        return render(request, "projects/assessment_lacking.html", context)
    form, reductions = context["form"], context["reductions"]
    if request.method == "POST" and all([form.is_valid(), reductions.is_valid()]):
        facts = form.cleaned_data | {"reductions": reductions.facts()}
        if form.covers(reductions.total()):
            actions.assess_by_law(project=project, by=request.user, at=timezone.now(), **facts)
            return redirect(project)
    return render(request, "projects/assessment_new.html", context)


def assessment_forms(request, sheet):
    """What the authority demanded and granted, filled in with what the law says."""
    by_law = reliefs_by_law(sheet.project, sheet.fee)
    granted = None if request.POST else by_law
    initial = {"gross_yuan": sheet.fee.gross_yuan}
    return {
        "form": AssessmentForm(request.POST or None, initial=initial, mark=mark_of(sheet)),
        "reductions": ReductionFormSet(request.POST or None, prefix="reductions", initial=granted),
        "lines": lines_of(sheet.facts, sheet.fee),
    }


@require_safe
def assessment_detail(request, pk):
    visible = FeeAssessment.objects.visible_to(request.user)
    assessment = get_object_or_404(
        visible.select_related("project__region", "recorded_by", "superseded_by"), pk=pk
    )
    project = assessment.project
    context = {"assessment": assessment, "project": project}
    try:
        context["comparison"] = compare(assessment)
    except (NoPolicy, NoRate) as error:
        context["lacking"] = lacking(project, error)
    return render(request, "projects/assessment_detail.html", context)
