from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from airdefense.accounts.roles import EVERY_CASE_ROLE
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from airdefense.reports.explore.filters import conditions, lens_of, without_unit
from airdefense.reports.explore.lens import Seen
from airdefense.reports.explore.listings import rows_listing
from airdefense.reports.explore.pages import figure_context, overview
from airdefense.reports.figures import FIGURES
from airdefense.reports.instructions.asking import ask_columns_of


@require_safe
def figure_list(request):
    """Every figure on one day, each a way to its rows."""
    if not request.user.has_role(*EVERY_CASE_ROLE):
        raise NotAllowed
    filterset = conditions(request.user)
    lens = lens_of(request, filterset)
    return render(request, "reports/figure_list.html", overview(request, lens, filterset))


@require_safe
def live_figure(request, code):
    """One figure on one day: value, split and rows are the same query."""
    about = FIGURES.get(code)
    if about is None or not request.user.has_role(*EVERY_CASE_ROLE):
        raise Http404
    filterset = without_unit(conditions(request.user), about)
    seen = Seen(about, lens_of(request, filterset))
    if not seen.lens.may_read(about):
        raise Http404
    context = figure_context(request, seen, filterset)
    if about.is_ratio or seen.is_hidden:
        return render(request, "reports/live_figure_alone.html", context)
    asks = ask_columns_of(seen.rows.model, request.user)
    return respond(request, rows_listing(seen, filterset, asks), seen.rows, **context)
