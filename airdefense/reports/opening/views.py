from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import typed
from airdefense.exchange.listing import respond
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES
from airdefense.reports.instructions.asking import ask_columns, ask_url
from airdefense.reports.models import Report
from airdefense.reports.opening import pages
from airdefense.reports.opening.listings import listing_of
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
    listing = listing_of(chosen, paper.regions, context["open"], asks)
    return respond(request, listing, rows, **context)
