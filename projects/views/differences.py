from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.exchange.listing import respond
from projects.actions import matching as actions
from projects.models import Difference
from projects.reconciliation.grid import records_of
from projects.reconciliation.listings import DIFFERENCES
from projects.reconciliation.words import about, department, said

WHOLE = (
    "project__region",
    "permit__issued_by",
    "receipt",
    "treasury_entry__source",
    "region",
    "authority",
)


def visible_difference(request, pk):
    visible = Difference.objects.visible_to(request.user).select_related(*WHOLE, "explained_by")
    return get_object_or_404(visible, pk=pk)


@require_safe
def difference_list(request):
    visible = Difference.objects.visible_to(request.user).standing()
    return respond(request, DIFFERENCES, visible.select_related(*WHOLE))


@require_safe
def difference_detail(request, pk):
    difference = visible_difference(request, pk)
    context = {
        "difference": difference,
        "about": about(difference),
        "said": said(difference),
        "departments": [department(code) for code in difference.facts.get("departments", ())],
    }
    if difference.project:
        context["records"] = records_of(difference.project, request.user)
    return render(request, "projects/difference_detail.html", context)


@require_POST
def take_difference_step(request, pk, name):
    difference = visible_difference(request, pk)
    if name not in difference.workflow:
        raise Http404
    note = typed(request.POST, "note")
    actions.take_difference_step(difference, name, by=request.user, at=timezone.now(), note=note)
    return redirect(difference)
