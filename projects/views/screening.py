from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.listing import respond
from projects import actions, screened
from projects.board import Board
from projects.forms import DismissForm
from projects.listings import SUSPICIONS
from projects.models import Suspicion
from projects.models.detection import OTHERS_THAN_UNITS
from projects.suspected import RELATED, Selection, keys_in
from projects.suspicion_page import page_of
from projects.views.ledger import require_form
from projects.workflow import SCREENERS


def only(user, *roles):
    if not user.has_role(*roles):
        raise NotAllowed


def visible_suspicion(request, pk):
    rows = Suspicion.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related(*RELATED, "project__developer"), pk=pk)


@require_safe
def screening(request):
    only(request.user, *OTHERS_THAN_UNITS)
    context = {"board": Board(request.user), **state_of(request.user)}
    return render(request, "projects/screening.html", context)


def state_of(user):
    """When the ledger was last screened, and how far a run under way is."""
    return {
        "last_run": screened.last_run(user),
        "progress": screened.progress(),
        "may_screen": screened.may_screen(user),
    }


@require_safe
def screening_progress(request):
    """The line below the title; once the run is over, the page is loaded anew."""
    only(request.user, *OTHERS_THAN_UNITS)
    state = state_of(request.user)
    response = render(request, "projects/_screened.html", state)
    if state["progress"] is None:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def screen_now(request):
    only(request.user, *screened.MAY_SCREEN)
    screened.ask_for_screening(by=request.user, at=timezone.now())
    return redirect("projects:screening")


@require_safe
def suspicion_list(request):
    only(request.user, *OTHERS_THAN_UNITS)
    rows = Suspicion.objects.visible_to(request.user).standing()
    return respond(request, SUSPICIONS, rows.select_related(*RELATED))


@require_safe
def suspicion_detail(request, pk):
    context = page_of(visible_suspicion(request, pk), request.user, timezone.localdate())
    return render(request, "projects/suspicion_detail.html", context)


@require_safe
def suspicion_peek(request, pk):
    context = page_of(visible_suspicion(request, pk), request.user, timezone.localdate())
    return render(request, "projects/_suspicion_peek.html", context)


@require_POST
def take_suspicion_step(request, pk, name):
    suspicion = visible_suspicion(request, pk)
    if name not in suspicion.workflow:
        raise Http404
    if suspicion.workflow[name].form_url:
        return redirect(suspicion.workflow[name].form_url, pk)
    note = typed(request.POST, "note")
    actions.take_suspicion_step(suspicion, name, by=request.user, at=timezone.now(), note=note)
    return redirect(suspicion)


@require_form
def suspicion_dismiss(request):
    """The rows that are ticked, one reason for all of them, and afterwards what became of each."""
    only(request.user, *SCREENERS)
    posted = request.POST.getlist("row") if request.method == "POST" else None
    visible = Suspicion.objects.visible_to(request.user)
    keys = keys_in(request.GET.get("ids", ""))
    selection = Selection(visible, keys, request.user, "dismiss", posted)
    form = DismissForm(request.POST or None, selection=selection)
    if request.method == "POST" and form.is_valid():
        return dismissed(request, selection, form.cleaned_data["note"])
    context = {"form": form, "selection": selection}
    return render(request, "projects/suspicion_dismiss.html", context)


def dismissed(request, selection, note):
    chosen = [row.suspicion for row in selection.chosen]
    rows = actions.dismiss_suspicions(
        suspicions=chosen, note=note, by=request.user, at=timezone.now()
    )
    done = ngettext(
        "%(count)d suspicion dismissed.", "%(count)d suspicions dismissed.", len(rows)
    ) % {"count": len(rows)}
    messages.success(request, done)
    return redirect(request.get_full_path())
