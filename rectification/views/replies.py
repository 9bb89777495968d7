"""The answer to an instrument, and what becomes of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from airdefense.accounts.roles import Role
from rectification import actions
from rectification.forms import ConcludeForm, RejectReplyForm, ReplyForm
from rectification.views.instruments import context_of, visible_instrument
from rectification.views.shared import require_role
from rectification.workflow import VERIFIERS


def page(request, instrument, form, step):
    context = context_of(request, instrument) | {"form": form, "step": instrument.workflow[step]}
    return render(request, "rectification/instrument_step.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def instrument_reply(request, pk):
    """The unit's answer with its files; an office records one that came on paper."""
    instrument = visible_instrument(request, pk)
    require_role(request.user, instrument, Role.UNIT_CONTACT, *VERIFIERS)
    form = ReplyForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data
        actions.reply(instrument=instrument, by=request.user, at=timezone.now(), **given)
        messages.success(request, _("The reply is handed in."))
        return redirect(instrument)
    return page(request, instrument, form, "reply")


@require_http_methods(["GET", "HEAD", "POST"])
def instrument_reject(request, pk):
    """Ask again: the reply is not enough."""
    instrument = visible_instrument(request, pk)
    require_role(request.user, instrument, *VERIFIERS)
    form = RejectReplyForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        actions.reject_reply(instrument=instrument, by=request.user, at=timezone.now(), **given)
        messages.success(request, _("The unit is asked again."))
        return redirect(instrument)
    return page(request, instrument, form, "reject_reply")


@require_http_methods(["GET", "HEAD", "POST"])
def instrument_conclude(request, pk):
    """The re-check and what the instrument achieved."""
    instrument = visible_instrument(request, pk)
    require_role(request.user, instrument, *VERIFIERS)
    form = ConcludeForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        actions.conclude(instrument=instrument, by=request.user, at=timezone.now(), **given)
        messages.success(request, _("Concluded: %(instrument)s.") % {"instrument": instrument})
        return redirect(instrument)
    return page(request, instrument, form, "conclude")
