"""Whom the journal names for what a request or a task writes."""

from typing import Any

from airdefense.authorship import Author
from airdefense.casework import tracing

# What somebody does about a lead is not told by a word beside rows that others may count.
UNTOLD = "leads"


def of_request(request: Any) -> Author:
    def page() -> str:
        match = getattr(request, "resolver_match", None)
        name = match.view_name if match else ""
        return "" if name.startswith(UNTOLD) else name

    return Author(user=lambda: request.user, reason=page, request_id=tracing.current)


def of_task(name: str) -> Author:
    return Author(reason="" if name.startswith(UNTOLD) else name, request_id=tracing.current)
