"""What the pages of imports ask of a column."""

from typing import Any

from django import template

from airdefense.exchange.importing.scan import column_letters

register = template.Library()


@register.filter
def column_of(field: Any) -> int:
    """The number of the column that a field of the form stands for."""
    return int(field.name.removeprefix("column_"))


@register.filter
def letters(column: int) -> str:
    """A column as Excel names it."""
    return column_letters(column)


@register.filter
def at(cells: Any, key: Any) -> Any:
    return cells.get(key, ())
