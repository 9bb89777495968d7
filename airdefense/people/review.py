"""What can this person see and do, and who can see the data of this organisation: on one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation, RoleGrant, User, covered
from airdefense.accounts.roles import ADMINISTRATORS, HOUSES, ROLE_CLASSES, Role
from airdefense.people import matrix
from airdefense.people.listings import STATES, second_person, state_of
from airdefense.people.models import Confirmation


@dataclass(frozen=True, slots=True)
class Held:
    """One grant of a person with what its role may do: steps by kind of case, and pages."""

    grant: RoleGrant
    role: Any
    kinds: list[matrix.Kind]
    pages: list[matrix.Page]

    @property
    def narrowed(self) -> frozenset[tuple[str, str]]:
        return frozenset((one["case_type"], one["step"]) for one in self.grant.narrowings)

    @property
    def steps(self) -> list[tuple[matrix.Kind, list[tuple[matrix.Action, bool]]]]:
        """Each step, and whether some of it was taken away here."""
        gone = self.narrowed
        return [
            (kind, [(one, (one.case_type, one.step) in gone) for one in kind.actions])
            for kind in self.kinds
        ]


def held_by(person: User, day: date) -> list[Held]:
    """What this person's roles allow on a day."""
    grants = RoleGrant.objects.in_force(day).filter(user=person).with_narrowings(day)
    related = grants.select_related("scope", "proposed_by", "granted_by").order_by("role", "pk")
    shown = matrix.pages()
    return [
        Held(
            grant,
            ROLE_CLASSES[grant.role](),
            matrix.actions_of(grant.role),
            [page for page in shown if grant.role in page.roles],
        )
        for grant in related
    ]


def over(body: Organisation, user: Any, day: date) -> Any:
    """The grants in force through which somebody sees the data of a body: those whose reach holds
    it. An administrator of the place is told all of them, a head of office those of the house."""
    grants = RoleGrant.objects.in_force(day).exclude(role__in=ADMINISTRATORS)
    grants = grants.alias(path=Value(body.path)).filter(path__startswith=F("scope__path"))
    is_near = Organisation.objects.filter(covered(user, ""), pk=body.pk).exists()
    if not is_near:
        held = user.roles_over((body.path,))
        house = frozenset().union(*(roles for head, roles in HOUSES.items() if head in held))
        grants = grants.filter(role__in=sorted(house))
    related = ("user__organisation", "scope", "proposed_by", "granted_by")
    active = grants.filter(user__is_active=True).select_related(*related)
    return active.order_by("role", "user__display_name", "pk")


def grant_heads() -> list[str]:
    """The heads of a sheet of grants."""
    return [
        _("Person"),
        _("Sign-in name"),
        _("Organisation"),
        _("Role"),
        _("Reach"),
        _("from"),
        _("until"),
        _("Proposed by"),
        _("Granted by"),
        _("Reason"),
        _("Status"),
    ]


def grant_rows(grants: Iterable[RoleGrant], day: date) -> list[list[Any]]:
    """The lines of a sheet of grants."""
    return [
        [
            grant.user,
            grant.user.username,
            grant.user.organisation,
            Role(grant.role).label,
            grant.scope,
            grant.valid_from,
            grant.valid_until,
            second_person(grant),
            grant.granted_by,
            grant.reason,
            dict(STATES)[state_of(grant, day)],
        ]
        for grant in grants
    ]


def confirmations(user: Any, name: str) -> Any:
    """What was kept in a round, of the grants that this person may know of."""
    return Confirmation.objects.visible_to(user).filter(round=name)


def kept_words(one: Confirmation | None) -> list[Any]:
    """Who kept a grant, and when; nothing where nobody looked yet."""
    if one is None:
        return ["", ""]
    return [one.confirmed_by, timezone.localdate(one.confirmed_at)]
