"""The queue of matches: the paper beside what it may belong to, decided by A and R."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.exchange.listing import respond
from projects.actions import matching as actions
from projects.models import Match
from projects.reconciliation.facing import facing
from projects.reconciliation.listings import MATCHES
from projects.reconciliation.words import reasons
from projects.views.ledger import require_form

WHOLE = (
    "permit__issued_by__region",
    "project__region",
    "treasury_entry__source",
    "receipt__project__region",
    "region",
    "authority",
    "decided_by",
)


def visible_matches(user):
    return Match.objects.visible_to(user).select_related(*WHOLE)


def visible_match(request, pk):
    return get_object_or_404(visible_matches(request.user), pk=pk)


@require_safe
def match_list(request):
    return respond(request, MATCHES, visible_matches(request.user))


@require_safe
def match_detail(request, pk):
    match = visible_match(request, pk)
    waiting = visible_matches(request.user).waiting()
    same = (
        {"permit": match.permit_id}
        if match.permit_id
        else {"treasury_entry": match.treasury_entry_id}
    )
    context = {
        "match": match,
        "facing": facing(match, waiting.filter(**same).order_by("-score", "-pk")),
        "reasons": reasons(match),
        "following": following(match, waiting),
        "preceding": preceding(match, waiting),
        "waiting": waiting.count(),
        "may_decide": bool(match.workflow.available(match, request.user)),
    }
    return render(request, "projects/match_detail.html", context)


def following(match, waiting):
    """The next one of the queue, which begins with the most likely."""
    after = Q(score__lt=match.score) | Q(score=match.score, pk__lt=match.pk)
    return waiting.filter(after).order_by("-score", "-pk").first()


def preceding(match, waiting):
    before = Q(score__gt=match.score) | Q(score=match.score, pk__gt=match.pk)
    return waiting.filter(before).order_by("score", "pk").first()


@require_POST
def take_match_step(request, pk, name):
    match = visible_match(request, pk)
    if name not in match.workflow:
        raise Http404
    note = typed(request.POST, "note")
    match = actions.take_match_step(match, name, by=request.user, at=timezone.now(), note=note)
    if name == "take_back":
        return redirect(match)
    messages.success(
        request, f"{match.get_status_display()} · {match.permit or match.treasury_entry}"
    )
    waiting = visible_matches(request.user).waiting()
    return redirect(following(match, waiting) or waiting.first() or "projects:match_list")


@require_form
def match_review(request):
    """Several matches that were ticked, shown once more with their reasons before they count."""
    ids = [
        int(pk) for pk in typed(request.GET, "ids").split(",") if pk.isdecimal() and len(pk) < 10
    ]
    actions.check_some_reconciler(request.user)
    reviewed = visible_matches(request.user).filter(pk__in=ids[: actions.MOST_AT_ONCE])
    if request.method == "GET":
        rows = [(match, reasons(match)) for match in reviewed.order_by("-score", "-pk")]
        return render(
            request,
            "projects/match_review.html",
            {"rows": rows, "left_out": max(0, len(ids) - actions.MOST_AT_ONCE)},
        )
    chosen = reviewed.filter(pk__in=[pk for pk in request.POST.getlist("match") if pk.isdecimal()])
    outcomes = actions.accept_reviewed(chosen, by=request.user, at=timezone.now())
    accepted = sum(not outcome.refusal for outcome in outcomes)
    words = ngettext("%(count)d match accepted.", "%(count)d matches accepted.", accepted)
    messages.success(request, words % {"count": accepted})
    return render(request, "projects/match_outcomes.html", {"outcomes": outcomes})
