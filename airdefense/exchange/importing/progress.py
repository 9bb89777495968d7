"""How far a long job is: kept in the cache, because the job's own transaction is not visible."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

KEPT_SECONDS = 3_600
# A job that has said nothing for so long is no longer alive.
SILENCE_SECONDS = 180


class Cancelled(Exception):
    """A person asked to stop."""


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0


def _key(pk: int, what: str) -> str:
    return f"import:{pk}:{what}"


def start(pk: int) -> None:
    """Forget what an earlier job of this batch left."""
    cache.delete_many([_key(pk, "progress"), _key(pk, "cancel"), _key(pk, "alive")])


def tell(pk: int, done: int, total: int) -> None:
    """Say how far the job is; raises Cancelled when somebody asked to stop."""
    cache.set(_key(pk, "progress"), (done, total), KEPT_SECONDS)
    cache.set(_key(pk, "alive"), True, SILENCE_SECONDS)
    if cache.get(_key(pk, "cancel")):
        raise Cancelled


def read(pk: int) -> Progress:
    return Progress(*cache.get(_key(pk, "progress"), (0, 0)))


def is_alive(pk: int) -> bool:
    return bool(cache.get(_key(pk, "alive")))


def ask_to_stop(pk: int) -> None:
    cache.set(_key(pk, "cancel"), True, KEPT_SECONDS)


def watch(pk: int, total: int, before: int = 0) -> Any:
    """A function that hears how many rows of a phase are done."""

    def tick(done: int) -> None:
        tell(pk, before + done, total)

    return tick
