"""Every refusal of the API in one shape: application/problem+json (RFC 9457)."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.casework import tracing
from airdefense.casework.programs.scopes import ROOT

MEDIA_TYPE = "application/problem+json"
# Status → the last word of its type, and what it means in words.
KINDS = {
    400: ("invalid", _("What was sent cannot be taken.")),
    401: ("not-signed-in", _("Sign in, or send a token.")),
    403: ("not-allowed", _("You may not do this.")),
    404: ("not-found", _("This does not exist.")),
    405: ("method", _("This address does not answer that method.")),
    406: ("not-acceptable", _("This is answered as JSON only.")),
    409: ("conflict", _("The case is in no condition for this.")),
    412: ("changed-meanwhile", _("It was changed since you read it.")),
    413: ("too-large", _("This is more than is taken in at once.")),
    415: ("media-type", _("This kind of content is not taken.")),
    422: ("key-used", _("This key was used for another request.")),
    428: ("version-missing", _("Say which version you read.")),
    429: ("too-many", _("Too many requests: wait a while.")),
    500: ("fault", _("Something went wrong here.")),
}


def kind_of(status: int) -> tuple[str, Any]:
    return KINDS.get(status) or KINDS[400 if status < 500 else 500]


def problem(status: int, detail: str = "", **more: Any) -> dict[str, Any]:
    name, title = kind_of(status)
    return {
        "type": f"urn:airdefense:problem:{name}",
        "title": str(title),
        "status": status,
        "detail": detail or str(title),
        "request_id": tracing.current(),
        **more,
    }


def refused(status: int, detail: str = "", **more: Any) -> HttpResponse:
    """A refusal from outside the framework of the API."""
    body = json.dumps(problem(status, detail, **more), ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE)


def of_data(status: int, data: Any) -> dict[str, Any]:
    """What the framework would have answered: one sentence, or the complaints of each field."""
    if isinstance(data, dict) and "detail" in data:
        more = {name: value for name, value in data.items() if name != "detail"}
        return problem(status, str(data["detail"]), **more)
    errors = data if isinstance(data, dict) else {"non_field_errors": data}
    return problem(status, first_of(errors), errors=errors)


def first_of(errors: Any) -> str:
    """The first complaint, for a reader who shows only one."""
    while isinstance(errors, dict | list):
        if not errors:
            return ""
        found = errors.values() if isinstance(errors, dict) else errors
        errors = next((one for one in found if one), "")
    return str(errors)


class ProblemMiddleware:
    """What is refused before the framework of the API is asked, or after it failed, has the same
    shape; pages keep theirs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_ours = request.path_info.startswith(ROOT) and response.status_code >= 400
        if not is_ours or response.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        told = refused(response.status_code, said_in(response))
        for name in ("Allow", "Retry-After", "Connection"):
            if name in response:
                told[name] = response[name]
        return told


def said_in(response: HttpResponse) -> str:
    """The sentence of an answer of our own in JSON; nothing of a page."""
    if not response.get("Content-Type", "").startswith("application/json"):
        return ""
    try:
        found = json.loads(response.content)
    except ValueError:
        return ""
    return str(found.get("detail", "")) if isinstance(found, dict) else ""


def words_of_version() -> str:
    return _t("Send If-Match with the ETag that was read, so that nobody is overwritten.")
