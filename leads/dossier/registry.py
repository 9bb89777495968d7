"""The papers that are made for a case file; each is a function from a lead and its reader to
documents.

    @paper(order=20)
    def approval_forms(lead, reader):
        yield Document("线索处置呈批表", ...)

Whatever stands above this app in the house may add papers of its own: it registers them where it
is discovered, and they are bound in this order.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from airdefense.exchange.documents.content import Document

Making = Callable[[Any, Any], Iterable[Document]]
PAPERS: list[tuple[int, Making]] = []


def paper(*, order: int) -> Callable[[Making], Making]:
    def register(make: Making) -> Making:
        PAPERS.append((order, make))
        PAPERS.sort(key=lambda pair: pair[0])
        return make

    return register


def papers_of(lead: Any, reader: Any) -> Iterator[Document]:
    for _order, make in PAPERS:
        yield from make(lead, reader)
