"""What is dear to find out and the same for everybody is kept for a moment in the cache.

Nothing that depends on who asks belongs here, and nothing whose being late for that moment would
matter. Without the cache everything is found out anew, so a page needs it for nothing.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

T = TypeVar("T")


def remembered(key: str, seconds: int, find: Callable[[], T]) -> T:
    """What was found at most so many seconds ago; it is never None."""
    with suppress(RedisError):
        if (known := cache.get(key)) is not None:
            return known
    found = find()
    with suppress(RedisError):
        cache.set(key, found, seconds)
    return found


def forget(key: str) -> None:
    """It has changed: the next one to ask finds it out anew."""
    with suppress(RedisError):
        cache.delete(key)
