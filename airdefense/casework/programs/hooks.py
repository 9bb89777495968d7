"""What every address of the API has in common, told once: refusals, keys, versions."""

from typing import Any

from airdefense.casework.programs.problems import MEDIA_TYPE, problem

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
    schemas = result["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    for schema in schemas.values():
        # What fits the longer of two bodies fits the shorter as well.
        if "oneOf" in schema and "discriminator" not in schema:
            schema["anyOf"] = schema.pop("oneOf")
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
    told = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "example": problem(status) | {"request_id": "0c6f3f0e8f0b4c5e"},
    }
    return {"description": told["example"]["title"], "content": {MEDIA_TYPE: told}}
