"""What a person keeps of a list, asked for at once: the chosen columns and the saved views."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, CharField, F, JSONField, Value
from django.db.models.functions import Cast

from airdefense.accounts.models import ListPreference
from airdefense.exchange.models import SavedView


@dataclass(frozen=True, slots=True)
class KeptView:
    """A saved view of one list, under its name."""

    pk: int
    name: str
    query: str
    office_id: int | None


@dataclass(slots=True)
class Kept:
    """Columns are empty where the usual ones are shown; views stand in the order of their names."""

    columns: list[str] = field(default_factory=list)
    views: list[KeptView] = field(default_factory=list)


def kept_of(user: Any, listing_key: str, path: str) -> Kept:
    """One question: the page of a list asks few."""
    nothing, no_key = Value("", CharField()), Value(None, BigIntegerField())
    columns = ListPreference.objects.filter(user=user, listing_key=listing_key).values_list(
        no_key, nothing, nothing, no_key, "columns"
    )
    views = SavedView.objects.visible_to(user).filter(path=path).order_by()
    views = views.values_list(
        F("pk"), F("name"), F("query"), F("office_id"), Cast(Value(None), JSONField())
    )
    kept = Kept()
    for pk, name, query, office_id, chosen in columns.union(views, all=True):
        if pk is None:
            kept.columns = chosen
        else:
            kept.views.append(KeptView(pk, name, query, office_id))
    kept.views.sort(key=lambda view: (view.name, view.pk))
    return kept
