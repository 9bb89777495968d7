"""Statements that are put together once and sent many times (docs/decisions/0042).

Django writes the SQL of a queryset anew each time, which takes longer than PostgreSQL takes to
answer it. What nearly every page asks for, with nothing but keys and days that change, is
prepared:

    @prepared
    def papers(project: int):
        return Permit.objects.filter(project=project).order_by("pk")

    papers(project=12)  # a list of permits

The function is called twice in a process, each time with other marks in the place of its values:
where the two statements differ, each call puts its values. So it must not look at them, and
nothing else that changes may go into the queryset: what a reader may see depends on the person,
and is never prepared.
"""

from collections.abc import Callable
from copy import copy
from datetime import date
from functools import cache, wraps
from inspect import signature
from types import SimpleNamespace
from typing import Any

from django.db import connections, router
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

# Two marks for the value in each place, far apart, and by another distance for each place: so what
# is made of a value never looks like another value. No row has the second, whose text is sent.
MARKS: dict[type, Callable[[int], tuple[Any, Any]]] = {
    int: lambda place: (1 + place, 9 * 10**15 - place),
    str: lambda place: (f" aA{place}", f"\ue000bB{place} "),
    date: lambda place: (date(1900, 1, 1 + place), date(2900, 1, 31 - place)),
}


class Ready(SQLCompiler):
    """A compiler that knows its text and where the values of a call go."""

    places: dict[int, Any]

    def __init__(self, query: Any, using: str) -> None:
        super().__init__(query, connections[using], using)
        self.text, self.values = super().as_sql()

    def as_sql(self, *_args: Any, **_options: Any) -> tuple[str, tuple[Any, ...]]:
        return self.text, self.values

    def for_call(self, given: dict[str, Any]) -> "Ready":
        """A copy for one call: the connections of two threads are not the same."""
        one = copy(self)
        one.connection = connections[str(self.using)]
        one.values = tuple(
            given[self.places[place]] if place in self.places else value
            for place, value in enumerate(self.values)
        )
        return one


def prepared(build: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Answers with the rows of the queryset that `build` makes."""
    kinds = {name: one.annotation for name, one in signature(build).parameters.items()}
    marks = {name: MARKS[kind](place) for place, (name, kind) in enumerate(kinds.items())}

    @cache
    def made() -> list[Any]:
        return [build(**{name: pair[which] for name, pair in marks.items()}) for which in (0, 1)]

    @cache
    def ready(using: str) -> Ready:
        one, other = (Ready(rows.query.chain(), using) for rows in made())
        other.places = {
            place: next((name for name, marked in marks.items() if marked == pair), None)
            for place, pair in enumerate(zip(one.values, other.values, strict=False))
            if pair[0] != pair[1]
        }
        if one.text != other.text or marks.keys() != set(other.places.values()):
            raise ValueError(f"{build.__name__}: each value goes into the queryset as it is.")
        return other

    @wraps(build)
    def rows(**given: Any) -> list[Any]:
        if {name: type(value) for name, value in given.items()} != kinds:
            # None would be compared where Django asks for NULL, and a moment is not its day.
            raise TypeError(f"{build.__name__} takes {kinds}, by name and exactly of these kinds.")
        model = made()[0].model
        using = router.db_for_read(model)
        compiler = ready(using).for_call(given)
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        # All that an iterable asks of a queryset.
        asked: Any = SimpleNamespace(db=using, model=model, query=query, _known_related_objects={})
        return list(ModelIterable(asked))

    return rows
