"""Requests for roles that wait for a second person."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkList, work_list
from airdefense.accounts.models import RoleGrant, User, covered, of_house, within
from airdefense.accounts.roles import HEADS, Role
from airdefense.exchange.listing import Column
from airdefense.people import standing
from airdefense.people.models import GrantRequest, Narrowing, to_confirm
from airdefense.people.workflow import DECIDERS, NarrowingStatus


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


@work_list(roles=DECIDERS, order=92)
def narrowings_to_decide(user, today):
    """What others want to take from a role or give back to it."""
    waiting = Q(status=NarrowingStatus.PROPOSED) & ~Q(proposed_by=user)
    waiting |= Q(status=NarrowingStatus.ENDING) & ~Q(ending_by=user)
    mine = covered(user, "scope", Role.SECURITY_ADMIN) | within(user, "scope", HEADS)
    return WorkList(
        key="narrowings-to-decide",
        title=_("Narrowed roles to decide on"),
        queryset=Narrowing.objects.visible_to(user)
        .filter(waiting & mine)
        .select_related("scope", "proposed_by"),
        url=f"{reverse('people:narrowing_list')}?status=proposed&status=ending",
        when="",
        columns=(
            Column("role", _("Role"), link=True, phone="o0"),
            Column("scope", _("For the cases of")),
            Column("document", _("Document"), kind="long", phone="wide"),
            Column("proposed_by", _("Proposed by")),
            Column("status", _("Status"), kind="status", phone="o1"),
        ),
        verb=_("Decide"),
    )


ACCOUNT = (
    Column("display_name", _("Person"), link=True, phone="o0"),
    Column("username", _("Sign-in name")),
    Column("organisation.name", _("Organisation")),
)


def accounts_of(user):
    """The accounts within a system administrator's reach."""
    mine = covered(user, "organisation", Role.SYSTEM_ADMIN)
    return User.objects.visible_to(user).filter(mine).select_related("organisation")


@work_list(roles=[Role.SYSTEM_ADMIN], order=93)
def accounts_without_role(user, today):
    """Who works here and can do nothing: a role is to be proposed, or the account closed."""
    return WorkList(
        key="accounts-without-role",
        title=_("Accounts without a role"),
        queryset=standing.without_role(accounts_of(user), today),
        url=f"{reverse('people:person_list')}?standing=without_role",
        when="",
        columns=ACCOUNT,
        verb=_("Open"),
    )


@work_list(roles=[Role.SYSTEM_ADMIN], order=94)
def accounts_unused(user, today):
    return WorkList(
        key="accounts-unused",
        title=_("Accounts that nobody used for half a year"),
        queryset=standing.unused(accounts_of(user), today),
        url=f"{reverse('people:person_list')}?standing=unused",
        when="",
        columns=(*ACCOUNT, Column("last_login", _("Last sign-in"), kind="moment")),
        verb=_("Open"),
    )


@work_list(roles=[Role.AUDITOR], order=95)
def grants_of_the_week(user, today):
    """What the other two did about roles of late, for whoever looks over them."""
    grants = RoleGrant.objects.visible_to(user).filter(covered(user, "scope", Role.AUDITOR))
    grants = standing.recent(grants, today)
    return WorkList(
        key="grants-of-the-week",
        title=_("Roles granted or withdrawn within a week"),
        queryset=grants.select_related("user", "scope", "granted_by", "withdrawn_by"),
        url=f"{reverse('people:grant_list')}?state=recent",
        when="",
        columns=(
            Column("user", _("Person"), link=True, phone="o0"),
            Column("role", _("Role")),
            Column("scope", _("Reach")),
            Column("granted_by", _("Granted by")),
            Column("withdrawn_by", _("Withdrawn by")),
        ),
        verb=_("Look through"),
        order=("-granted_at", "-pk"),
        waits=False,
    )
