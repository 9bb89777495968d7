"""Roles: what was granted, what is proposed, and how a proposal is decided."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.entries import key_of, typed
from airdefense.accounts.models import RoleGrant
from airdefense.accounts.roles import ADMINISTRATORS, HEADS, ROLE_CLASSES
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.exchange.listing import respond
from airdefense.people import actions
from airdefense.people.forms import RequestForm, WithdrawalForm
from airdefense.people.histories import history_of_grant
from airdefense.people.listings import GRANTS, REQUESTS, state_badge, state_of
from airdefense.people.models import GrantRequest
from airdefense.people.workflow import DECIDERS, PROPOSERS

require_form = require_http_methods(["GET", "HEAD", "POST"])
READERS = (*sorted(ADMINISTRATORS), *HEADS)
MOST_AT_ONCE = 200
ASKED = ("person", "role", "scope", "valid_from", "valid_until", "reason")


def needs(user, *roles):
    if not user.has_role(*roles):
        raise NotAllowed


def visible_grant(request, pk):
    rows = RoleGrant.objects.visible_to(request.user)
    related = ("user__organisation", "scope", "proposed_by", "granted_by", "withdrawn_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def visible_request(request, pk):
    rows = GrantRequest.objects.visible_to(request.user)
    related = ("person__organisation", "scope", "proposed_by", "decided_by", "grant")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@require_safe
def grant_list(request):
    needs(request.user, *READERS)
    rows = RoleGrant.objects.visible_to(request.user)
    return respond(
        request,
        GRANTS,
        rows.select_related("user__organisation", "scope", "proposed_by", "granted_by"),
    )


@require_safe
def grant_detail(request, pk):
    grant = visible_grant(request, pk)
    is_open = grant.withdrawn_at is None and state_of(grant) != "expired"
    context = {
        "grant": grant,
        "role": ROLE_CLASSES[grant.role](),
        "state": state_badge(grant),
        "may_withdraw": is_open and actions.may_withdraw(grant, request.user),
        "may_propose": actions.proposes_as(request.user, grant.role, grant.scope),
        "entries": history_of_grant(grant),
    }
    return render(request, "people/grant_detail.html", context)


@require_form
def grant_withdraw(request, pk):
    grant = visible_grant(request, pk)
    if not actions.may_withdraw(grant, request.user):
        raise NotAllowed
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.withdraw(grant, reason=reason, by=request.user, at=timezone.now())
        messages.success(request, _("Withdrawn: the role counts no more."))
        return redirect(grant)
    return render(request, "people/grant_withdraw.html", {"grant": grant, "form": form})


@require_safe
def request_list(request):
    needs(request.user, *READERS)
    rows = GrantRequest.objects.visible_to(request.user)
    return respond(
        request,
        REQUESTS,
        rows.select_related("person__organisation", "scope", "proposed_by", "decided_by"),
    )


@require_form
def request_new(request):
    """Propose a role; what would be refused at the end is said beside the form."""
    needs(request.user, *PROPOSERS)
    now = timezone.now()
    asked = {name: typed(request.GET, name) for name in ASKED if name in request.GET}
    form = RequestForm(
        request.POST or None, user=request.user, today=timezone.localdate(now), initial=asked
    )
    if form.is_valid() and (made := proposed(form, request.user, now)):
        messages.success(request, _("Proposed: a second person decides."))
        return redirect(made)
    return render(request, "people/request_new.html", {"form": form})


def proposed(form, user, now):
    """The request made of the form, or None with the refusal in the form."""
    try:
        return actions.propose(by=user, at=now, **form.cleaned_data)
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return None


@require_form
def request_review(request):
    """Several requests that were ticked, shown once more before they are granted together."""
    needs(request.user, *DECIDERS)
    ids = [key for key in map(key_of, typed(request.GET, "ids").split(",")) if key]
    rows = GrantRequest.objects.visible_to(request.user).open().filter(pk__in=ids[:MOST_AT_ONCE])
    rows = rows.select_related("person__organisation", "scope", "proposed_by").order_by("pk")
    if request.method == "POST":
        chosen = rows.filter(pk__in=filter(None, map(key_of, request.POST.getlist("request"))))
        made = actions.grant_several(chosen, by=request.user, at=timezone.now())
        words = ngettext("%(count)d role granted.", "%(count)d roles granted.", made)
        messages.success(request, words % {"count": made})
        return redirect("people:request_list")
    shown = [(asked, actions.refusal_of(asked, request.user)) for asked in rows]
    return render(request, "people/request_review.html", {"rows": shown})


@require_safe
def request_detail(request, pk):
    asked = visible_request(request, pk)
    is_open = asked.decided_at is None
    context = {
        "asked": asked,
        "role": ROLE_CLASSES[asked.role](),
        "held": actions.held_by(asked.person, timezone.localdate()),
        "objection": asked.objection() if is_open else None,
    }
    return render(request, "people/request_detail.html", context)


@require_POST
def take_request_step(request, pk, name):
    asked = visible_request(request, pk)
    if name not in asked.workflow:
        raise Http404
    note = typed(request.POST, "note")
    return redirect(actions.take_step(asked, name, by=request.user, at=timezone.now(), note=note))
