from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from airdefense.reports.content import Paper, url_of
from airdefense.reports.models import READERS, FrozenFigure, Sample
from airdefense.reports.models.frozen import ARRAYS
from airdefense.reports.sampling import actions
from airdefense.reports.sampling.forms import DrawForm, VerdictForm
from airdefense.reports.sampling.listings import SAMPLES, rows_listing
from airdefense.reports.sampling.pages import row_page, sample_page

SLOW = tuple(f"figure__{name}" for name in ARRAYS)


def visible_sample(user, pk):
    samples = Sample.objects.visible_to(user).select_related(
        "figure__report__scope", "region", "drawn_by"
    )
    return get_object_or_404(samples.defer(*SLOW), pk=pk)


def visible_row(user, pk, place):
    sample = visible_sample(user, pk)
    rows = sample.rows.visible_to(user).select_related("region", "opened_by", "judged_by")
    return sample, get_object_or_404(rows, place=place)


@require_safe
def sample_list(request):
    if not request.user.has_role(*READERS):
        raise NotAllowed
    samples = Sample.objects.visible_to(request.user).select_related(
        "figure__report__scope", "region", "drawn_by"
    )
    return respond(request, SAMPLES, samples.defer(*SLOW))


@require_http_methods(["GET", "POST"])
def sample_new(request, pk):
    """Draw a sample of a frozen figure."""
    figures = FrozenFigure.objects.visible_to(request.user).without_rows()
    figure = get_object_or_404(figures.select_related("report__scope"), pk=pk)
    if figure.definition.is_ratio or figure.definition.is_confidential:
        raise Http404
    paper = Paper(figure.report, request.user)
    first = {"seed": f"{figure.report.day:%Y%m%d}", "region": request.GET.get("region", "")}
    form = DrawForm(request.POST or None, initial=first, regions=paper.regions)
    if form.is_valid():
        now = timezone.now()
        return redirect(
            actions.draw_sample(figure=figure, by=request.user, at=now, **form.cleaned_data)
        )
    return render(
        request,
        "reports/sample_new.html",
        {"told": paper[figure.code], "figure": figure, "form": form},
    )


@require_safe
def sample_detail(request, pk):
    sample = visible_sample(request.user, pk)
    rows = sample.rows.visible_to(request.user).select_related("region", "opened_by", "judged_by")
    return respond(request, rows_listing(sample, request.user), rows, **sample_page(sample))


@require_http_methods(["GET", "POST"])
def sample_row(request, pk, place):
    """One row of a sample with what was frozen of it; what its file showed is entered here."""
    sample, row = visible_row(request.user, pk, place)
    form = VerdictForm(request.POST or None, initial={"verdict": row.verdict, "note": row.note})
    context = row_page(sample, row, request.user) | {"form": form}
    if not form.is_valid():
        return render(request, "reports/sample_row.html", context)
    if context["subject"] is None:
        raise Http404
    actions.judge_row(row=row, by=request.user, at=timezone.now(), **form.cleaned_data)
    return redirect(context["after_url"] or sample.get_absolute_url())


@require_POST
def open_sampled_row(request, pk, place):
    """Go to the file of a row; that it was opened, and by whom, is kept."""
    sample, row = visible_row(request.user, pk, place)
    subject = row_page(sample, row, request.user)["subject"]
    if subject is None:
        raise Http404
    actions.open_row(row=row, by=request.user, at=timezone.now())
    return redirect(url_of(subject))
