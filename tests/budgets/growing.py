"""Many rows of every kind from the few of a world: copies of one row of each model.

A copy hangs on the rows that the first one hangs on, so that a page about one case has many rows
below it and a list many rows in it. What must be unique hangs on the copies instead, or gets a text
of its own; a model whose rows cannot be copied at all is left as it is.
"""

from collections.abc import Iterator
from copy import copy
from typing import Any

from django.apps import apps
from django.db import Error, models, transaction

APPS = ("projects", "inspections", "leads", "rectification", "casework", "exchange", "reports")
# Sealed in a chain, written by the database itself, or one of a kind by their meaning.
SINGLE = {
    *("casework.Event", "casework.HistorySeal", "casework.NumberSeries", "casework.IssuedNumber"),
    *("reports.Report", "reports.FrozenFigure", "reports.FigureDefinition"),
    *("reports.ReportSchedule", "casework.CalendarDay", "casework.TimeLimit"),
}


def rooted(cases: dict[str, Any]) -> dict[type[models.Model], models.Model]:
    """One row of every model: a case of the county, else a row that hangs on one of them."""
    own = {(type(row), row.pk) for row in cases.values() if row is not None}
    first: dict[type[models.Model], models.Model] = {}
    for row in cases.values():
        if row is not None:
            first.setdefault(type(row), row)
    for model in in_order():
        if model not in first:
            rows = list(model._base_manager.order_by("pk")[:200])
            if rows:
                first[model] = max(rows, key=lambda row: hangs_on(row, own))
    return first


def hangs_on(row: models.Model, own: set[tuple[type, Any]]) -> int:
    keys = (field for field in row._meta.fields if field.is_relation)
    return sum((key.related_model, getattr(row, key.attname)) in own for key in keys)


def in_order() -> Iterator[type[models.Model]]:
    """The models of the product, what others hang on before them."""
    seen: set[type[models.Model]] = set()

    def visit(model: type[models.Model]) -> Iterator[type[models.Model]]:
        if model in seen or model._meta.app_label not in APPS:
            return
        seen.add(model)
        for field in model._meta.fields:
            if field.is_relation and field.related_model is not None:
                yield from visit(field.related_model)
        yield model

    for model in apps.get_models():
        yield from visit(model)


class Growth:
    """Copies made so far: grow(4), measure, grow(45), measure again."""

    def __init__(self, cases: dict[str, Any]) -> None:
        self.first = rooted(cases)
        self.copies: dict[tuple[type, Any], list[Any]] = {}
        self.left_alone: dict[str, str] = {}

    def grow(self, number: int) -> None:
        for model in in_order():
            row, name = self.first.get(model), model._meta.label
            if row is None or name in SINGLE or name in self.left_alone:
                continue
            try:
                with transaction.atomic():
                    self.grow_one(row, number)
            except (Error, LookupError) as error:
                self.left_alone[name] = str(error).splitlines()[0]

    def grow_one(self, row: models.Model, number: int) -> None:
        made = self.copies.setdefault((type(row), row.pk), [])
        rows = [self.copied(row, len(made) + place) for place in range(number)]
        made += [one.pk for one in type(row)._base_manager.bulk_create(rows)]

    def copied(self, row: models.Model, place: int) -> models.Model:
        other = copy(row)
        other._state = models.base.ModelState()
        other.pk = None
        if type(row)._meta.pk.default is not models.NOT_PROVIDED:
            other.pk = type(row)._meta.pk.get_default()
        for field in unique_fields(type(row)):
            setattr(other, field.attname, self.another(field, getattr(row, field.attname), place))
        return other

    def another(self, field: Any, value: Any, place: int) -> Any:
        if value is None:
            return None
        if field.is_relation:
            others = self.copies.get((field.related_model, value))
            return others[place] if others else (None if field.null else value)
        if isinstance(field, models.UUIDField):
            return field.get_default()
        if isinstance(field, models.IntegerField):
            return value + 1_000 + place
        if isinstance(field, models.CharField | models.TextField) and not field.choices:
            return f"{value[: (field.max_length or 60) - 5]}·{place:03}" if value else value
        return value


def unique_fields(model: type[models.Model]) -> list[Any]:
    """Every field that is part of something unique, but the key."""
    names = {field.name for field in model._meta.fields if field.unique and not field.primary_key}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            names |= set(constraint.fields)
    return [model._meta.get_field(name) for name in sorted(names)]
