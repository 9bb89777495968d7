"""The rows that a report calls by name, fetched for all its figures together."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from airdefense.reports.models import FrozenFigure


class Known:
    """Rows by model and key, of those that one reader may see; None for what is hidden."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self._rows: dict[Any, dict[int, Any]] = defaultdict(dict)

    def fetch(self, wanted: Iterable[tuple[Any, Iterable[int]]]) -> None:
        """A query for each model: `wanted` has figures as told, with the keys they will name."""
        keys: dict[Any, set[int]] = defaultdict(set)
        paths: dict[Any, set[str]] = defaultdict(set)
        for told, named in wanted:
            model = told.frozen.model
            keys[model] |= set(named) - self._rows[model].keys()
            paths[model] |= set(related(told.about))
        for model, missing in keys.items():
            if missing:
                visible = model.objects.visible_to(self.reader)
                found = visible.select_related(*sorted(paths[model])).in_bulk(missing)
                self._rows[model] |= {key: found.get(key) for key in missing}

    def of(self, told: Any, keys: Iterable[int]) -> dict[int, Any]:
        """Those of these rows that the reader may see, in this order."""
        self.fetch([(told, keys)])
        known = self._rows[told.frozen.model]
        return {key: known[key] for key in keys if known[key] is not None}


def first_rows(several: Iterable[Any], most: int) -> dict[int, list[int]]:
    """The first keys of each of these figures, by the figure's own."""
    figures = FrozenFigure.objects.filter(pk__in=[told.frozen.pk for told in several])
    return {
        pk: keys or [] for pk, keys in figures.order_by().values_list("pk", f"row_ids__0_{most}")
    }


def related(about: Any) -> list[str]:
    """The relations that the columns of a figure read."""
    paths = (column.name.split(".")[:-1] for column in about.columns)
    return sorted({"__".join(path) for path in paths if path})
