"""Roles from a workbook: proposals, each decided on by a second person, never a grant.

Accounts come in by a workbook of their own (airdefense/exchange/importing/users.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, RoleGrant, User, covered
from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.kinds import (
    ImportKind,
    Tick,
    chunks,
    import_kind,
    no_tick,
    not_taken_back,
)
from airdefense.exchange.importing.normalise import comparable
from airdefense.exchange.importing.problems import declare
from airdefense.exchange.importing.users import ACCOUNT, bodies_by_word
from airdefense.people import actions
from airdefense.people.models import GrantRequest
from airdefense.people.workflow import RequestStatus

declare("account_unknown", _("names no active account"), _("bring the account in first"))
declare("role_for_oneself", _("is your own account: nobody proposes a role for himself or herself"))
declare("body_out_of_reach", _("is no organisation within your reach"))
declare("role_over_before", _("lies before the first day"), _("a last day after the first"))
declare("role_over_already", _("is past"), _("a last day that has not come yet"))
declare("role_held", _("is held over this body on some of these days"))
declare("role_other_hat", _("goes with no other role on these days: an administrator has one"))
declare("role_decided", _("was decided on or taken back"))
declare("role_of_another", _("was proposed by another: only who proposed it takes it back"))

PERIOD = ("valid_from", "valid_until")


@import_kind
class Roles(ImportKind):
    key = "roles"
    label = _("Requests for roles")
    roles = (Role.SYSTEM_ADMIN,)
    has_source = False
    fields = (
        ACCOUNT,
        ImportField(
            key="role",
            label=_("role"),
            kind="choice",
            required=True,
            choices=Role.choices,
            aliases=("角色", "拟授角色", "role"),
            example="数据员",
        ),
        ImportField(
            key="scope",
            label=_("scope"),
            required=True,
            most=255,
            aliases=("范围", "授权范围", "管辖范围", "scope"),
            example="通海县",
            hint=_("The role counts for this body and for everything below it."),
        ),
        ImportField(
            key="valid_from",
            label=_("from"),
            kind="day",
            required=True,
            may_lie_ahead=True,
            aliases=("自", "起始日期", "开始日期", "生效日期"),
            example="2026-01-01",
        ),
        ImportField(
            key="valid_until",
            label=_("until"),
            kind="day",
            may_lie_ahead=True,
            aliases=("至", "截止日期", "结束日期", "到期日期"),
            example="2026-12-31",
            hint=_("The last day; it can be proposed again before it is over."),
        ),
        ImportField(
            key="reason",
            label=_("reason"),
            required=True,
            most=200,
            aliases=("理由", "事由", "授权依据"),
            example="玉人社任〔2026〕5号",
            hint=_("The appointment or task, with its document where there is one."),
        ),
    )

    def identity(self, row: Any) -> str:
        facts = (row.values.get(name) for name in ("username", "role", "scope"))
        words = [comparable(str(fact)) for fact in facts if fact]
        return "|".join(words) if len(words) == 3 else ""

    def group(self, row: Any) -> str:
        """The rows of one person are looked at together: an administrator has one hat."""
        return str(row.values.get("username") or "")

    def examine(
        self,
        rows: Sequence[Any],
        *,
        user: Any,
        region: Any,
        source: Any,
        on: date,
        tick: Tick = no_tick,
    ) -> None:
        reach = Organisation.objects.filter(covered(user, "", *self.roles))
        within = set(reach.values_list("pk", flat=True))
        bodies = bodies_by_word(on)
        hats = hats_of(row for row in rows if not row.is_skipped)
        for part in chunks(rows, tick):
            known = Known.of({row.values.get("username") or "" for row in part})
            for row in part:
                row.verdict, row.plan = "create", {}
                plan_person(row, known)
                plan_body(row, bodies, within)
                if is_told(row, known):
                    row.verdict = "same"
                    continue
                if row.plan.get("person") == user:
                    row.complain("username", "role_for_oneself")
                judge_period(row, on)
                judge_role(row, known, hats)

    def lock(self, rows: Sequence[Any]) -> None:
        """Two files at once propose nothing twice: the database knows one open request."""

    def apply(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        for part in chunks(rows, tick):
            for row in part:
                asked = actions.propose(
                    person=row.plan["person"],
                    role=row.values["role"],
                    scope=row.plan["scope"],
                    valid_from=row.values["valid_from"],
                    valid_until=row.values["valid_until"],
                    reason=row.values["reason"],
                    by=by,
                    at=at,
                )
                row.target, row.after = asked.pk, {"status": asked.status}

    def blocked(self, rows: Sequence[Any], *, user: Any) -> dict[int, tuple[str, dict[str, Any]]]:
        waiting = RequestStatus.PROPOSED
        return not_taken_back(rows, GrantRequest.objects, user, waiting=waiting, about="role")

    def undo(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        """What was proposed is taken back; that it was proposed stays in the history."""
        for part in chunks(rows, tick):
            asked = GrantRequest.objects.in_bulk([row.target for row in part])
            for row in part:
                actions.take_step(asked[row.target], "withdraw", by=by, at=at)

    def export(self, user: Any, region: Any) -> Iterator[dict[str, Any]]:
        grants = RoleGrant.objects.visible_to(user).filter(withdrawn_at=None)
        grants = grants.filter(user__is_active=True).select_related("user", "scope")
        for grant in grants.order_by("user__username", "pk").iterator():
            yield {
                "username": grant.user.username,
                "role": grant.role,
                "scope": grant.scope.path.rstrip("."),
                "valid_from": grant.valid_from,
                "valid_until": grant.valid_until,
                "reason": grant.reason,
            }

    def target_url(self, pk: int) -> str:
        return GrantRequest(pk=pk).get_absolute_url()


Period = tuple[date, date]
Hats = dict[str, dict[str, Period]]


def hat_of(role: str) -> str:
    """Administrators wear one hat each; all the others go together."""
    return role if role in ADMINISTRATORS else ""


def hats_of(rows: Iterable[Any]) -> Hats:
    """For each person the hats that the file proposes, each from its first day to its last."""
    found: Hats = defaultdict(dict)
    for row in rows:
        name, role, first, last = (row.values.get(key) for key in ("username", "role", *PERIOD))
        if name and role and first and last:
            earliest, latest = found[name].get(hat_of(role), (first, last))
            found[name][hat_of(role)] = (min(first, earliest), max(last, latest))
    return found


def overlap(one: Period, other: Period) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


@dataclass
class Known:
    """The accounts of a part of the file, with what they hold and what is proposed for them."""

    people: dict[str, User]
    grants: dict[int, list[RoleGrant]] = field(default_factory=lambda: defaultdict(list))
    asked: dict[tuple[int, str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, names: set[str]) -> "Known":
        people = User.objects.filter(username__in=names, is_active=True)
        known = cls(
            {one.username: one for one in people.exclude(username=settings.SYSTEM_USERNAME)}
        )
        mine = [one.pk for one in known.people.values()]
        for grant in RoleGrant.objects.filter(user__in=mine, withdrawn_at=None):
            known.grants[grant.user_id].append(grant)
        for one in GrantRequest.objects.open().filter(person__in=mine):
            known.asked[one.person_id, one.role, one.scope_id] = one.pk
        return known


def plan_body(row: Any, bodies: dict[str, list[Organisation]], within: set[int]) -> None:
    word = row.values.get("scope")
    if not word:
        return
    found = bodies.get(comparable(word), [])
    if len(found) != 1:
        row.complain("scope", "body_ambiguous" if found else "body_unknown")
    elif found[0].pk not in within:
        row.complain("scope", "body_out_of_reach")
    else:
        row.plan["scope"] = found[0]


def plan_person(row: Any, known: Known) -> None:
    name = row.values.get("username")
    if name and name not in known.people:
        row.complain("username", "account_unknown")
    row.plan["person"] = known.people.get(name)


def is_told(row: Any, known: Known) -> bool:
    """Whether a grant says already what the row proposes."""
    said = tuple(row.values.get(name) for name in ("role", *PERIOD))
    scope, person = row.plan.get("scope"), row.plan["person"]
    return scope is not None and any(
        (grant.scope_id, grant.role, grant.valid_from, grant.valid_until) == (scope.pk, *said)
        for grant in known.grants.get(getattr(person, "pk", 0), ())
    )


def judge_period(row: Any, on: date) -> None:
    first, last = (row.values.get(name) for name in PERIOD)
    if last is None and not any(problem["key"] == "valid_until" for problem in row.problems):
        row.complain("valid_until", "empty")
    elif last and first and last < first:
        row.complain("valid_until", "role_over_before")
    elif last and last < on:
        row.complain("valid_until", "role_over_already")


def judge_role(row: Any, known: Known, hats: Hats) -> None:
    """What stands against the role: in the system, and in the file itself."""
    person, scope, role = row.plan["person"], row.plan.get("scope"), row.values.get("role")
    first, last = (row.values.get(name) for name in PERIOD)
    if person is None or not (role and first and last):
        return
    if scope and (pk := known.asked.get((person.pk, role, scope.pk))):
        row.verdict, row.target = "same", pk
        return
    standing = [
        grant
        for grant in known.grants.get(person.pk, ())
        if overlap((first, last), (grant.valid_from, grant.valid_until or last))
    ]
    others = [period for hat, period in hats[person.username].items() if hat != hat_of(role)]
    if any(hat_of(grant.role) != hat_of(role) for grant in standing) or any(
        overlap((first, last), period) for period in others
    ):
        row.complain("role", "role_other_hat")
    elif scope and any((one.role, one.scope_id) == (role, scope.pk) for one in standing):
        row.complain("role", "role_held")
