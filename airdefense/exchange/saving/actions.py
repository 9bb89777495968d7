"""A view is kept, renamed, shared and deleted by its owner; whoever sees it may follow it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.exchange.models import Following, SavedView
from airdefense.exchange.saving.asking import count_for

MOST_VIEWS = 100


def save_view(
    *, path: str, query: str, name: str, is_shared: bool, by: Any, at: datetime
) -> SavedView:
    """Keep a list as it is shown under a name. Raises NotPossible for more than anybody needs."""
    if SavedView.objects.filter(owner=by).count() >= MOST_VIEWS:
        raise NotPossible(_("You keep %(count)d views: delete one first.") % {"count": MOST_VIEWS})
    return SavedView.objects.create(
        path=path,
        query=query,
        name=name,
        owner=by,
        office=by.organisation if is_shared else None,
        recorded_at=at,
    )


def only_the_owner(view: SavedView, by: Any) -> None:
    if view.owner_id != by.pk:
        raise NotAllowed(_("Only who saved a view changes it."))


@transaction.atomic
def change_view(*, view: SavedView, name: str, is_shared: bool, by: Any) -> SavedView:
    """Rename it, share it, take it back; who no longer sees it no longer follows it."""
    only_the_owner(view, by)
    view.name, view.office = name, by.organisation if is_shared else None
    view.save(update_fields=["name", "office"])
    if not is_shared:
        view.followings.exclude(user=by).delete()
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: Any) -> None:
    only_the_owner(view, by)
    view.followings.all().delete()
    view.delete()


def follow(*, view: SavedView, rhythm: str, threshold: int | None, by: Any, on: date) -> Following:
    """Be told of a view in the morning message. Raises NotPossible where sizes are not told."""
    if count_for(by, view.path, view.query) is None:
        raise NotPossible(_("How many rows this list has is not told, so it cannot be followed."))
    fresh = {"rhythm": rhythm, "threshold": threshold, "counted": None, "told_on": on}
    following, _created = Following.objects.update_or_create(view=view, user=by, defaults=fresh)
    return following


def unfollow(*, view: SavedView, by: Any) -> None:
    view.followings.filter(user=by).delete()
