"""The rows that a report calls by name, fetched for all its figures together."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any


class Known:
    """Rows by model and key, of those that one reader may see; None for what is hidden."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self._rows: dict[Any, dict[int, Any]] = defaultdict(dict)

    def meet(self, wanted: Iterable[tuple[Any, Iterable[int], int]]) -> None:
        """Fetch what is named of these figures as told, so many rows of each: the first of the
        keys, and the others only where some of the first are hidden from the reader."""
        asked = [(told, list(keys), most) for told, keys, most in wanted]
        self._fetch((told, keys[:most]) for told, keys, most in asked)
        self._fetch((told, keys) for told, keys, most in asked if self._lacks(told, keys, most))

    def of(self, told: Any, keys: Iterable[int], most: int) -> dict[int, Any]:
        """The first of these rows that the reader may see, in this order."""
        keys = list(keys)
        self.meet([(told, keys, most)])
        return dict(self._seen(told, keys)[:most])

    def _lacks(self, told: Any, keys: list[int], most: int) -> bool:
        return len(keys) > most and len(self._seen(told, keys)) < most

    def _seen(self, told: Any, keys: list[int]) -> list[tuple[int, Any]]:
        known = self._rows[told.frozen.model]
        return [(key, known[key]) for key in keys if known.get(key) is not None]

    def _fetch(self, wanted: Iterable[tuple[Any, list[int]]]) -> None:
        """A query for each model."""
        keys: dict[Any, set[int]] = defaultdict(set)
        paths: dict[Any, set[str]] = defaultdict(set)
        for told, named in wanted:
            model = told.frozen.model
            keys[model] |= set(named) - self._rows[model].keys()
            paths[model] |= set(related_to_name(told.about))
        for model, missing in keys.items():
            if missing:
                visible = model.objects.visible_to(self.reader)
                found = visible.select_related(*sorted(paths[model])).in_bulk(missing)
                self._rows[model] |= {key: found.get(key) for key in missing}


def name_column(about: Any) -> Any:
    """The column that a row is called by: the one that stands first on a narrow screen."""
    return next((column for column in about.columns if column.phone == "o0"), None)


def row_name(about: Any, row: Any) -> str:
    column = name_column(about)
    return str(row if column is None else column.raw(row))


def related(about: Any) -> list[str]:
    """The relations that the columns of a figure read."""
    return _related(about.columns)


def related_to_name(about: Any) -> list[str]:
    """Those that the name of a row is read from."""
    column = name_column(about)
    return related(about) if column is None else _related([column])


def _related(columns: Iterable[Any]) -> list[str]:
    paths = (column.name.split(".")[:-1] for column in columns)
    return sorted({"__".join(path) for path in paths if path})
