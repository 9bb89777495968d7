"""Defaults of the REST framework, kept apart from the viewsets that are built on them."""

from django.core.exceptions import PermissionDenied
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler
from rest_framework.views import set_rollback

from airdefense.accounts.entries import key_of
from airdefense.casework.refusals import refusal


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


def exception_handler(exc, context):
    """A case in no condition for the step is a conflict, with the sentence as its detail."""
    if sentence := refusal(exc):
        set_rollback()
        conflict = getattr(exc, "conflict", {})
        return Response({"detail": sentence, **conflict}, status=status.HTTP_409_CONFLICT)
    response = default_handler(exc, context)
    if response is not None and isinstance(exc, PermissionDenied) and exc.args:
        response.data["detail"] = str(exc)
    return response
