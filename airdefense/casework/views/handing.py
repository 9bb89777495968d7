"""The work of somebody who leaves, handed over: chosen, looked through, handed on, signed for."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.casework.actions import advance
from airdefense.casework.actions.handing import hand_over, preview
from airdefense.casework.forms import HandOverForm
from airdefense.casework.holdings import HOLDINGS
from airdefense.casework.models import HandOver
from airdefense.casework.models.oversight import HANDING_OVER
from airdefense.casework.workflow import NotAllowed

LATEST = 100


def visible(request, pk):
    rows = HandOver.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("giver__organisation", "taker", "made_by"), pk=pk)


@require_safe
def hand_over_list(request):
    rows = HandOver.objects.visible_to(request.user).select_related("giver__organisation", "taker")
    context = {
        "hand_overs": rows.order_by("-pk")[:LATEST],
        "may_hand_over": request.user.has_role(*HANDING_OVER),
    }
    return render(request, "casework/hand_over_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_new(request):
    """First who and why; then the list with what can be handed over and what cannot."""
    if not request.user.has_role(*HANDING_OVER):
        raise NotAllowed
    form, now = HandOverForm(request.POST or None, user=request.user), timezone.now()
    if not form.is_valid():
        return render(request, "casework/hand_over_new.html", {"form": form})
    facts = form.cleaned_data | {"by": request.user, "at": now}
    if "confirm" in request.POST:
        made = hand_over(chosen=request.POST.getlist("chosen"), **facts)
        messages.success(
            request, _("Handed over. %(person)s signs for it.") % {"person": made.taker}
        )
        return redirect(made)
    held = preview(**facts)
    context = {"form": form, "held": by_kind(held), "count": sum(not one.refusal for one in held)}
    return render(request, "casework/hand_over_preview.html", context)


def by_kind(held):
    """(label, its cases) in the order of the kinds."""
    kinds = dict.fromkeys(one.holding for one in held)
    return [(kind.label, [one for one in held if one.holding is kind]) for kind in kinds]


@require_safe
def hand_over_detail(request, pk):
    made = visible(request, pk)
    items = [
        {**item, "label": HOLDINGS[item["kind"]].label if item["kind"] in HOLDINGS else ""}
        for item in made.items
    ]
    return render(request, "casework/hand_over_detail.html", {"hand_over": made, "items": items})


@require_POST
def take_hand_over_step(request, pk, name):
    made = visible(request, pk)
    if name not in made.workflow:
        raise Http404
    note = typed(request.POST, "note")
    return redirect(advance(made, name, by=request.user, at=timezone.now(), note=note))
