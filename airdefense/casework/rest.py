"""Defaults of the REST framework, kept apart from the viewsets that are built on them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler
from rest_framework.views import set_rollback

from airdefense.accounts.entries import key_of
from airdefense.casework.programs.problems import MEDIA_TYPE, of_data, problem
from airdefense.casework.refusals import refusal

CONFLICT, CHANGED = 409, 412


class KeysetPagination(CursorPagination):
    """Pages by the last row seen, so that page 1000 costs what page 1 costs."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-pk"

    def decode_cursor(self, request):
        """The place a cursor names; one that names no key is not found, like any other address."""
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None and key_of(cursor.position) is None:
            raise NotFound(self.invalid_cursor_message)
        return cursor


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """A refusal as application/problem+json; a case in no condition for the step is a conflict,
    one that changed since it was read under If-Match a failed precondition."""
    if sentence := refusal(exc):
        set_rollback()
        conflict = getattr(exc, "conflict", {})
        is_stale = conflict and "If-Match" in context["request"].headers
        return told(problem(CHANGED if is_stale else CONFLICT, sentence, **conflict))
    response = default_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, PermissionDenied) and exc.args:
        response.data["detail"] = str(exc)
    more = getattr(exc, "more", {})
    answer = told(of_data(response.status_code, response.data) | more)
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in response:
            answer[name] = response[name]
    return answer


def told(about: dict[str, Any]) -> Response:
    return Response(about, status=about["status"], content_type=MEDIA_TYPE)
