"""What is written into the logs: words that stand in the program, numbers, and nothing typed.

A log is read by people who may see no case, so nothing is cut out of it afterwards: a line is made
only of what cannot carry a case or a secret. Its words must stand in the source file that logs
them; what is filled into them is shown where it is a number; an exception is told by its type and
the lines of code it came through, never by its message. docs/threat-model.md says what is kept.
"""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from time import monotonic
from traceback import walk_tb
from typing import Any

from celery.exceptions import Ignore, Reject, Retry
from django.http import HttpRequest, HttpResponse

from airdefense.casework import tracing

ELIDED = "…"
UNKNOWN_WORDS = "(words that do not stand in the program)"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# Besides the words, all that a line of our own may carry.
FACTS = {
    "method",
    "route",
    "status",
    "duration_ms",
    "user_id",
    "task",
    "task_id",
    "outcome",
    "request_id",
}
# How a chain of exceptions and their frames is cut: the last ones say most.
LONGEST_CHAIN, LONGEST_STACK = 5, 25

requests = logging.getLogger("airdefense.requests")
tasks = logging.getLogger("airdefense.tasks")


@lru_cache(maxsize=1024)
def stands_in(path: str, words: str) -> bool:
    """Whether these words are written in the source file, so that nobody can have typed them."""
    try:
        return words in Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False


def harmless(value: Any) -> Any:
    """A number, or numbers, as they are; anything else could be somebody's words."""
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple) and all(isinstance(item, int) for item in value):
        return list(value)
    return ELIDED


def words_of(record: logging.LogRecord) -> str:
    """The sentence of a line as the program has it, its numbers filled in."""
    words = record.msg
    if not isinstance(words, str) or not stands_in(record.pathname, words):
        return UNKNOWN_WORDS
    if not record.args:
        return words
    if isinstance(record.args, Mapping):
        args: Any = {name: harmless(value) for name, value in record.args.items()}
    else:
        args = tuple(harmless(value) for value in record.args)
    try:
        return words % args
    except (TypeError, ValueError, KeyError):
        # Something that is no number was to be written as one.
        return words


def came_from(exception: BaseException) -> list[dict[str, Any]]:
    """The exception and what it came from: types and lines of code, never messages."""
    chain: list[dict[str, Any]] = []
    fault: BaseException | None = exception
    while fault is not None and len(chain) < LONGEST_CHAIN:
        frames = [
            f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
            for frame, line in walk_tb(fault.__traceback__)
        ]
        kind = type(fault)
        chain.append({"type": f"{kind.__module__}.{kind.__name__}", "at": frames[-LONGEST_STACK:]})
        fault = fault.__cause__ or fault.__context__
    return chain


class Lines(logging.Formatter):
    """Makes a line anew of what may stand in it: JSON, or to be read on one's own machine."""

    def __init__(self, *, is_json: bool) -> None:
        super().__init__()
        self.is_json = is_json

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": moment,
            "level": record.levelname,
            "logger": record.name,
            "event": words_of(record),
            "at": f"{record.filename}:{record.lineno}",
        }
        if number := tracing.current():
            line["request_id"] = number
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = came_from(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False) if self.is_json else readable(line)


def readable(line: dict[str, Any]) -> str:
    time, level, logger, event, *_at = line.values()
    facts = " ".join(f"{name}={line[name]}" for name in line if name in FACTS)
    told = [f"{time[11:19]} {level} {logger}: {event} {facts}".rstrip()]
    for fault in line.get("exception", ()):
        told += [f"  {fault['type']}", *(f"    {place}" for place in fault["at"])]
    return "\n".join(told)


def tell(logger: logging.Logger, level: int, words: str, **facts: Any) -> None:
    """Write a line of our own; every fact is made by the program and named in FACTS."""
    unknown = facts.keys() - FACTS
    if unknown:
        raise ValueError(f"FACTS does not name {sorted(unknown)}.")
    fault = sys.exception() if level >= logging.ERROR else None
    logger.log(level, words, extra={"facts": facts}, exc_info=fault, stacklevel=2)


def configuration(*, level: str, is_local: bool) -> dict[str, Any]:
    """The settings of logging: JSON lines, or lines to read on one's own machine."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Lines, "is_json": not is_local}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            # A request and a task have a line of their own; nobody needs it twice.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "propagate": True, "level": "ERROR"},
            "gunicorn.error": {"handlers": [], "propagate": True},
            "celery.app.trace": {"level": "CRITICAL"},
        },
    }


def request_told(request: HttpRequest, response: HttpResponse, began: float) -> None:
    """One line for each request that reached a page, or failed to; files of the theme have none."""
    match, status = request.resolver_match, response.status_code
    if match is None and status < 400:
        return
    tell(
        requests,
        logging.ERROR if status >= 500 else logging.INFO,
        "request",
        method=request.method if request.method in METHODS else "OTHER",
        route=match.route if match else "",
        status=status,
        duration_ms=round((monotonic() - began) * 1000),
        user_id=known_user(request),
    )


def known_user(request: HttpRequest) -> int | None:
    """The key of whoever asked, as far as it was looked up; nothing is read for the log."""
    user = getattr(request, "_cached_user", None)
    return getattr(user, "pk", None)


@contextmanager
def task_told(name: str, task_id: str, number: str) -> Iterator[None]:
    """One line for each task, under the number of the request that asked for it."""
    began, outcome = monotonic(), "done"
    with tracing.traced(number):
        try:
            yield
        except (Retry, Reject, Ignore):
            outcome = "put off"
            raise
        except BaseException:
            outcome = "failed"
            raise
        finally:
            tell(
                tasks,
                logging.ERROR if outcome == "failed" else logging.INFO,
                "task",
                task=name,
                task_id=task_id,
                outcome=outcome,
                duration_ms=round((monotonic() - began) * 1000),
            )
