"""What a list holds for a person without a page: its own view is asked, so that list, count and
digest are one set of rows."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from airdefense import wall
from airdefense.exchange.listing import Shown


def asked_by(user: Any, path: str, query: str) -> HttpRequest:
    """The request that this person would send to see the list."""
    request: Any = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET, request.user, request.htmx = QueryDict(query), user, False
    return request


def shown_to(user: Any, path: str, query: str) -> Shown | None:
    """The list at this path as the person would see it; None where it is no list, or no list for
    this person. Ask only paths that were shown as lists: the view runs."""
    try:
        view, args, kwargs = resolve(path)
        with wall.bound_to(user):
            response = view(asked_by(user, path, query), *args, **kwargs)
    except (Resolver404, Http404, PermissionDenied):
        return None
    shown = (getattr(response, "context_data", None) or {}).get("list")
    return shown if isinstance(shown, Shown) else None


def count_for(user: Any, path: str, query: str) -> int | None:
    """How many rows the person would see; None where that is not to be told, or the list no
    longer understands what it is asked."""
    shown = shown_to(user, path, query)
    if shown is None or not shown.listing.count or shown.complaints:
        return None
    with wall.bound_to(user):
        return shown.queryset.order_by().values("pk").count()
