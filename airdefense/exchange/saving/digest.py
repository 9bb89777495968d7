"""When somebody is told of a view that he or she follows, and by how many it differs."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from airdefense.exchange.models import Following, Rhythm, SavedView
from airdefense.exchange.saving.asking import count_for

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A followed view as it stands on a morning."""

    following: Following
    count: int
    day: date

    @property
    def is_told(self) -> bool:
        one = self.following
        is_new_week = one.told_on < self.day - timedelta(days=self.day.weekday())
        if one.rhythm == Rhythm.WEEKLY:
            return is_new_week
        if one.rhythm == Rhythm.THRESHOLD:
            # When it rises above; as long as it stays there once a week, and not every morning.
            was_below = one.counted is None or one.counted <= one.threshold
            return self.count > one.threshold and (was_below or is_new_week)
        return self.count > 0 or one.counted != 0

    @property
    def item(self) -> dict[str, Any]:
        """What the digest keeps: the name of the view, its count now and before, its address."""
        one = self.following
        return {
            "words": one.view.name,
            "count": self.count,
            "before": one.counted,
            "before_on": None if one.counted is None else f"{one.told_on}",
            "url": one.view.get_absolute_url(),
        }


def outcomes(user: Any, day: date) -> list[Outcome]:
    """The views that a person follows and may still see, counted as this person."""
    mine = Following.objects.filter(user=user, view__in=SavedView.objects.visible_to(user))
    counted = (
        (one, _count(one, user)) for one in mine.select_related("view").order_by("view__name")
    )
    return [Outcome(one, count, day) for one, count in counted if count is not None]


def _count(following: Following, user: Any) -> int | None:
    """One list that fails must not cost everybody the morning message."""
    view = following.view
    try:
        with transaction.atomic():
            return count_for(user, view.path, view.query)
    except Exception:
        logger.exception("The view %s could not be counted.", view.pk)
        return None


def kept(found: Iterable[Outcome]) -> None:
    """Remember what was told, and below a threshold what was counted."""
    for one in found:
        following = one.following
        is_below = following.rhythm == Rhythm.THRESHOLD and one.count <= following.threshold
        if one.is_told or is_below:
            told_on = one.day if one.is_told else following.told_on
            Following.objects.filter(pk=following.pk).update(counted=one.count, told_on=told_on)
