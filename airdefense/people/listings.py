"""The lists of grants and of requests for roles."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind, RoleGrant, User
from airdefense.accounts.roles import Role
from airdefense.exchange.filters import ChoicesFilter, DateRange, ListFilterSet, YesNoFilter
from airdefense.exchange.listing import Bulk, Column, Listing, View
from airdefense.people import standing
from airdefense.people.matrix import actions
from airdefense.people.models import GrantRequest, Narrowing
from airdefense.people.workflow import DECIDERS, PROPOSERS, NarrowingStatus, RequestStatus

STATES = (
    ("in_force", _("in effect")),
    ("to_come", _("To come")),
    ("expired", _("expired")),
    ("withdrawn", _("Withdrawn")),
)
RECENT = ("recent", _("Granted or withdrawn within a week"))
TONES = {"in_force": "ok", "to_come": "run", "expired": "", "withdrawn": "bad"}


def state_of(grant: RoleGrant, day: Any = None) -> str:
    """Whether a grant counts on a day."""
    day = day or timezone.localdate()
    if grant.withdrawn_at is not None:
        return "withdrawn"
    if grant.valid_from > day:
        return "to_come"
    return "in_force" if grant.valid_until is None or grant.valid_until >= day else "expired"


def state_badge(grant: RoleGrant) -> tuple[str, Any]:
    state = state_of(grant)
    return TONES[state], dict(STATES)[state]


def second_person(grant: RoleGrant) -> Any:
    """Who proposed it; that it stands since the set-up, where nobody did."""
    return grant.proposed_by or _("Set up with the installation")


class PeopleFilter(ListFilterSet):
    search_field = ""
    person_path = "user"
    q = django_filters.CharFilter(method="search", label=_("Search"), max_length=100)

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """By name or sign-in name: the people of one city, never a table of cases."""
        for word in value.split():
            one = Q(**{f"{self.person_path}__display_name__icontains": word})
            queryset = queryset.filter(
                one | Q(**{f"{self.person_path}__username__icontains": word})
            )
        return queryset


class GrantFilter(PeopleFilter):
    role = ChoicesFilter(label=_("Role"), choices=Role.choices)
    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=(*STATES, RECENT), method="in_state"
    )
    valid_until = DateRange(label=_("Last day"))
    user = django_filters.CharFilter(
        field_name="user__username", label=_("Sign-in name"), max_length=150
    )

    class Meta:
        model = RoleGrant
        fields = ()

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        if value == "recent":
            return standing.recent(queryset, today)
        if value == "withdrawn":
            return queryset.exclude(withdrawn_at=None)
        open_ones = queryset.filter(withdrawn_at=None)
        return {
            "in_force": queryset.in_force(today),
            "to_come": open_ones.filter(valid_from__gt=today),
            "expired": open_ones.filter(valid_until__lt=today),
        }[value]


class RequestFilter(PeopleFilter):
    person_path = "person"
    status = ChoicesFilter(label=_("Status"), choices=RequestStatus.choices)
    role = ChoicesFilter(label=_("Role"), choices=Role.choices)

    class Meta:
        model = GrantRequest
        fields = ()


GRANTS = Listing(
    key="grants",
    title=_("Role grants"),
    filterset=GrantFilter,
    columns=(
        Column("user", _("Person"), link=True, phone="o0"),
        Column("user.organisation.short_name", _("Organisation")),
        Column("role", _("Role")),
        Column("scope", _("Reach")),
        Column("valid_from", _("from"), kind="date", phone="hide"),
        Column("valid_until", _("until"), kind="date", sort="valid_until"),
        Column("proposed_by", _("Proposed by"), value=second_person, phone="hide"),
        Column("granted_by", _("Granted by"), phone="hide"),
        Column("reason", _("Reason"), kind="long", optional=True),
        Column("state", _("Status"), kind="badge", value=state_badge, phone="o1"),
    ),
    order=("-granted_at", "-pk"),
    new_url="people:request_new",
    new_label=_("Propose a role"),
    new_roles=PROPOSERS,
    views=(
        View(_("in effect"), "state=in_force"),
        View(_("All"), ""),
        View(_("Withdrawn"), "state=withdrawn"),
    ),
    empty=_("No role is granted within your reach."),
    note=_("Every role has two people behind it, a first and a last day, and a reason."),
)

REQUESTS = Listing(
    key="role-requests",
    title=_("Requests for roles"),
    filterset=RequestFilter,
    columns=(
        Column("person", _("Person"), link=True, phone="o0"),
        Column("person.organisation.short_name", _("Organisation")),
        Column("role", _("Role")),
        Column("scope", _("Reach")),
        Column("valid_from", _("from"), kind="date", phone="hide"),
        Column("valid_until", _("until"), kind="date"),
        Column("reason", _("Reason"), kind="long", phone="wide"),
        Column("proposed_by", _("Proposed by")),
        Column("proposed_at", _("proposed at"), kind="moment", phone="hide"),
        Column("decided_by", _("Decision by"), optional=True),
        Column("status", _("Status"), kind="status", phone="o1"),
    ),
    order=("-proposed_at", "-pk"),
    new_url="people:request_new",
    new_label=_("Propose a role"),
    new_roles=PROPOSERS,
    views=(
        View(_("To be decided"), "status=proposed"),
        View(_("Granted"), "status=granted"),
        View(_("All"), ""),
    ),
    bulk=(Bulk(_("Grant together"), "people:request_review", DECIDERS),),
    empty=_("Nobody asked for a role."),
)


def step_words(row: Narrowing) -> str:
    """What is taken away, in words; its key where the part is not installed."""
    action = actions().get(row.key)
    return f"{action.kind} · {action.label}" if action else row.key


class NarrowingFilter(ListFilterSet):
    search_field = ""
    status = ChoicesFilter(label=_("Status"), choices=NarrowingStatus.choices)
    role = ChoicesFilter(label=_("Role"), choices=Role.choices)

    class Meta:
        model = Narrowing
        fields = ()


del NarrowingFilter.base_filters["q"]

NARROWINGS = Listing(
    key="narrowings",
    title=_("Narrowed roles"),
    filterset=NarrowingFilter,
    columns=(
        Column("step", _("Step"), link=True, phone="o0", value=step_words),
        Column("role", _("From whom")),
        Column("scope", _("For the cases of")),
        Column("effective_from", _("effective from"), kind="date"),
        Column("document", _("Document"), kind="long", phone="wide"),
        Column("proposed_by", _("Proposed by"), phone="hide"),
        Column("approved_by", _("Put in force by"), phone="hide"),
        Column("status", _("Status"), kind="status", phone="o1"),
    ),
    order=("-proposed_at", "-pk"),
    new_url="people:narrowing_new",
    new_label=_("Take a step from a role"),
    new_roles=DECIDERS,
    empty=_("Nothing is taken from any role: each may do what the product says."),
    note=_("A row only takes away. What the product gives to no role, no row can give."),
)


ACCOUNT_STATES = (
    ("without_role", _("without a role")),
    ("unused", _("not used for half a year")),
)


class PersonFilter(PeopleFilter):
    is_active = YesNoFilter(label=_("Active"))
    standing = django_filters.ChoiceFilter(
        label=_("State of the account"), choices=ACCOUNT_STATES, method="in_standing"
    )

    class Meta:
        model = User
        fields = ()

    def in_standing(self, queryset: Any, name: str, value: str) -> Any:
        found = {"without_role": standing.without_role, "unused": standing.unused}[value]
        return found(queryset, timezone.localdate())

    def search(self, queryset: Any, name: str, value: str) -> Any:
        for word in value.split():
            queryset = queryset.filter(
                Q(display_name__icontains=word) | Q(username__icontains=word)
            )
        return queryset


PEOPLE = Listing(
    key="people",
    title=_("What a person can see"),
    filterset=PersonFilter,
    columns=(
        Column("display_name", _("Person"), link=True, phone="o0"),
        Column("username", _("Sign-in name")),
        Column("organisation.name", _("Organisation")),
        Column("post", _("Post")),
        Column("last_login", _("Last sign-in"), kind="moment"),
        Column("is_active", _("Active"), kind="yes_no", phone="o1"),
    ),
    order=("organisation__path", "pk"),
    template="people/person_list.html",
    empty=_("No account is within your reach."),
)


class BodyFilter(ListFilterSet):
    search_field = ""
    kind = ChoicesFilter(label=_("Kind"), choices=OrganisationKind.choices)

    class Meta:
        model = Organisation
        fields = ()

    def search(self, queryset: Any, name: str, value: str) -> Any:
        for word in value.split():
            queryset = queryset.filter(Q(name__icontains=word) | Q(code__icontains=word))
        return queryset


BODIES = Listing(
    key="bodies",
    title=_("Who can see the data of an organisation"),
    filterset=BodyFilter,
    columns=(
        Column("name", _("Organisation"), link=True, phone="o0"),
        Column("kind", _("Kind")),
        Column("region.short_name", _("Region")),
        Column("code", _("code")),
    ),
    order=("path", "pk"),
    template="people/body_list.html",
    empty=_("No organisation is within your reach."),
)
