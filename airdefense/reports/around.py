"""The reports one may go to from a report, and the earlier ones its trend is drawn from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from airdefense.reports.models import FrozenFigure, Report

DAYS_OF_TREND = 20


@dataclass(frozen=True, slots=True)
class Around:
    """The reports around one, of those that its reader may open."""

    # Of the days before, the oldest first; each knows as `drawn` the figure asked for.
    earlier: list[Any]
    after: Report | None
    # This one as it was compiled first and corrected since, itself included.
    revisions: list[Report]
    # Of this region on the same day.
    kinds: list[Report]
    # Of the same kind and day in each region.
    scopes: list[Report]
    # Whether any restatement is to be told with it.
    is_restated: bool

    @property
    def before(self) -> Report | None:
        return self.earlier[-1] if self.earlier else None

    @property
    def places(self) -> dict[str, Any]:
        """What a page shows of them, by the names its templates use."""
        return {
            "revisions": self.revisions,
            "before": self.before,
            "after": self.after,
            "kinds": self.kinds,
            "scopes": self.scopes,
        }


def around(report: Report, reader: Any, code: str, restatements: QuerySet) -> Around:
    """All of them in one statement, with the figure of that code, and whether there are any of
    these restatements: there rarely are."""
    drawn = FrozenFigure.objects.filter(report=OuterRef("pk"), code=code).values("value")
    visible = Report.objects.visible_to(reader).select_related("scope")
    asked = {"drawn": Subquery(drawn), "is_restated": Exists(restatements.order_by())}
    found = list(visible.filter(pk__in=_keys(report)).annotate(**asked))
    of_day = [one for one in found if one.day == report.day]
    latest = _latest(of_day)
    before = [one for one in found if one.day < report.day]
    return Around(
        earlier=sorted(before, key=lambda one: (one.day, one.pk)),
        after=next((one for one in found if one.day > report.day), None),
        revisions=sorted(filter(_alike(report), of_day), key=lambda one: one.revision),
        kinds=sorted(
            (one for one in latest if one.scope_id == report.scope_id),
            key=lambda one: (one.kind, one.pk),
        ),
        scopes=sorted(
            (one for one in latest if _subject(one) == _subject(report)),
            key=lambda one: one.scope.path,
        ),
        is_restated=any(one.is_restated for one in found),
    )


def _keys(report: Report) -> Any:
    """The keys of the days before, of the day after, and of every report of the same day."""
    chain = Report.objects.latest_revisions().filter(kind=report.kind, scope=report.scope)
    before = chain.filter(day__lt=report.day).order_by("-day", "-pk")[: DAYS_OF_TREND - 1]
    after = chain.filter(day__gt=report.day).order_by("day", "pk")[:1]
    same_day = Report.objects.filter(day=report.day).order_by()
    return before.values("pk").union(after.values("pk"), same_day.values("pk"), all=True)


def _subject(report: Report) -> tuple[str, str]:
    return report.kind, report.subject_key


def _alike(report: Report) -> Callable[[Report], bool]:
    """Whether another is a revision of the same."""
    return lambda one: (one.scope_id, *_subject(one)) == (report.scope_id, *_subject(report))


def _latest(of_day: list[Report]) -> list[Report]:
    """Each report of a day once, as corrected last."""
    newest: dict[tuple[Any, ...], Report] = {}
    for one in sorted(of_day, key=lambda one: one.revision):
        newest[one.scope_id, *_subject(one)] = one
    return list(newest.values())
