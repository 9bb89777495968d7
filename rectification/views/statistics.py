"""The official statistics of a round, as a page and as a workbook."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from inspections.models import Round
from rectification.statistics import Statistics
from rectification.workbook import statistics_workbook


def statistics_of(request, pk) -> Statistics:
    rounds = Round.objects.visible_to(request.user).select_related("region")
    round_ = get_object_or_404(rounds, pk=pk)
    return Statistics(round_, request.user, timezone.localdate())


@require_safe
def round_statistics(request, pk):
    told = statistics_of(request, pk)
    context = {"told": told, "round": told.round}
    return render(request, "rectification/round_statistics.html", context)


@require_safe
def round_statistics_workbook(request, pk):
    told = statistics_of(request, pk)
    return statistics_workbook(told, user=request.user, at=timezone.now())
