from django.apps import apps
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.casework.checkup import actions
from airdefense.casework.checkup.forms import WaiverForm
from airdefense.casework.checkup.registry import RULES, moment_of
from airdefense.casework.models import Waiver
from airdefense.casework.workflow import NotAllowed


def visible_hit(request, code, pk):
    """A rule and a case that breaks it, as far as this user sees both; else 404."""
    rule = RULES.get(code)
    if rule is None or rule.is_compartmented or not request.user.has_role(*rule.roles):
        raise Http404
    hits = rule.hits(moment_of(timezone.localdate()), request.user)
    return rule, get_object_or_404(hits, pk=pk)


@require_http_methods(["GET", "POST"])
def waiver_new(request, code, pk):
    """Ask that a hit be accepted for a while."""
    rule, case = visible_hit(request, code, pk)
    if not actions.may_ask(request.user, rule, case):
        raise NotAllowed(_("Your role does not ask for waivers."))
    now = timezone.now()
    form = WaiverForm(request.POST or None, today=timezone.localdate(now))
    if not form.is_valid():
        context = {"form": form, "rule": rule, "case": case}
        return render(request, "casework/waiver_new.html", context)
    waiver = actions.request_waiver(
        rule=rule, case=case, by=request.user, at=now, **form.cleaned_data
    )
    messages.success(request, _("Asked for: a second person decides."))
    return redirect(waiver)


@require_safe
def waiver_detail(request, pk):
    waivers = Waiver.objects.visible_to(request.user).select_related("region", "requested_by")
    waiver = get_object_or_404(waivers, pk=pk)
    model = apps.get_model(waiver.case_type)
    context = {
        "waiver": waiver,
        "rule": RULES.get(waiver.rule),
        "case": model.objects.visible_to(request.user).filter(pk=waiver.case_id).first(),
        "is_over": waiver.expires_on < timezone.localdate(),
    }
    return render(request, "casework/waiver_detail.html", context)


@require_POST
def take_waiver_step(request, pk, name):
    waiver = get_object_or_404(Waiver.objects.visible_to(request.user), pk=pk)
    if name not in waiver.workflow:
        raise Http404
    note = typed(request.POST, "note")
    actions.take_waiver_step(waiver, name, by=request.user, at=timezone.now(), note=note)
    return redirect(waiver)
