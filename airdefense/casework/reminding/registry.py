"""What people are reminded of: kinds that each app registers in its module `reminders`.

`airdefense` imports no domain app; `autodiscover_modules("reminders")` finds

    @reminder(
        "task-due",
        label=_("Tasks to put right"),
        roles=[Role.UNIT_CONTACT],
        mine=lambda user: within(user, "unit", [Role.UNIT_CONTACT]),
        scope="unit",
        office=VERIFIERS,
        when="due_on",
        url="rectification:list",
    )
    def tasks_to_put_right(user, day):
        return RectificationTask.objects.visible_to(user).filter(status__in=OPEN_TO_UNIT)

The function answers the rows that wait for anybody, as far as this user may see them. `mine` are
those that wait for the user; what is overdue for long is told to the roles of `office`, later to
those of `leadership`, who hold them over the organisation at `scope`. Nobody is entered anywhere:
who handles a case takes it out of the rows, and with it out of every reminder.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate

from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.casework.reminding.ladder import Level, Manner


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One kind of reminder: whose rows, due when, told how."""

    code: str
    label: Any
    rows: Callable[[Any, date], QuerySet]
    roles: frozenset[str]
    mine: Callable[[Any], Q]
    scope: str
    office: frozenset[str]
    leadership: frozenset[str]
    when: str
    # The step whose time limit says how long it may wait; "" where `when` is the due day itself.
    limit: str
    manner: Manner
    # The list that holds such rows, by URL name, and its conditions.
    url: str
    query: str
    order: int
    # In mail a compartmented kind is a number among others, without its name or a link.
    is_compartmented: bool
    case: str

    @property
    def everybody(self) -> frozenset[str]:
        return self.roles | self.office | self.leadership

    def levels_of(self, user: Any) -> list[Level]:
        """At which levels this user may be told of this kind."""
        roles = user.role_codes
        pairs = ((Level.PERSON, self.roles), (Level.OFFICE, self.office))
        found = [level for level, wanted in pairs if wanted & roles]
        return found + [Level.LEADERSHIP] * bool(self.leadership & roles)

    def rows_at(self, level: Level, user: Any, day: date) -> QuerySet:
        """The rows this user may be told of at a level, with `since`, the day they count from."""
        rows = self.rows(user, day)
        day_of = TruncDate(self.when) if self.when.endswith("_at") else F(self.when)
        rows = rows.annotate(since=day_of).filter(since__isnull=False)
        if level is Level.PERSON:
            return rows.filter(self.mine(user))
        rows = rows.exclude(pk__in=self._rows_below(level, user, day))
        roles = self.office if level is Level.OFFICE else self.leadership
        return rows.filter(within(user, self.scope, roles))

    def _rows_below(self, level: Level, user: Any, day: date) -> QuerySet:
        """What the same person is told at a lower level already."""
        rows, told = self.rows(user, day), Q(pk__in=[])
        if self.roles & user.role_codes:
            told |= self.mine(user)
        if level is Level.LEADERSHIP and self.office & user.role_codes:
            told |= within(user, self.scope, self.office)
        return rows.filter(told).order_by().values("pk")

    def case_of(self, row: Any) -> Any:
        """The case whose page a row is handled on: the row itself, or what it is part of."""
        for step in self.case.split("."):
            row = getattr(row, step) if step else row
        return row


REMINDERS: dict[str, Reminder] = {}


def reminder(
    code: str,
    *,
    label: Any,
    roles: Iterable[str],
    mine: Callable[[Any], Q],
    scope: str,
    when: str,
    url: str,
    query: str = "",
    office: Iterable[str] = (),
    leadership: Iterable[str] = (Role.LEADERSHIP,),
    limit: str = "",
    manner: Manner = Manner.DUE,
    order: int = 100,
    is_compartmented: bool = False,
    case: str = "",
) -> Callable[[Callable[[Any, date], QuerySet]], Callable[[Any, date], QuerySet]]:
    """Register a function `user, day -> rows` as a kind of reminder."""

    def register(rows: Callable[[Any, date], QuerySet]) -> Callable[[Any, date], QuerySet]:
        if code in REMINDERS:
            raise ValueError(f"The reminder {code} is registered twice.")
        REMINDERS[code] = Reminder(
            code=code,
            label=label,
            rows=rows,
            roles=frozenset(roles),
            mine=mine,
            scope=scope,
            office=frozenset(office),
            leadership=frozenset(leadership),
            when=when,
            limit=limit,
            manner=manner,
            url=url,
            query=query,
            order=order,
            is_compartmented=is_compartmented,
            case=case,
        )
        return rows

    return register


def kinds() -> list[Reminder]:
    """Every kind, in the order their apps gave them."""
    return sorted(REMINDERS.values(), key=lambda kind: (kind.order, kind.code))
