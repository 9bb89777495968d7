"""My work: what waits for one person, gathered from lists that each app registers.

`airdefense` imports no domain app. An app says what waits for whom in its own `worklists.py`,
found by `autodiscover_modules("worklists")`:

    from airdefense.accounts.home import WorkList, work_list
    from airdefense.accounts.roles import Role
    from airdefense.exchange.listing import Column

    @work_list(roles=[Role.INSPECTOR], order=20)
    def findings_returned_to_me(user, today):
        return WorkList(
            key="findings-returned",                  # unique; the anchor on the page
            title=_("Findings returned to me"),
            queryset=Finding.objects.visible_to(user).returned().select_related("project"),
            url=reverse("inspections:finding_list") + "?status=returned",   # the whole list
            when="due_on",                            # date field, "" where nothing falls due
            columns=(                                 # the first one links to the row
                Column("number", _("Number"), link=True),
                Column("project.name", _("Project")),
                Column("status", _("Status"), kind="status"),
            ),
            verb=_("Revise"),                         # the button in each row; "" for none
        )

A function may answer None: nothing of the kind concerns this user. The page shows at most eight
rows of a list, the overdue in red first, then today, the coming week, the rest. One query counts
all lists, one more fetches the rows of each that has any. A date field must exist under the name
`when`.

A figure of the strip on top is registered alike; the first four in order are shown:

    @work_figure(roles=[Role.DATA_CLERK], order=30)
    def gap_in_my_hands(user, today):
        return WorkFigure(_("Gap of my projects"), value=gap, unit=_("yuan"), url=..., note=...)

Charts that stand beside the lists come from functions `user, today -> list of charts | None`:

    @work_charts(roles=[Role.LEADERSHIP], order=10)
    def trend_of_the_newest_report(user, today): ...
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

ROWS_SHOWN = 8
FIGURES_SHOWN = 4
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WorkList:
    """Rows that wait for somebody, the list that holds all of them, and the date they fall due."""

    key: str
    title: Any
    queryset: QuerySet
    url: str
    when: str = "due_on"
    columns: tuple[Any, ...] = ()
    verb: Any = ""
    order: tuple[str, ...] = ("pk",)
    # False for a list to read, which nobody waits for this person to act on.
    waits: bool = True


@dataclass(frozen=True, slots=True)
class WorkFigure:
    """One figure of the strip on top of the page."""

    label: Any
    value: Any
    unit: Any = ""
    url: str = ""
    note: Any = ""
    is_alarm: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    roles: frozenset[str]
    order: int
    build: Callable[[Any, date], Any]


LISTS: list[Registered] = []
FIGURES: list[Registered] = []
CHARTS: list[Registered] = []


def work_list(*, roles: Iterable[str], order: int = 100):
    """Register a function `user, today -> WorkList | None` for the holders of these roles."""
    return _registrar(LISTS, roles, order)


def work_figure(*, roles: Iterable[str], order: int = 100):
    """Register a function `user, today -> WorkFigure | None` for the holders of these roles."""
    return _registrar(FIGURES, roles, order)


def work_charts(*, roles: Iterable[str], order: int = 100):
    """Register a function `user, today -> list[Chart] | None` for the holders of these roles."""
    return _registrar(CHARTS, roles, order)


def _registrar(registry, roles, order):
    def register(build):
        registry.append(Registered(frozenset(roles), order, build))
        registry.sort(key=lambda entry: entry.order)
        return build

    return register


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one list that fall due in the same stretch of time."""

    key: str
    title: Any
    count: int
    rows: list[Any]


@dataclass(slots=True)
class Pane:
    """One work list, ready to be shown."""

    work: WorkList
    total: int = 0
    overdue: int = 0
    due_today: int = 0
    groups: list[Group] = field(default_factory=list)


STRETCHES = (
    ("late", _("Overdue")),
    ("today", _("Due today")),
    ("week", _("Within seven days")),
    ("later", _("Later")),
    ("undated", _("Without a date")),
)


def stretch(due: date | None, today: date) -> str:
    """Which group a date belongs to, seen from today."""
    if due is None:
        return "undated"
    if due < today:
        return "late"
    if due == today:
        return "today"
    return "week" if due <= today + WEEK else "later"


def pane(work: WorkList, today: date) -> Pane:
    """A work list alone, as it stands on the page among the others."""
    return panes([work], today)[0]


def panes(works: list[WorkList], today: date) -> list[Pane]:
    """These lists with their most urgent rows."""
    counts = _counted(works, today)
    return [_pane(work, counts.get(place, {}), today) for place, work in enumerate(works)]


def _pane(work: WorkList, counts: dict[str, int], today: date) -> Pane:
    if not counts.get("total"):
        return Pane(work)
    order: tuple[Any, ...] = work.order
    if work.when:
        order = (F(work.when).asc(nulls_last=True), *order)
    rows = list(work.queryset.order_by(*order)[:ROWS_SHOWN])
    return Pane(
        work,
        total=counts["total"],
        overdue=counts["late"],
        due_today=counts["today"],
        groups=_groups(work, rows, counts, today),
    )


def _counted(works: list[WorkList], today: date) -> dict[int, dict[str, int]]:
    """How many rows each list has, and in which stretch of time: its place → the counts."""
    found: dict[int, dict[str, int]] = {}
    together = []
    for place, work in enumerate(works):
        if _is_counted_by_group(work.queryset):
            found[place] = work.queryset.order_by().aggregate(**_counts(work.when, today))
        else:
            rows = work.queryset.order_by().values(of_list=Value(place))
            together.append(rows.annotate(**_counts(work.when, today)))
    if together:
        first, *others = together
        counted = first.union(*others, all=True) if others else first
        found |= {counts.pop("of_list"): counts for counts in counted}
    return found


def _is_counted_by_group(rows: QuerySet) -> bool:
    """Whether counting has to look at the rows as they come out: of each several make one."""
    query = rows.query
    is_grouped = any(one.contains_aggregate for one in query.annotations.values())
    return bool(query.distinct or query.combinator or query.is_sliced or is_grouped)


def _counts(when: str, today: date) -> dict[str, Any]:
    if not when:
        return {"total": Count("pk"), **{key: Value(0) for key, _title in STRETCHES}}
    conditions = {
        "late": Q(**{f"{when}__lt": today}),
        "today": Q(**{when: today}),
        "week": Q(**{f"{when}__gt": today, f"{when}__lte": today + WEEK}),
        "later": Q(**{f"{when}__gt": today + WEEK}),
        "undated": Q(**{f"{when}__isnull": True}),
    }
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    return {"total": Count("pk"), **counts}


def _groups(work: WorkList, rows: list[Any], counts: dict[str, int], today: date) -> list[Group]:
    if not work.when:
        return [Group("", "", counts["total"], rows)]
    due_of = attrgetter(work.when.replace("__", "."))
    groups = (
        Group(
            key,
            title,
            counts[key],
            [row for row in rows if stretch(due_of(row), today) == key],
        )
        for key, title in STRETCHES
    )
    return [group for group in groups if group.rows]


def _registered_for(registry: list[Registered], user, today: date) -> Iterator[Any]:
    roles = user.role_codes
    built = (entry.build(user, today) for entry in registry if entry.roles & roles)
    return (result for result in built if result is not None)


def panes_for(user, today: date) -> list[Pane]:
    """The work lists of this user, in the order their apps gave them."""
    return panes(list(_registered_for(LISTS, user, today)), today)


def figures_for(user, today: date, most: int | None = None) -> list[WorkFigure]:
    """The figures that the apps put on this user's page: all, or the first so many."""
    return list(islice(_registered_for(FIGURES, user, today), most))


def charts_for(user, today: date) -> list[Any]:
    """The charts that the apps put on this user's page."""
    return [chart for charts in _registered_for(CHARTS, user, today) for chart in charts]
