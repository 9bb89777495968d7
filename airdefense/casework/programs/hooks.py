"""What every address of the API has in common, told once: refusals, keys, versions."""

from typing import Any

from airdefense.casework.programs.problems import KINDS, MEDIA_TYPE

UNSAFE = ("post", "put", "patch", "delete")
PROBLEM = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457).",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:airdefense:problem:invalid"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence for the reader."},
        "request_id": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "The complaints of each field.",
            "additionalProperties": True,
        },
    },
}
READING = (400, 401, 403, 404, 406, 429)
WRITING = (*READING, 405, 409, 412, 413, 415, 422)
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Under one key the request counts once within 24 hours.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}
MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag that was read.",
    "schema": {"type": "string"},
}


def tell_refusals(result: dict[str, Any], generator: Any, **_kwargs: Any) -> dict[str, Any]:
    """Add the refusals to every operation, the key to every write, the version to every edit."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for method, operation in operations.items():
            complete(method, operation)
    return result


def complete(method: str, operation: dict[str, Any]) -> None:
    is_edit = method in ("put", "patch")
    statuses = [*(WRITING if method in UNSAFE else READING), *([428] if is_edit else [])]
    for status in statuses:
        operation["responses"].setdefault(str(status), refusal(status))
    if method in UNSAFE:
        parameters = operation.setdefault("parameters", [])
        parameters += [KEY, MATCH] if is_edit else [KEY]


def refusal(status: int) -> dict[str, Any]:
    _name, title = KINDS[status]
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": str(title), "content": {MEDIA_TYPE: {"schema": schema}}}
