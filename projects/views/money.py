from functools import partial

from django.db.models import F
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from airdefense.exchange.listing import respond
from projects import actions
from projects.forms import (
    AllocationForm,
    ReceiptForm,
    RefundForm,
    RemittanceForm,
    VoidForm,
    WriteOffForm,
)
from projects.listings import GAPS, RECEIPTS
from projects.models import Gap, Receipt
from projects.views.ledger import require_form
from projects.views.pages import (
    form_page,
    keeps,
    kept_gap,
    kept_project,
    kept_receipt,
    visible_gap,
    visible_receipt,
)


@require_safe
def receipt_list(request):
    visible = Receipt.objects.visible_to(request.user).with_rest()
    return respond(request, RECEIPTS, visible.select_related("project__region"))


@require_safe
def receipt_detail(request, pk):
    receipt = visible_receipt(request, pk)
    context = receipt_context(receipt) | {"may_keep": keeps(request.user, receipt.project)}
    return render(request, "projects/receipt_detail.html", context)


def countered(rows):
    """Rows of money, each with the key of the counter-entry that took it back."""
    return rows.annotate(taken_by=F("cancelled_by"))


def receipt_context(receipt):
    return {
        "receipt": receipt,
        "remittances": countered(receipt.remittances.order_by("remitted_on", "pk")),
        "refunds": countered(receipt.refunds.order_by("refunded_on", "pk")),
        "allocations": countered(receipt.allocations.select_related("gap")),
    }


@require_safe
def receipt_peek(request, pk):
    return render(
        request, "projects/_receipt_peek.html", receipt_context(visible_receipt(request, pk))
    )


@require_form
def receipt_new(request, pk):
    project = kept_project(request, pk)
    return form_page(
        request,
        ReceiptForm(request.POST or None, initial={"payer": project.developer.name}),
        title=_("Record a payment"),
        project=project,
        act=partial(actions.record_receipt, project=project),
    )


@require_form
def receipt_void(request, pk):
    receipt = kept_receipt(request, pk)
    return form_page(
        request,
        VoidForm(request.POST or None),
        title=_("Void the receipt %(number)s") % {"number": receipt.number},
        project=receipt.project,
        act=partial(actions.void_receipt, receipt=receipt),
        back=receipt,
    )


@require_form
def remittance_new(request, pk):
    receipt = kept_receipt(request, pk)
    return form_page(
        request,
        RemittanceForm(request.POST or None, receipt=receipt),
        title=_("Remit money of the receipt %(number)s") % {"number": receipt.number},
        project=receipt.project,
        act=partial(actions.record_remittance, receipt=receipt),
        back=receipt,
    )


@require_form
def refund_new(request, pk):
    receipt = kept_receipt(request, pk)
    return form_page(
        request,
        RefundForm(request.POST or None, receipt=receipt),
        title=_("Refund money of the receipt %(number)s") % {"number": receipt.number},
        project=receipt.project,
        act=partial(actions.refund, receipt=receipt),
        back=receipt,
    )


@require_safe
def gap_list(request):
    visible = Gap.objects.visible_to(request.user).with_balance()
    return respond(request, GAPS, visible.select_related("project__region"))


@require_safe
def gap_detail(request, pk):
    gap = visible_gap(request, pk)
    context = gap_context(gap) | {"may_keep": keeps(request.user, gap.project)}
    return render(request, "projects/gap_detail.html", context)


def gap_context(gap):
    return {
        "gap": gap,
        "allocations": countered(gap.allocations.select_related("receipt", "recorded_by")),
        "write_offs": countered(
            gap.write_offs.select_related("recorded_by").order_by("written_off_on", "pk")
        ),
    }


@require_safe
def gap_peek(request, pk):
    return render(request, "projects/_gap_peek.html", gap_context(visible_gap(request, pk)))


@require_form
def allocation_new(request, pk):
    gap = kept_gap(request, pk)
    return form_page(
        request,
        AllocationForm(request.POST or None, gap=gap),
        title=_("Allocate a receipt to the gap"),
        project=gap.project,
        act=partial(actions.allocate, gap=gap),
        back=gap,
    )


@require_form
def write_off_new(request, pk):
    gap = kept_gap(request, pk)
    return form_page(
        request,
        WriteOffForm(request.POST or None, gap=gap),
        title=_("Write off part of the gap"),
        project=gap.project,
        act=partial(actions.write_off, gap=gap),
        back=gap,
    )
