"""The kinds of file that can be taken in. Each app registers its own in its module `imports`.

    @import_kind
    class Permits(ImportKind):
        key = "permits"
        label = _("Building permits")
        fields = (ImportField(...), ...)

The machinery reads the workbook, recognises the columns and turns cells into values; the kind
says what a row means, writes the rows and takes them back.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, ClassVar

from airdefense.accounts.roles import Role
from airdefense.exchange.importing.fields import ImportField

CHUNK = 500
# What only the system administrator takes in, and nobody else sees.
ADMINISTRATORS_KINDS = ("users", "roles")
# What the system administrator takes in beside the offices, about no case.
SHARED_KINDS = ("calendar",)

Tick = Callable[[int], None]


def no_tick(rows: int) -> None:
    """Nobody watches the progress."""


class ImportKind:
    """One kind of file. One instance of each is registered."""

    key: ClassVar[str]
    label: ClassVar[Any]
    fields: ClassVar[tuple[ImportField, ...]]
    roles: ClassVar[tuple[str, ...]] = (Role.DATA_CLERK,)
    # Written into the template's hidden signature; raise it when a column changes its meaning.
    version: ClassVar[int] = 1
    # Heads of which at least one of each inner tuple must be there, e.g. (("code", "name"),).
    any_of: ClassVar[tuple[tuple[str, ...], ...]] = ()
    # Whether several rows make one case (the buildings of a project): a faulty row then stops the
    # others of its group.
    is_grouped: ClassVar[bool] = False
    # Whether a department's own file usually lies behind it (asks who supplied it).
    has_source: ClassVar[bool] = True
    # Whether a row with suggestions may be taken as new; a payment without its project may not.
    offers_new: ClassVar[bool] = True

    def field(self, key: str) -> ImportField:
        return self.by_key[key]

    @property
    def by_key(self) -> dict[str, ImportField]:
        return {field.key: field for field in self.fields}

    def identity(self, row: Any) -> str:
        """What must not occur twice in a file, from `row.values` (a key may be missing: its cell
        is faulty or not there); "" when nothing must."""
        return ""

    def group(self, row: Any) -> str:
        """Rows of one group are examined together whenever one of them is corrected."""
        return self.identity(row)

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
        """Say of every row what it would do; write nothing.

        Rows are ImportRow objects with `values`. For each set `verdict` (create, update, same or
        choose), `target` (pk, for update and same), `changes` {field key: [old, new]} (plain text
        or numbers, for update), and use `row.complain(key, code, **params)` and
        `row.suggest(pk, words, score, (code, params), …)`. A row with any problem becomes "error"
        whatever its verdict; rows whose cells are faulty come along so that all their problems are
        found at once. Respect `row.decided_target` and `row.is_new_by_decision`. Work in
        `for part in chunks(rows, tick)` with the same number of queries for each part.
        """
        raise NotImplementedError

    def lock(self, rows: Sequence[Any]) -> None:
        """Lock the ledger's rows named by `row.target` until the transaction ends."""

    def apply(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        """Write the rows (verdict create or update, just re-examined), within one transaction.

        Bulk writes, with the history that single edits would leave. Sets `row.target`, and
        `row.before` / `row.after`: all that is needed to take the row back and to notice that
        somebody edited it since (JSON). The machinery saves the rows.
        """
        raise NotImplementedError

    def blocked(self, rows: Sequence[Any], *, user: Any) -> dict[int, tuple[str, dict[str, Any]]]:
        """The applied rows that cannot be taken back: {row.pk: (declared code, params)}, because
        of later edits or because later work stands on them."""
        raise NotImplementedError

    def undo(
        self, rows: Sequence[Any], *, batch: Any, by: Any, at: datetime, tick: Tick = no_tick
    ) -> None:
        """Take these rows back (never blocked ones): created ones go, updated ones get `before`."""
        raise NotImplementedError

    def export(self, user: Any, region: Any) -> Iterator[dict[str, Any]]:
        """The ledger in the same schema, a dict of values by field key for each row."""
        raise NotImplementedError

    def target_url(self, pk: int) -> str:
        """Where the row of the ledger is shown, or ""."""
        return ""


KINDS: dict[str, ImportKind] = {}


def import_kind(kind: type[ImportKind]) -> type[ImportKind]:
    """Register a kind."""
    if kind.key in KINDS:
        raise ValueError(f"The kind of import {kind.key} is registered twice.")
    KINDS[kind.key] = kind()
    return kind


def kind_of(key: str) -> ImportKind:
    return KINDS[key]


def kinds_for(user: Any) -> list[ImportKind]:
    """The kinds that this user may take in."""
    return [kind for kind in KINDS.values() if user.has_role(*kind.roles)]


def chunks(rows: Iterable[Any], tick: Tick = no_tick, size: int = CHUNK) -> Iterator[list[Any]]:
    """The rows in parts; `tick` hears how many are done after each part."""
    remaining, done = iter(rows), 0
    while part := list(islice(remaining, size)):
        yield part
        done += len(part)
        tick(done)


def not_taken_back(
    rows: Sequence[Any], proposals: Any, user: Any, *, waiting: str, about: str
) -> dict[int, tuple[str, dict[str, Any]]]:
    """The rows whose proposals this user cannot take back, with the code of why: they do not wait
    any more, or another person made them."""
    made = proposals.in_bulk({row.target for row in rows})
    found: dict[int, tuple[str, dict[str, Any]]] = {}
    for row in rows:
        if made[row.target].status != waiting:
            found[row.pk] = (f"{about}_decided", {})
        elif made[row.target].proposed_by_id != user.pk:
            found[row.pk] = (f"{about}_of_another", {})
    return found
