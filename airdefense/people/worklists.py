"""Requests for roles that wait for a second person."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkList, work_list
from airdefense.accounts.models import covered, of_house
from airdefense.accounts.roles import Role
from airdefense.exchange.listing import Column
from airdefense.people.models import GrantRequest, to_confirm
from airdefense.people.workflow import DECIDERS


@work_list(roles=DECIDERS, order=90)
def requests_to_decide(user, today):
    open_ones = GrantRequest.objects.visible_to(user).open()
    of_security = of_house(user, "scope") & Q(proposed_as=Role.SECURITY_ADMIN)
    mine = covered(user, "scope", Role.SECURITY_ADMIN) | of_security
    rows = open_ones.filter(mine).exclude(proposed_by=user).exclude(person=user)
    return WorkList(
        key="requests-to-decide",
        title=_("Requests for roles to decide"),
        queryset=rows.select_related("person__organisation", "scope", "proposed_by"),
        url=reverse("people:request_list") + "?status=proposed",
        when="valid_from",
        columns=(
            Column("person", _("Person"), link=True, phone="o0"),
            Column("role", _("Role")),
            Column("scope", _("Reach")),
            Column("proposed_by", _("Proposed by"), phone="hide"),
            Column("status", _("Status"), kind="status", phone="o1"),
        ),
        verb=_("Decide"),
    )


@work_list(roles=DECIDERS, order=91)
def roles_to_confirm(user, today):
    return WorkList(
        key="roles-to-confirm",
        title=_("Roles to confirm this half-year"),
        queryset=to_confirm(user, today).select_related("user__organisation", "scope"),
        url=reverse("people:grant_review"),
        when="",
        columns=(
            Column("user", _("Person"), link=True, phone="o0"),
            Column("user.organisation.short_name", _("Organisation")),
            Column("role", _("Role")),
            Column("scope", _("Reach")),
        ),
        verb=_("Look through"),
    )
