from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.roles import Role
from airdefense.casework.merging import tell
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.exchange.documents.delivery import deliver
from airdefense.exchange.listing import respond
from inspections.models import Finding, Round
from rectification import actions
from rectification.documents.instruments import blocks_of, described, file_name
from rectification.forms import InstrumentForm, NewInstrumentForm, first_issuer, urging_issuer
from rectification.listings import INSTRUMENTS
from rectification.models import Instrument, InstrumentReply, RectificationTask
from rectification.views.shared import require_role, step_of, visible_task
from rectification.workflow import VERIFIERS

RELATED = (
    "region",
    "unit",
    "issuer",
    "power",
    "drafted_by",
    "approved_by",
    "issued_by",
    "concluded_by",
)


def visible_instrument(request, pk):
    visible = Instrument.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(visible, pk=pk)


def draft_of(request, pk):
    """A draft that this person may edit. Raises NotAllowed, NotPossible."""
    instrument = visible_instrument(request, pk)
    require_role(request.user, instrument, *VERIFIERS)
    if not instrument.is_draft:
        raise NotPossible(_("%(instrument)s is no draft any more.") % {"instrument": instrument})
    return instrument


def paper_of(instrument):
    """The document as a page shows it, and what it still lacks."""
    document = described(instrument)
    missing = "" if instrument.issued_at else instrument.missing_words()
    return {"document": document, "blocks": blocks_of(document), "missing": missing}


def case_of(request, instrument):
    """What the instrument is about, as far as this person sees it."""
    about = {
        "task": RectificationTask.objects.visible_to(request.user),
        "finding": Finding.objects.visible_to(request.user),
        "round": Round.objects.visible_to(request.user),
    }
    return {
        name: rows.filter(pk=getattr(instrument, f"{name}_id")).first()
        for name, rows in about.items()
    }


def context_of(request, instrument):
    replies = InstrumentReply.objects.visible_to(request.user).filter(instrument=instrument)
    is_office = not request.user.roles_over(instrument.scope_paths).isdisjoint(VERIFIERS)
    return {
        "instrument": instrument,
        "replies": replies.select_related("replied_by", "rejected_by").order_by("-pk"),
        "today": timezone.localdate(),
        "may_edit": instrument.is_draft and is_office,
        **case_of(request, instrument),
        **paper_of(instrument),
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
    """The paper alone, as a page to be printed or read on a telephone."""
    instrument = visible_instrument(request, pk)
    context = {"instrument": instrument, **paper_of(instrument)}
    return render(request, "rectification/instrument_print.html", context)


@require_safe
def instrument_document(request, pk, format):
    instrument = visible_instrument(request, pk)
    return deliver(
        request,
        described(instrument),
        about=instrument,
        name=file_name(instrument),
        format=format,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def instrument_new(request):
    """Say what the document is about; its text is then taken from the case, to be edited."""
    user = request.user
    if not user.has_role(*VERIFIERS):
        raise NotAllowed
    about = {name: request.GET.get(name, "") for name in ("task", "finding", "round", "kind")}
    initial = {"issuer": first_issuer(user)} | {k: v for k, v in about.items() if v}
    form = NewInstrumentForm(request.POST or None, user=user, initial=initial)
    if form.is_valid():
        instrument = actions.draft_instrument(by=user, at=timezone.now(), **form.cleaned_data)
        return redirect("rectification:instrument_edit", instrument.pk)
    return render(request, "rectification/instrument_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def instrument_edit(request, pk):
    instrument = draft_of(request, pk)
    initial = {}
    if request.GET.get("afresh"):
        values = actions.context_of(instrument, on=timezone.localdate())
        drafted = instrument.kind_entry.drafted(values)
        initial = {f"part_{key}": words for key, words in drafted.items()}
    form = InstrumentForm(
        request.POST or None, instance=instrument, user=request.user, initial=initial
    )
    if form.is_valid():
        tell(request, form)
        actions.edit_instrument(instrument=form.instance, by=request.user, at=timezone.now())
        return redirect(instrument)
    context = {"form": form, "instrument": instrument, **paper_of(instrument)}
    return render(request, "rectification/instrument_edit.html", context)


@require_POST
def instrument_preview(request, pk):
    """The paper as the form says it now; nothing is kept."""
    instrument = draft_of(request, pk)
    form = InstrumentForm(request.POST, instance=instrument, user=request.user)
    form.is_valid()
    return render(request, "rectification/_instrument_preview.html", paper_of(form.instance))


@require_POST
def urge(request, pk):
    """One press on a task: the draft of its urging letter."""
    task = visible_task(request, pk)
    require_role(request.user, task, *VERIFIERS, Role.LEADERSHIP)
    issuer = urging_issuer(request.user, task)
    draft = actions.urge(task=task, issuer=issuer, by=request.user, at=timezone.now())
    messages.success(request, _("Drafted: %(instrument)s.") % {"instrument": draft})
    return redirect(draft)


@require_POST
def take_instrument_step(request, pk, name):
    return step_of(request, visible_instrument(request, pk), name)
