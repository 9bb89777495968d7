"""The cells of a work list: a column knows how to show its row."""

from datetime import date
from operator import attrgetter
from typing import Any

from django import template

from airdefense.accounts.home import WorkList

register = template.Library()


@register.simple_tag
def cell(column: Any, row: Any) -> str:
    """One value of a row, linked where the column says so."""
    return column.cell(row)


@register.filter
def due_of(row: Any, work: WorkList) -> date | None:
    """When the row of a work list falls due."""
    return attrgetter(work.when.replace("__", "."))(row)
