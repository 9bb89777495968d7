"""Access review: what a person can see and do, who sees an organisation, and the half-year's round.

What leads somebody can read is no matter of roles: it is reviewed by the commission, apart.
"""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import key_of
from airdefense.accounts.models import Organisation, RoleGrant, User, covered, within
from airdefense.accounts.roles import HEADS, Role
from airdefense.exchange.listing import respond
from airdefense.people import actions, review
from airdefense.people.listings import BODIES, PEOPLE, state_badge
from airdefense.people.models import answered_for, half_year, to_confirm
from airdefense.people.views.granting import MOST_AT_ONCE, READERS, needs, require_form
from airdefense.people.workbooks import workbook_response
from airdefense.people.workflow import DECIDERS, PROPOSERS

RELATED = ("user__organisation", "scope", "proposed_by", "granted_by")


def asks_workbook(request):
    return request.GET.get("format") == "xlsx"


def may_review(user):
    return user.has_role(*DECIDERS)


def buttons(user):
    """What the pages of a person and of a body offer this reader."""
    return {
        "may_review": may_review(user),
        "may_propose": user.has_role(*PROPOSERS),
        "may_keep": user.has_role(Role.SYSTEM_ADMIN),
    }


@require_safe
def person_list(request):
    needs(request.user, *READERS)
    rows = people_of(request.user).select_related("organisation")
    return respond(request, PEOPLE, rows, may_review=may_review(request.user))


def people_of(user):
    people = User.objects.visible_to(user).exclude(username=settings.SYSTEM_USERNAME)
    return people.filter(covered(user, "organisation") | within(user, "organisation", HEADS))


@require_safe
def person_detail(request, pk):
    """What this person can see and do today, role by role."""
    needs(request.user, *READERS)
    person = get_object_or_404(people_of(request.user).select_related("organisation"), pk=pk)
    today = timezone.localdate()
    grants = RoleGrant.objects.visible_to(request.user).filter(user=person)
    grants = grants.select_related(*RELATED).order_by("-granted_at", "-pk")
    if asks_workbook(request):
        rows = review.grant_rows(grants, today)
        sheets = [(_("Role grants"), review.grant_heads(), rows)]
        return workbook_response(request.user, f"{_('Who can see what')}-{person}", sheets)
    context = {
        "person": person,
        "held": review.held_by(person, today),
        "grants": [(grant, state_badge(grant)) for grant in grants],
        "today": today,
        **buttons(request.user),
    }
    return render(request, "people/person_detail.html", context)


@require_safe
def body_list(request):
    needs(request.user, *READERS)
    rows = bodies_of(request.user).select_related("region")
    return respond(request, BODIES, rows, may_review=may_review(request.user))


def bodies_of(user):
    return Organisation.objects.visible_to(user).filter(covered(user, "") | within(user, "", HEADS))


@require_safe
def body_detail(request, pk):
    """Who can see the data of an organisation today, and through which grant."""
    needs(request.user, *READERS)
    body = get_object_or_404(bodies_of(request.user), pk=pk)
    today = timezone.localdate()
    grants = review.over(body, request.user, today)
    if asks_workbook(request):
        rows = review.grant_rows(grants, today)
        sheets = [(_("Role grants"), review.grant_heads(), rows)]
        return workbook_response(request.user, f"{_('Who can see what')}-{body}", sheets)
    context = {"body": body, "grants": list(grants), "today": today, **buttons(request.user)}
    return render(request, "people/body_detail.html", context)


@require_form
def grant_review(request):
    """The round of this half-year: keep what is still needed, withdraw the rest."""
    needs(request.user, *DECIDERS)
    now = timezone.now()
    today = timezone.localdate(now)
    if request.method == "POST":
        chosen = [key for key in map(key_of, request.POST.getlist("keep")) if key]
        made = len(actions.keep(chosen=chosen, by=request.user, at=now))
        words = ngettext("%(count)d role kept.", "%(count)d roles kept.", made)
        messages.success(request, words % {"count": made})
        return redirect("people:grant_review")
    return shown_round(request, today)


def shown_round(request, today):
    """The round as a page, or with its state as a workbook."""
    rows = to_confirm(request.user, today).select_related(*RELATED)
    rows = rows.order_by("user__organisation__path", "user__display_name", "pk")
    if asks_workbook(request):
        return round_workbook(request.user, today)
    shown = list(rows[:MOST_AT_ONCE])
    more = rows.count() - MOST_AT_ONCE if len(shown) == MOST_AT_ONCE else 0
    context = {"rows": shown, "more": more, "round": half_year(today), "today": today}
    return render(request, "people/grant_review.html", context)


def round_workbook(user, today):
    """Every grant this person answers for: kept by whom, or not yet looked at."""
    grants = answered_for(user).in_force(today).select_related(*RELATED).order_by("pk")
    kept = {
        one.grant_id: one
        for one in review.confirmations(user, half_year(today)).select_related("confirmed_by")
    }
    lines = zip(grants, review.grant_rows(grants, today), strict=True)
    rows = [[*line, *review.kept_words(kept.get(grant.pk))] for grant, line in lines]
    heads = [*review.grant_heads(), _("Kept by"), _("Kept on")]
    title = f"{_('Roles to confirm this half-year')}-{half_year(today)}"
    return workbook_response(user, title, [(_("Role grants"), heads, rows)])
