"""How far the assembling of a case file is: kept in the cache, because the job's own transaction is
not visible. What is kept tells nothing of the lead but its key."""

from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache

KEPT_SECONDS = 3_600


@dataclass(slots=True)
class Progress:
    """One job: of which lead, by whom, how far, and how it ended."""

    lead: int
    by: int
    done: int = 0
    total: int = 0
    file: int = 0
    failure: str = ""

    @property
    def is_over(self) -> bool:
        return bool(self.file or self.failure)


def _key(job: Any) -> str:
    return f"case-file:{job}"


def write(job: Any, progress: Progress) -> None:
    cache.set(_key(job), asdict(progress), KEPT_SECONDS)


def read(job: Any) -> Progress | None:
    kept = cache.get(_key(job))
    return Progress(**kept) if kept else None
