"""Saved views that a person follows, told in the morning message (docs/saved-views.md)."""

from airdefense.casework.reminding.asides import Aside, aside
from airdefense.exchange.models import Following
from airdefense.exchange.saving.digest import kept, outcomes


@aside(people=lambda: Following.objects.values("user"))
def views_followed(user, day):
    found = outcomes(user, day)
    return Aside([one.item for one in found if one.is_told], lambda: kept(found))
