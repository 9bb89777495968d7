"""Migrations that make many tables at once.

Django draws every model that is connected with a changed one anew after each operation. Here all
tables are connected, through whoever wrote a row, so the first migration of an app with forty
tables and a hundred constraints drew the whole product some hundred and fifty times.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger

CONTAINED = (AddConstraint, AddField, AddIndex, AddTrigger)


class CreateModels(SeparateDatabaseAndState):
    """New models with all that is added to them afterwards: each table is made once, complete."""

    def __init__(self, operations: list[Operation]) -> None:
        super().__init__(operations, operations)
        self.created = [one for one in operations if isinstance(one, CreateModel)]
        names = {one.name_lower for one in self.created}
        strange = [
            one.describe()
            for one in operations
            if one not in self.created
            and not (isinstance(one, CONTAINED) and one.model_name_lower in names)
        ]
        if strange:
            raise ValueError(f"Not part of a table that is made here: {', '.join(strange)}")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.database_operations], {}

    def state_forwards(self, app_label, state) -> None:
        # Without drawn models an operation changes their description alone; whoever asks next
        # draws them, once. Django does the same after operations that may wait.
        state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for operation in self.created:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        for operation in reversed(self.created):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create models {', '.join(one.name for one in self.created)}"


def at_once(operations: Iterable[Operation]) -> list[Operation]:
    """The operations of a migration, those that follow each other for new tables put in one."""
    made: set[str] = set()

    def belongs(operation: Operation) -> bool:
        if isinstance(operation, CreateModel):
            made.add(operation.name_lower)
        elif not (isinstance(operation, CONTAINED) and operation.model_name_lower in made):
            made.clear()
        return bool(made)

    grouped: list[Operation] = []
    for is_together, group in groupby(operations, belongs):
        members = list(group)
        grouped += [CreateModels(members)] if is_together else members
    return grouped
