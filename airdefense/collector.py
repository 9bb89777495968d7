"""The collector of garbage, asked to look less often while many plain objects are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Rows of files and dossiers are many small objects without circles: looking for circles
    among them as often as usual is a quarter of the work."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
