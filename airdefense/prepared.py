"""Statements that are put together once and sent many times (docs/decisions/0042).

Django writes the SQL of a queryset anew each time, which takes longer than PostgreSQL takes to
answer it. What nearly every page asks for, with nothing but keys and days that change, is
prepared:

    @prepared
    def papers(project: int):
        return Permit.objects.filter(project=project).order_by("pk")

    papers(project=12)  # a list of permits

The function is called once in a process, with marks in the place of its values; each call puts
its values where the marks stand. So it must not look at them, and nothing else that changes may
go into the queryset: what a reader may see depends on the person, and is never prepared.
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

# A mark for each value, of its kind, such as no queryset has of its own.
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 9 * 10**15 + place,
    str: lambda place: f"\ue000{place}",
    date: lambda place: date(1, 1, 1 + place),
}


class Ready(SQLCompiler):
    """A compiler that knows its text and where the values of a call go."""

    text = ""
    values: tuple[Any, ...] = ()
    places: dict[int, str]

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
    kinds = [(name, one.annotation) for name, one in signature(build).parameters.items()]
    marks = {name: MARKS[kind](place) for place, (name, kind) in enumerate(kinds)}

    @cache
    def made() -> Any:
        return build(**marks)

    @cache
    def ready(using: str) -> Ready:
        query = made().query.chain()
        compiler = Ready(query, connections[using], using)
        compiler.text, compiler.values = SQLCompiler.as_sql(compiler)
        names = {mark: name for name, mark in marks.items()}
        compiler.places = {
            place: names[value]
            for place, value in enumerate(compiler.values)
            if isinstance(value, int | str | date) and value in names
        }
        if marks.keys() != set(compiler.places.values()):
            raise ValueError(f"{build.__name__}: each value goes into the queryset as it is.")
        return compiler

    @wraps(build)
    def rows(**given: Any) -> list[Any]:
        model = made().model
        using = router.db_for_read(model)
        compiler = ready(using).for_call(given)
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        # All that an iterable asks of a queryset.
        asked: Any = SimpleNamespace(db=using, model=model, query=query, _known_related_objects={})
        return list(ModelIterable(asked))

    return rows
