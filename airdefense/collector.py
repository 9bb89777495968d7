"""The collector of garbage, asked to look less often while many plain objects are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Objects made before the first look, and looks before each deeper one.
RARELY = (50_000, 50, 100)


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Rows of files and dossiers are many small objects without circles: looking for circles
    among them as often as usual is a quarter of the work."""
    usual = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
