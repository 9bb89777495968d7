"""What kinds share whose rows are a department's own papers: kept as they are, compared as a
whole, and taken back as long as nobody worked on them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from airdefense.exchange.importing.kinds import ImportKind, Tick, chunks, no_tick
from projects.actions.bulk import standing_on
from projects.imports.rows import alone


class OfPapers(ImportKind):
    """A kind whose rows are rows of `model`, laid against those that are kept at a `desk`."""

    model: ClassVar[Any]
    desk: ClassVar[Callable[[Any, Any], Any]]
    # What a file left of a row: when it differs later, somebody worked on it.
    state_of: ClassVar[Callable[[Any], dict[str, Any]]]

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
        desk = type(self).desk(user, source)
        for part in chunks(rows, tick):
            desk.read([row.values for row in part])
            for row in part:
                desk.examine(row)

    def lock(self, rows: Sequence[Any]) -> None:
        alone(f"import {self.key}")
        targets = {row.target for row in rows if row.target}
        list(self.model.objects.filter(pk__in=targets).order_by("pk").select_for_update())

    def blocked(self, rows: Sequence[Any], *, user: Any) -> dict[int, tuple[str, dict[str, Any]]]:
        kept = self.model.objects.in_bulk({row.target for row in rows})
        work = standing_on(self.model, {row.target for row in rows if row.verdict == "create"})
        reasons: dict[int, tuple[str, dict[str, Any]]] = {}
        for row in rows:
            one = kept.get(row.target)
            if one is None:
                reasons[row.pk] = ("gone_since", {})
            elif type(self).state_of(one) != row.after:
                reasons[row.pk] = ("paper_edited", {})
            elif row.target in work:
                reasons[row.pk] = ("later_work", {"what": work[row.target]})
        return reasons
