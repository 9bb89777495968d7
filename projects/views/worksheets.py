"""The worksheet of an assessment as a file."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from projects.documents.worksheet import as_document, as_workbook
from projects.models import FeeAssessment


@require_safe
def assessment_xlsx(request, pk):
    return as_workbook(request, visible_assessment(request, pk))


@require_safe
def assessment_document(request, pk, format):
    return as_document(request, visible_assessment(request, pk), format)


def visible_assessment(request, pk):
    visible = FeeAssessment.objects.visible_to(request.user).select_related(
        "project__region", "project__developer"
    )
    return get_object_or_404(visible, pk=pk)
