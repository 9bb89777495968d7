"""Notices, deferrals and gaps opened by hand, and the counter-entry to any row of money."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import actions
from projects.actions.counter import KINDS, check_standing
from projects.actions.demands import undemanded
from projects.forms import DeferralForm, DemandForm, GapForm, TakeBackForm
from projects.models import Allocation, Deferral, DemandNotice, Refund, Remittance, WriteOff
from projects.views.ledger import require_form
from projects.views.pages import form_page, kept_project

# What can be taken back, by the word in its address: the model, the related rows that are read
# with it, where one goes back to, and the title of the page.
COUNTERED = {
    "demand": (DemandNotice, "project", "project", _("Take back the demand notice")),
    "deferral": (Deferral, "project", "project", _("Take back the deferral")),
    "remittance": (Remittance, "receipt__project", "receipt", _("Take back the remittance")),
    "refund": (Refund, "receipt__project", "receipt", _("Take back the refund")),
    "allocation": (Allocation, "gap__project", "gap", _("Take back the allocation")),
    "write_off": (WriteOff, "gap__project", "gap", _("Take back the write-off")),
}


@require_form
def demand_new(request, pk):
    project = kept_project(request, pk)
    assessment = project.assessment
    most = undemanded(assessment) if assessment else None
    return form_page(
        request,
        DemandForm(request.POST or None, most=most),
        title=_("Record a demand notice"),
        project=project,
        act=partial(actions.demand, project=project),
    )


@require_form
def deferral_new(request, pk):
    project = kept_project(request, pk)
    return form_page(
        request,
        DeferralForm(request.POST or None),
        title=_("Record a deferral"),
        project=project,
        act=partial(actions.defer, project=project),
    )


@require_form
def gap_new(request, pk):
    project = kept_project(request, pk)
    return form_page(
        request,
        GapForm(request.POST or None, initial={"opened_on": timezone.localdate()}),
        title=_("Open a gap"),
        project=project,
        act=partial(actions.open_gap, project=project),
    )


@require_form
def take_back(request, noun, pk):
    model, way, back, title = COUNTERED[noun]
    visible = model.objects.visible_to(request.user)
    related = (f"{way}__region", f"{way}__authority")
    row = get_object_or_404(visible.select_related(*related), pk=pk)
    project = KINDS[model].project(row)
    actions.check_clerk(request.user, *project.scope_paths)
    check_standing(row)
    return form_page(
        request,
        TakeBackForm(request.POST or None, row=row),
        title=title,
        project=project,
        act=partial(actions.take_back, row=row),
        back=getattr(row, back),
    )
