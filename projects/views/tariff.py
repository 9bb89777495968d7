"""Rates, adjustments and policies: the same pages for each of the three kinds."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.exchange.listing import respond
from projects import actions
from projects.forms.tariff import AdjustmentForm, EndForm, PolicyForm, RateForm
from projects.models import FeeAdjustment, FeePolicy, FeeRate, Project, Published
from projects.tariff_listings import ADJUSTMENTS, POLICIES, RATES
from projects.views.ledger import require_form
from projects.what_if import compare
from projects.what_if_workbook import what_if_response
from projects.workflow import PUBLISHERS, PublishedStatus

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """What differs between the pages of the three."""

    noun: str
    model: type[Published]
    form: type
    listing: object
    title_new: object


KINDS = {
    "rate": Kind("rate", FeeRate, RateForm, RATES, _("Propose a fee rate")),
    "adjustment": Kind(
        "adjustment", FeeAdjustment, AdjustmentForm, ADJUSTMENTS, _("Propose a rate adjustment")
    ),
    "policy": Kind("policy", FeePolicy, PolicyForm, POLICIES, _("Propose a fee policy")),
}


def context_of(request, kind, row=None):
    """What every page of a kind has: its list, and the row with its way to the comparison."""
    context = {
        "kind": kind,
        "listing": KINDS[kind].listing,
        "list_url": reverse(f"projects:{kind}_list"),
        "row": row,
    }
    if row:
        roles = request.user.roles_over(row.scope_paths)
        context["may_publish"] = not roles.isdisjoint(PUBLISHERS)
        context["what_if_url"] = reverse(f"projects:{kind}_what_if", args=[row.pk])
    return context


def visible_row(request, kind, pk):
    visible = KINDS[kind].model.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("region", "proposed_by", "approved_by"), pk=pk)


@require_safe
def published_list(request, kind):
    visible = KINDS[kind].model.objects.visible_to(request.user)
    context = {"kind": kind}
    return respond(
        request, KINDS[kind].listing, visible.select_related("region", "proposed_by"), **context
    )


@require_safe
def published_detail(request, kind, pk):
    row = visible_row(request, kind, pk)
    is_draft = row.status == PublishedStatus.PROPOSED
    context = context_of(request, kind, row) | {"is_draft": is_draft}
    return render(request, "projects/published_detail.html", context)


@require_form
def published_new(request, kind):
    actions.check_publisher(request.user, *request.user.paths())
    asked = request.GET.dict()
    form = KINDS[kind].form(request.POST or None, user=request.user, initial=asked)
    if request.method == "POST" and form.is_valid():
        row = actions.propose(
            KINDS[kind].model, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        return redirect(row)
    context = context_of(request, kind) | {"form": form, "title": KINDS[kind].title_new}
    return render(request, "projects/published_form.html", context)


@require_POST
def take_published_step(request, kind, pk, name):
    row = visible_row(request, kind, pk)
    if name not in row.workflow:
        raise Http404
    if row.workflow[name].form_url:
        return redirect(row.workflow[name].form_url, pk)
    note = typed(request.POST, "note")
    actions.take_published_step(row, name, by=request.user, at=timezone.now(), note=note)
    return redirect(row)


@require_form
def published_end(request, kind, pk):
    row = visible_row(request, kind, pk)
    actions.check_publisher(request.user, *row.scope_paths)
    form = EndForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        actions.take_published_step(row, "end", by=request.user, at=timezone.now(), **facts)
        return redirect(row)
    context = context_of(request, kind, row) | {"form": form, "title": _("End")}
    return render(request, "projects/published_form.html", context)


@require_safe
def what_if(request, kind, pk):
    """The draft against today's rows, over the projects the reader sees."""
    row = visible_row(request, kind, pk)
    actions.check_publisher(request.user, *row.scope_paths)
    outcome = compare(row, Project.objects.visible_to(request.user))
    if request.GET.get("format") == "xlsx":
        return what_if_response(request.user, row, outcome)
    context = context_of(request, kind, row) | {"outcome": outcome}
    return render(request, "projects/what_if.html", context | {"shown": outcome.changed[:SHOWN]})
