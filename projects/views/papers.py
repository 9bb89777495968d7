"""The departments' papers and the treasury's lines, and the place each of them has or seeks."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import typed
from airdefense.exchange.listing import respond
from projects.actions import matching as actions
from projects.forms.matching import AssignForm, EntryReceiptForm
from projects.models import Difference, Match, Permit, TreasuryEntry
from projects.reconciliation.listings import ENTRIES, PAPERS
from projects.reconciliation.suggestions import projects_for
from projects.reconciliation.words import reasons
from projects.views.ledger import require_form

OF_MATCH = ("project__region", "receipt__project__region", "region", "authority", "decided_by")


def visible_papers(user):
    visible = Permit.objects.visible_to(user).on_the_workbench_of(user)
    return visible.select_related("issued_by__region", "project__region", "recorded_by")


def visible_entries(user):
    visible = TreasuryEntry.objects.visible_to(user)
    return visible.select_related("source__region", "receipt__project", "recorded_by")


@require_safe
def paper_list(request):
    return respond(request, PAPERS, visible_papers(request.user))


@require_safe
def entry_list(request):
    return respond(request, ENTRIES, visible_entries(request.user))


def context_of(request, **paper):
    """The pairs and differences of a paper that this reader may see."""
    matches = Match.objects.visible_to(request.user).filter(**paper).select_related(*OF_MATCH)
    matches = [(match, reasons(match)) for match in matches.order_by("-score", "-pk")]
    standing = Difference.objects.visible_to(request.user).standing().filter(**paper)
    return {"matches": matches, "differences": standing.order_by("kind", "pk")}


@require_form
def paper_detail(request, pk):
    """The paper with its matches; a place is given by hand where none was suggested."""
    paper = get_object_or_404(visible_papers(request.user), pk=pk)
    form = AssignForm(request.POST or None, user=request.user)
    if request.method == "POST":
        actions.check_some_reconciler(request.user)
        if form.is_valid():
            project = form.cleaned_data["project"]
            actions.assign(permit=paper, project=project, by=request.user, at=timezone.now())
            return redirect(paper)
    context = {"paper": paper, "form": form, **context_of(request, permit=paper)}
    context["may_assign"] = paper.project is None and actions.is_reconciler(request.user)
    return render(request, "projects/paper_detail.html", context)


@require_safe
def entry_detail(request, pk):
    entry = get_object_or_404(visible_entries(request.user), pk=pk)
    context = {"entry": entry, **context_of(request, treasury_entry=entry)}
    context["may_record"] = entry.receipt is None and actions.is_clerk(request.user)
    return render(request, "projects/entry_detail.html", context)


@require_form
def entry_receipt(request, pk):
    """The receipt the treasury knows, filled in from its line, its project from suggestions."""
    entry = get_object_or_404(visible_entries(request.user), pk=pk)
    actions.check_some_clerk(request.user)
    suggested = projects_for(entry, request.user)
    form = EntryReceiptForm(
        request.POST or None, user=request.user, initial=initial_of(entry, request, suggested)
    )
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        return redirect(
            actions.record_entry_as_receipt(
                entry=entry, by=request.user, at=timezone.now(), **facts
            )
        )
    context = {"entry": entry, "form": form, "suggested": suggested}
    return render(request, "projects/entry_receipt.html", context)


def initial_of(entry, request, suggested):
    chosen = typed(request.GET, "project")[:30]
    if not chosen and suggested:
        chosen = suggested[0].row.code
    return {
        "project": chosen,
        "number": entry.number,
        "paid_on": entry.paid_on,
        "amount_yuan": entry.amount_yuan,
        "payer": entry.payer,
    }
