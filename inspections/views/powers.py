"""The list of powers, each power as a lens, and what keeps it in check."""

import tempfile

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.merging import tell
from airdefense.exchange.export import sha256_of
from airdefense.exchange.importing.books import Book
from airdefense.exchange.importing.kinds import KINDS
from airdefense.exchange.importing.pages import download
from airdefense.exchange.listing import respond
from inspections import actions, lens
from inspections.forms import ControlForm, EndControlForm, PowerListForm
from inspections.imports.powers import rows_of_list
from inspections.listings import POWERS
from inspections.models import Control, Power, PowerList
from inspections.views.entry import only


def visible_list(request, pk) -> PowerList:
    lists = PowerList.objects.visible_to(request.user)
    return get_object_or_404(lists.select_related("region", "proposed_by", "approved_by"), pk=pk)


def visible_power(request, pk) -> Power:
    powers = Power.objects.visible_to(request.user)
    return get_object_or_404(powers.select_related("power_list__region"), pk=pk)


def of_list(request, power_list) -> dict:
    """What the page of a list shows: its check, its classes, its versions."""
    roles = request.user.roles_over(power_list.scope_paths) if power_list else frozenset()
    lists = PowerList.objects.visible_to(request.user).select_related("region")
    words = typed(request.GET, "q").strip()[:100]
    keeps = bool(power_list) and power_list.is_draft and not roles.isdisjoint(actions.LIST_KEEPERS)
    return {
        "power_list": power_list,
        "words": words,
        "classes": lens.classes_of(power_list, words) if power_list else [],
        "totals": lens.check_of(power_list) if power_list else [],
        "bare": lens.bare_powers(power_list) if power_list else [],
        "others": lists.order_by("region__path", "-pk"),
        "may_edit": keeps,
        "may_import": request.user.has_role(*actions.LIST_KEEPERS),
    }


@require_safe
def power_list(request):
    """The list by which the reader works."""
    context = of_list(request, lens.list_for(request.user))
    return render(request, "inspections/power_list.html", context)


@require_safe
def power_list_detail(request, pk):
    context = of_list(request, visible_list(request, pk)) | {"is_version": True}
    return render(request, "inspections/power_list.html", context)


@require_safe
def power_list_export(request, pk):
    """The list in the schema of its import: what goes out comes in again unchanged."""
    power_list = visible_list(request, pk)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    rows = Book(file, KINDS["powers"]).write(rows_of_list(power_list), with_example=False)
    detail = {"list": "powers", "rows": rows, "sha256": sha256_of(file)}
    record(power_list, "export", by=request.user, at=timezone.now(), detail=detail)
    return download(file, f"{power_list.name}-{power_list.pk}.xlsx")


@require_http_methods(["GET", "POST"])
def power_list_edit(request, pk):
    power_list = visible_list(request, pk)
    only(request.user, *actions.LIST_KEEPERS, over=power_list.scope_paths)
    form = PowerListForm(request.POST or None, instance=power_list)
    if form.is_valid():
        tell(request, form)
        facts = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        return redirect(actions.edit_power_list(power_list=visible_list(request, pk), **facts))
    context = {"form": form, "power_list": power_list}
    return render(request, "inspections/power_list_edit.html", context)


@require_POST
def take_power_list_step(request, pk, name):
    power_list = visible_list(request, pk)
    if name not in power_list.workflow:
        raise Http404
    facts = {"by": request.user, "at": timezone.now(), "note": typed(request.POST, "note")}
    return redirect(actions.take_power_list_step(power_list, name, **facts))


@require_safe
def power_overview(request):
    """Every power of the reader's list with what hangs on it."""
    listed = lens.list_for(request.user)
    powers = Power.objects.visible_to(request.user).filter(power_list=listed)
    rows = lens.overview(powers, request.user, timezone.localdate())
    return respond(request, POWERS, rows, power_list=listed)


@never_cache
@require_safe
def power_detail(request, pk):
    power = visible_power(request, pk)
    context = {
        "power": power,
        "may_control": power.power_list.is_in_force
        and Role.INSPECTION_OFFICE in request.user.roles_over(power.power_list.scope_paths),
        **lens.lens_of(power, request.user, timezone.localdate()),
    }
    return render(request, "inspections/power_detail.html", context)


@require_http_methods(["GET", "POST"])
def control_new(request, pk):
    power = visible_power(request, pk)
    only(request.user, Role.INSPECTION_OFFICE, over=power.power_list.scope_paths)
    form = ControlForm(request.POST or None)
    if form.is_valid():
        facts = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        return redirect(actions.add_control(power=power, **facts).power)
    return render(request, "inspections/control_form.html", {"form": form, "power": power})


@require_http_methods(["GET", "POST"])
def control_end(request, pk):
    reached = within(request.user, "power__power_list__region")
    controls = Control.objects.visible_to(request.user).filter(reached)
    control = get_object_or_404(controls.select_related("power__power_list__region"), pk=pk)
    only(request.user, Role.INSPECTION_OFFICE, over=control.power.power_list.scope_paths)
    form = EndControlForm(request.POST or None, initial={"ended_on": timezone.localdate()})
    if form.is_valid():
        facts = form.cleaned_data | {"by": request.user, "at": timezone.now()}
        return redirect(actions.end_control(control=control, **facts).power)
    context = {"form": form, "power": control.power, "control": control}
    return render(request, "inspections/control_form.html", context)
