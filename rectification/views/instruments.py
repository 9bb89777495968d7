from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from rectification import actions
from rectification.forms import InstrumentForm, NewInstrumentForm, first_issuer
from rectification.listings import INSTRUMENTS
from rectification.models import Instrument, RectificationTask
from rectification.views.shared import require_role, step_of
from rectification.workflow import VERIFIERS

RELATED = ("region", "unit", "issuer", "task", "drafted_by", "approved_by", "issued_by")


def visible_instrument(request, pk):
    visible = Instrument.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(visible, pk=pk)


def context_of(request, instrument):
    tasks = RectificationTask.objects.visible_to(request.user)
    return {
        "instrument": instrument,
        "task": tasks.filter(pk=instrument.task_id).first(),
        "today": timezone.localdate(),
        "may_edit": instrument.is_draft
        and not request.user.roles_over(instrument.scope_paths).isdisjoint(VERIFIERS),
    }


@require_safe
def instrument_list(request):
    visible = Instrument.objects.visible_to(request.user)
    return respond(request, INSTRUMENTS, visible.select_related("region", "unit", "issuer", "task"))


@require_safe
def instrument_detail(request, pk):
    instrument = visible_instrument(request, pk)
    context = context_of(request, instrument)
    return render(request, "rectification/instrument_detail.html", context)


@require_safe
def instrument_peek(request, pk):
    instrument = visible_instrument(request, pk)
    context = context_of(request, instrument)
    return render(request, "rectification/_instrument_peek.html", context)


@require_safe
def instrument_print(request, pk):
    """The document as it goes out: number, addressee, text, issuer and day."""
    instrument = visible_instrument(request, pk)
    return render(request, "rectification/instrument_print.html", {"instrument": instrument})


@require_http_methods(["GET", "HEAD", "POST"])
def instrument_new(request):
    user = request.user
    if not user.has_role(*VERIFIERS):
        raise NotAllowed
    number = request.GET.get("task", "")
    initial = {"issuer": first_issuer(user), "task": number}
    form = NewInstrumentForm(request.POST or None, user=user, initial=initial)
    if form.is_valid():
        instrument = actions.draft_instrument(by=user, at=timezone.now(), **form.cleaned_data)
        return redirect(instrument)
    return render(request, "rectification/instrument_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def instrument_edit(request, pk):
    instrument = visible_instrument(request, pk)
    require_role(request.user, instrument, *VERIFIERS)
    form = InstrumentForm(request.POST or None, instance=instrument, user=request.user)
    if form.is_valid():
        actions.edit_instrument(instrument=form.instance, by=request.user, at=timezone.now())
        return redirect(instrument)
    context = {"form": form, "instrument": instrument}
    return render(request, "rectification/instrument_edit.html", context)


@require_POST
def take_instrument_step(request, pk, name):
    return step_of(request, visible_instrument(request, pk), name)
