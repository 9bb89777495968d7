"""Global search over the cases a user may see; models are named as strings."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from airdefense import features
from airdefense.casework.actions import log_search
from airdefense.casework.search import matching

SHOWN = 10
LARGEST = 100


@dataclass(frozen=True, slots=True)
class Searchable:
    """A kind of case that can be found by its `search_text`, and the list that holds all of it."""

    label: Any
    model: str
    list_url: str
    related: tuple[str, ...] = ()


SEARCHABLE = (
    Searchable(_("Projects"), "projects.Project", "projects:list", ("region", "developer")),
    Searchable(_("Findings"), "inspections.Finding", "inspections:list", ("project",)),
    Searchable(_("Rectification tasks"), "rectification.RectificationTask", "rectification:list"),
    Searchable(_("Leads"), "leads.Lead", "leads:list"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The first hits of one kind, and where the rest is."""

    label: Any
    rows: list[Any]
    more_url: str


def find(user: Any, words: str) -> list[Found]:
    """The cases whose text contains every word, by kind; a kind without a hit is left out."""
    if not words:
        return []
    groups = (_find(kind, user, words) for kind in SEARCHABLE if features.has(_app(kind)))
    return [group for group in groups if group.rows]


def _app(kind: Searchable) -> str:
    return kind.model.partition(".")[0]


def _find(kind: Searchable, user: Any, words: str) -> Found:
    rows = apps.get_model(kind.model).objects.visible_to(user).select_related(*kind.related)
    if hasattr(rows, "as_seen_by"):
        rows = rows.as_seen_by(user)
    found = list(matching(rows, words).order_by("-pk")[: SHOWN + 1])
    if getattr(rows.model, "is_compartmented", False):
        log_search(found, words, by=user, at=timezone.now())
    more_url = _list_url(kind, words) if len(found) > SHOWN else ""
    return Found(kind.label, found[:SHOWN], more_url)


def _list_url(kind: Searchable, words: str) -> str:
    try:
        return f"{reverse(kind.list_url)}?{urlencode({'q': words})}"
    except NoReverseMatch:
        return ""
