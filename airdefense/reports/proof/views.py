from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from airdefense.reports.content import Paper
from airdefense.reports.models import Report
from airdefense.reports.proof.actions import earlier_proofs, prove
from airdefense.reports.proof.comparing import between
from airdefense.reports.proof.proving import lines_of
from airdefense.reports.proof.restated import restated_since


def visible_report(user, pk):
    reports = Report.objects.visible_to(user).select_related("scope", "compiled_by", "history")
    return get_object_or_404(reports, pk=pk)


@require_http_methods(["GET", "POST"])
def proof(request, pk):
    """What the seals of a report rest on; asked to, every figure is made again."""
    report, found = visible_report(request.user, pk), None
    if request.method == "POST":
        found = prove(report=report, by=request.user, at=timezone.now())
    context = {
        "report": report,
        "proof": found,
        "earlier": earlier_proofs(report),
        "restated": restated_since(report, request.user),
    }
    return render(request, "reports/proof.html", context)


@require_safe
def compare(request, pk, other):
    """Two revisions of one report side by side."""
    report, second = (visible_report(request.user, key) for key in sorted((pk, other)))
    get_object_or_404(second.revisions, pk=report.pk)
    lines = lines_of(Paper(report, request.user), between(report, second))
    changed = [line for line in lines if not line.is_same]
    context = {"report": report, "second": second, "lines": lines, "changed": changed}
    return render(request, "reports/compare.html", context)
