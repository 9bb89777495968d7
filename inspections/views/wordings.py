"""The library of standard wordings, and the pick of one while a finding is written."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.merging import tell
from airdefense.exchange.listing import respond
from inspections import actions, lens
from inspections.forms import Pick, WordingEditForm, WordingForm
from inspections.listings import WORDINGS
from inspections.models import Wording
from inspections.placeholders import PLACEHOLDERS, names_in
from inspections.views.entry import only
from projects.models import Project

RELATED = ("region", "power__power_list", "made_by", "retired_by")


def visible(request, pk) -> Wording:
    wordings = Wording.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(wordings, pk=pk)


@require_safe
def wording_list(request):
    only(request.user, *lens.WORDING_READERS)
    wordings = Wording.objects.visible_to(request.user).select_related(*RELATED)
    return respond(request, WORDINGS, wordings)


@require_safe
def wording_detail(request, pk):
    wording = visible(request, pk)
    only(request.user, *lens.WORDING_READERS)
    office = Role.INSPECTION_OFFICE in request.user.roles_over((wording.region.path,))
    names = names_in(wording.title + wording.text + wording.basis)
    context = {
        "wording": wording,
        "entries": lens.history_of(wording),
        "may_edit": office and not wording.retired_at,
        "placeholders": [(name, PLACEHOLDERS[name]) for name in names],
    }
    return render(request, "inspections/wording_detail.html", context)


@require_http_methods(["GET", "POST"])
def wording_new(request):
    only(request.user, Role.INSPECTION_OFFICE)
    powers = lens.powers_for(request.user)
    form = WordingForm(request.POST or None, user=request.user, powers=powers)
    if form.is_valid():
        facts = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        return redirect(actions.add_wording(**facts))
    context = {"form": form, "placeholders": PLACEHOLDERS.items()}
    return render(request, "inspections/wording_form.html", context)


@require_http_methods(["GET", "POST"])
def wording_edit(request, pk):
    wording = visible(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=(wording.region.path,))
    powers = lens.powers_for(request.user)
    form = WordingEditForm(request.POST or None, instance=wording, user=request.user, powers=powers)
    if form.is_valid():
        tell(request, form)
        facts = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        return redirect(actions.edit_wording(wording=visible(request, pk), **facts))
    context = {"form": form, "wording": wording, "placeholders": PLACEHOLDERS.items()}
    return render(request, "inspections/wording_form.html", context)


@require_POST
def wording_retire(request, pk):
    wording = visible(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=(wording.region.path,))
    note = typed(request.POST, "note")
    return redirect(
        actions.retire_wording(wording=wording, by=request.user, at=timezone.now(), note=note)
    )


@require_safe
def wording_pick(request):
    """The wordings that fit the words typed, filled for the project at hand."""
    only(request.user, *INSPECTION_TEAM)
    wordings = Wording.objects.visible_to(request.user).current().select_related(*RELATED)
    projects = Project.objects.visible_to(request.user).select_related(
        "authority", "region", "developer"
    )
    pick = Pick(request.GET, wordings=wordings, projects=projects, on=timezone.localdate())
    return JsonResponse({"wordings": pick.options()})
