import tempfile

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from airdefense.accounts.roles import Role
from airdefense.casework.pace import count_export
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.documents.delivery import send
from airdefense.exchange.export import TYPE, trace_number
from airdefense.exchange.listing import respond
from airdefense.reports import actions, pages
from airdefense.reports.definitions.pages import definitions as defined_figures
from airdefense.reports.forms import CorrectionForm
from airdefense.reports.listings import REPORTS
from airdefense.reports.models import READERS, Report
from airdefense.reports.workbook import write_report

CORRECTORS = (Role.INSPECTION_OFFICE,)


def require_role(user, *roles):
    if not user.has_role(*roles):
        raise NotAllowed


def may_correct_report(user, report) -> bool:
    """Whether one of the correcting roles holds over the region the report is about."""
    return not user.roles_over((report.scope.path,)).isdisjoint(CORRECTORS)


def visible_report(user, pk):
    reports = Report.objects.visible_to(user).select_related("scope", "compiled_by", "history")
    return get_object_or_404(reports, pk=pk)


@require_safe
def index(request):
    require_role(request.user, *READERS)
    reports = Report.objects.visible_to(request.user).select_related("scope")
    return respond(request, REPORTS, reports)


@require_safe
def detail(request, pk):
    report = visible_report(request.user, pk)
    context = pages.report_page(report, request.user)
    may_correct = may_correct_report(request.user, report)
    return render(request, "reports/detail.html", {**context, "may_correct": may_correct})


@require_safe
def week(request, pk):
    """What changed since the earlier day compared with, fetched when somebody opens it."""
    report = visible_report(request.user, pk)
    name = "reports/_week_changes.html" if request.htmx else "reports/week.html"
    response = render(request, name, pages.week_page(report, request.user))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def workbook(request, pk):
    """Every figure of the report with the rows that this person may see."""
    report, now = visible_report(request.user, pk), timezone.now()
    count_export(request.user)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    detail = {"rows": write_report(file, report, request.user)}
    told = {"name": f"{report.mark}.xlsx", "content_type": TYPE, "detail": detail}
    return send(file, about=report, by=request.user, at=now, trace=trace_number(now), **told)


@require_safe
def definitions(request):
    require_role(request.user, *READERS)
    return render(request, "reports/definitions.html", {"sections": defined_figures()})


@require_http_methods(["GET", "POST"])
def correct(request, pk):
    report = visible_report(request.user, pk)
    if not may_correct_report(request.user, report):
        raise NotAllowed(_("A report is corrected by the inspection office of its own region."))
    form = CorrectionForm(request.POST or None)
    if not form.is_valid():
        return render(request, "reports/correct.html", {"report": report, "form": form})
    reason, now = form.cleaned_data["reason"], timezone.now()
    return redirect(actions.correct_report(report=report, reason=reason, by=request.user, at=now))
