"""Forms of approval: what waits for one's signature, one form with its sheet, signing it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.documents.delivery import deliver
from leads import actions
from leads.documents.approvals import approval_form, file_name
from leads.forms import SignatoriesForm, SignForm
from leads.models import ApprovalForm, ApprovalRoute
from leads.sheets import RELATED, sheet_of
from leads.views.leads import seen_lead

SIGNED_SHOWN = 20


def seen_form(user, pk, form_pk) -> ApprovalForm:
    """A form of a lead that this user may read, or 404."""
    forms = ApprovalForm.objects.visible_to(user).filter(lead_id=pk).select_related(*RELATED)
    return get_object_or_404(forms, pk=form_pk)


@never_cache
@require_safe
def approval_list(request):
    """What waits for my signature, what I laid before others, what I signed; headers only."""
    forms = ApprovalForm.objects.visible_to(request.user)
    forms = forms.select_related("lead__region", "opened_by").order_by("opened_at", "pk")
    signed = forms.filter(opinions__signed_by=request.user).order_by("-opinions__signed_at")
    context = {
        "waiting": forms.awaiting(request.user),
        "laid": forms.filter(opened_by=request.user, concluded_at=None),
        "signed": signed[:SIGNED_SHOWN],
        "routes": routes_for(request.user),
    }
    return render(request, "leads/approval_list.html", context)


def routes_for(user):
    """The routes as the customer entered them, for who signs by them to read."""
    routes = ApprovalRoute.objects.visible_to(user).select_related("organisation")
    return routes.order_by("matter", "method", "organisation", "-effective_on")


@never_cache
@require_safe
def approval_detail(request, pk, form_pk):
    form = seen_form(request.user, pk, form_pk)
    return render(request, "leads/approval_detail.html", page_of(request, form, SignForm()))


def page_of(request, form, sign_form):
    """What the page of a form shows; a member of the compartment reads the lead with it."""
    user, lead = request.user, form.lead
    is_inside = lead.is_open_to(user)
    if is_inside:
        actions.log_reading(lead, "read", by=user, at=timezone.now())
    return {
        "lead": lead,
        "approval": form,
        "sheet": sheet_of(form),
        "content": lead.content if is_inside else None,
        "persons": lead.persons.visible_to(user).order_by("pk"),
        "form": sign_form,
        "is_mine_to_sign": form.awaited() == user,
        "is_mine_to_withdraw": actions.may_withdraw(form, user),
    }


@never_cache
@require_POST
def approval_sign(request, pk, form_pk):
    form, entry = seen_form(request.user, pk, form_pk), SignForm(request.POST)
    if not entry.is_valid():
        return render(request, "leads/approval_detail.html", page_of(request, form, entry))
    words, is_agreed = entry.cleaned_data["words"], entry.is_agreed
    actions.sign(form, words=words, is_agreed=is_agreed, by=request.user, at=timezone.now())
    return redirect(form)


@require_POST
def approval_withdraw(request, pk, form_pk):
    form, reason = seen_form(request.user, pk, form_pk), typed(request.POST, "note")
    actions.withdraw_form(form, reason=reason, by=request.user, at=timezone.now())
    return redirect(form)


@never_cache
@require_safe
def approval_document(request, pk, form_pk, format):
    """The form as a document (呈批表), with a note of who took it and what for."""
    form = seen_form(request.user, pk, form_pk)
    document = approval_form(form, request.user)
    purpose = typed(request.GET, "purpose")[:200] or _("For signature")
    actions.log_reading(form.lead, "print", by=request.user, at=timezone.now(), note=purpose)
    return deliver(request, document, about=form.lead, name=file_name(form), format=format)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signatories(request, pk):
    """Name who signs for a lead besides its officer and its leader."""
    lead = seen_lead(request.user, pk)
    if Role.CASE_SUPERVISION not in request.user.roles_over(lead.scope_paths):
        raise NotAllowed(_("Only the case supervision office names who signs."))
    form = SignatoriesForm(request.POST or None, lead=lead)
    if request.method == "POST" and form.is_valid():
        for level, user in form.named().items():
            facts = {"level": level, "user": user, "by": request.user, "at": timezone.now()}
            actions.name_signatory(lead=lead, **facts)
        return redirect(lead)
    return render(request, "leads/signatories.html", {"lead": lead, "form": form})
