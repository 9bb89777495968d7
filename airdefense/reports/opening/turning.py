"""One page of 180,000 frozen rows: looked for among the next keys, not among all of them."""

from collections.abc import Callable, Sequence
from typing import Any

from airdefense.exchange.keyset import Page, keys_of, paginate, read_cursor
from airdefense.reports.rows import Chosen, opened

# Where most of the rows may be seen, the first window has the page; where few, a larger one.
WINDOWS = (1_000, 20_000)


def turning(chosen: Chosen, reader: Any) -> Callable[..., Page] | None:
    """A way to page through these rows by windows of their keys; None where it does not pay or
    where what opens are not the rows themselves."""
    is_split = chosen.region is not None and chosen.change is not None
    if is_split or chosen.frozen.definition.is_confidential or chosen.count() <= WINDOWS[0]:
        return None

    def turn(
        queryset: Any, order: Sequence[str], *, size: int, after: str = "", before: str = ""
    ) -> Page:
        keys = keys_of(queryset, order)
        cursor = read_cursor(before or after, keys)
        beyond = int(cursor[0]) if cursor else None
        is_back = bool(before and cursor)
        for window in WINDOWS:
            near = chosen.window(beyond, window, backwards=is_back)
            rows = opened(chosen, reader, near)
            page = paginate(rows, order, size=size, after=after, before=before)
            if page.previous if is_back else page.following:
                return page
        return paginate(queryset, order, size=size, after=after, before=before)

    return turn
