import tempfile

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from airdefense.accounts.entries import typed
from airdefense.casework.pace import count_export
from airdefense.exchange.documents.delivery import send
from airdefense.exchange.export import trace_number
from airdefense.exchange.listing import respond
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES
from airdefense.reports.instructions.asking import ask_columns, ask_url
from airdefense.reports.models import Report
from airdefense.reports.opening import pages
from airdefense.reports.opening.forms import EvidenceForm
from airdefense.reports.opening.listings import listing_of
from airdefense.reports.opening.packing import Order, pack, refuse_what_takes_too_long
from airdefense.reports.rows import Chosen, opened


def paper_of(user, pk):
    reports = Report.objects.visible_to(user).select_related("scope", "compiled_by")
    return Paper(get_object_or_404(reports, pk=pk), user)


def chosen_by(request, paper, code):
    """The rows an address asks for. A figure or region not in the report is not found."""
    figures = paper.report.figures.without_rows()
    frozen = get_object_or_404(figures, code=code, code__in=FIGURES)
    region = pages.region_of(paper, typed(request.GET, "region"))
    return Chosen(frozen, region, pages.change_of(typed(request.GET, "change")))


@require_safe
def figure(request, pk, code):
    """One figure of a report: exactly its rows as frozen, those that the reader may see."""
    paper = paper_of(request.user, pk)
    chosen = chosen_by(request, paper, code)
    context = pages.figure_page(paper, chosen)
    region = chosen.region.code if chosen.region else ""
    context["ask"] = ask_url(request.user, chosen.frozen, region=region)
    if not context["has_rows"]:
        return render(request, "reports/figure_alone.html", context)
    rows = opened(chosen, request.user)
    context |= pages.completeness(chosen, rows)
    context |= {"ways": pages.ways(paper, chosen), "moved": pages.moved_by(chosen, paper)}
    # What left a figure is not asked about in its name.
    asks = () if chosen.change else ask_columns(chosen.frozen, request.user)
    listing = listing_of(chosen, paper.regions, context["open"], request.user, asks)
    return respond(request, listing, rows, **context)


@require_http_methods(["GET", "POST"])
def evidence(request, pk, code=""):
    """A report, or one figure of it, as a package with its proof; the taking is recorded."""
    paper = paper_of(request.user, pk)
    if code and code not in paper:
        raise Http404
    form = EvidenceForm(request.POST or None)
    context = {"report": paper.report, "told": paper[code] if code else None, "form": form}
    if not form.is_valid():
        return render(request, "reports/evidence.html", context)
    now = timezone.now()
    order = Order(paper, request.user, now, trace_number(now), code=code, **form.cleaned_data)
    return package_of(request, order)


def package_of(request, order):
    refuse_what_takes_too_long(order)
    count_export(request.user)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    taken = pack(order, file)
    report = order.paper.report
    detail = {"purpose": order.purpose, "figure": order.code, "rows": sum(taken.values())}
    name = "-".join(filter(None, (report.mark, order.code))) + ".zip"
    told = {"name": name, "content_type": "application/zip", "detail": detail}
    return send(file, about=report, by=request.user, at=order.at, trace=order.trace, **told)
