"""What is told of restatements: in the next report, its mail, and beside the report restated."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from airdefense.reports import words
from airdefense.reports.audience import sees_leads
from airdefense.reports.cells import is_exact
from airdefense.reports.content import NAMED, NOT_TOLD, Paper, readable_rows, url_of
from airdefense.reports.figures import FIGURES
from airdefense.reports.models import FrozenFigure, Report, Restatement
from airdefense.reports.naming import row_name
from airdefense.reports.proof.comparing import unlike
from airdefense.reports.told import NOTHING, Named

# Where no report came before, everything found counts.
BEFORE_ANY = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Restated:
    """One figure of a past day that is another by now, as this reader may know it."""

    frozen: FrozenFigure
    value_now: Decimal
    row_ids: tuple[int, ...]
    names: list[Named] = field(default_factory=list)
    is_corrected: bool = False

    @property
    def about(self) -> Any:
        return FIGURES[self.frozen.code]

    @property
    def code(self) -> str:
        return self.frozen.code

    @property
    def report(self) -> Report:
        return self.frozen.report

    @property
    def day(self) -> Any:
        return self.report.day

    @property
    def url(self) -> str:
        return self.frozen.get_absolute_url()

    @property
    def value_then(self) -> Decimal:
        return self.frozen.value or NOTHING

    @property
    def then(self) -> str:
        return words.number(self.value_then, self.about.unit)

    @property
    def now(self) -> str:
        return words.number(self.value_now, self.about.unit)

    @property
    def difference(self) -> str:
        return words.difference(self.value_now - self.value_then, self.about.unit)

    @property
    def more(self) -> int:
        """How many rows are not named: too many, or not for this reader."""
        return len(self.row_ids) - len(self.names)

    @property
    def sentence(self) -> str:
        """“M13 of 11-28 is now 36.20 × 10,000 yuan higher”; which rows it is stands in `rows`."""
        change = self.value_now - self.value_then
        told = {
            "figure": f"{self.code} {self.about.label}",
            "day": f"{self.day:%m-%d}",
            "amount": words.number(abs(change), self.about.unit),
            "unit": words.unit_words(self.about.unit),
        }
        if change > 0:
            return _("%(figure)s of %(day)s is now %(amount)s %(unit)s higher") % told
        if change < 0:
            return _("%(figure)s of %(day)s is now %(amount)s %(unit)s lower") % told
        return _("%(figure)s of %(day)s is the same in all, but not in every region") % told

    @property
    def rows(self) -> str:
        """The rows in words, for a mail in plain text: “A, B and 3 more”."""
        named = ", ".join(f"{one.name} {one.amount}".strip() for one in self.names)
        if not self.more or self.about.is_confidential:
            return named
        more = ngettext("%(count)s more row", "%(count)s more rows", self.more)
        return ", ".join(part for part in (named, more % {"count": self.more}) if part)


def restated(paper: Paper) -> list[Restated]:
    """What this report tells of earlier ones: found when it was compiled, or since the one
    before."""
    return _told(Restatement.objects.filter(_told_by(paper.report)), paper.reader)


def restated_since(report: Report, reader: Any) -> list[Restated]:
    """What of this report is another by now."""
    return _told(Restatement.objects.filter(figure__report=report), reader)


def told_with(report: Report) -> Any:
    """The restatements that a report tells of earlier ones, and those of itself."""
    return Restatement.objects.filter(_told_by(report) | Q(figure__report=report))


def restated_around(paper: Paper, found: Any) -> tuple[list[Restated], list[Restated]]:
    """What this report tells of earlier ones, and what of it is another by now."""
    told = _told(found, paper.reader)
    of_itself = [one for one in told if one.report == paper.report]
    return [one for one in told if one.report != paper.report], of_itself


def _told_by(report: Report) -> Q:
    """The restatements that this report tells of: none of its own day."""
    first = report
    if first.revision > 1:
        first = _chain(first).get(day=first.day, subject_key=first.subject_key, revision=1)
    before = _chain(first).filter(revision=1, pk__lt=first.pk).order_by("-pk")
    since = Coalesce(Subquery(before.values("compiled_at")[:1]), Value(BEFORE_ANY))
    alone = Q(told_in=None, found_at__lte=first.compiled_at, found_at__gt=since)
    of_chain = Q(figure__report__in=_chain(first).exclude(day=first.day))
    return (Q(told_in=first) | alone) & of_chain


def _chain(report: Report) -> Any:
    return Report.objects.filter(kind=report.kind, scope=report.scope)


def _told(found: Any, reader: Any) -> list[Restated]:
    """One entry for each figure: what it became in all, by the rows that made the difference."""
    kept: dict[int, list[Restatement]] = {}
    reports = "figure__report__scope"
    for one in found.select_related(reports).order_by("figure__report__day", "figure__code", "pk"):
        if _is_told(one.figure) and _may_know(one, reader):
            kept.setdefault(one.figure_id, []).append(one)
    told = (_one(group, reader) for group in kept.values())
    return [one for one in told if one is not None]


def _is_told(frozen: FrozenFigure) -> bool:
    return frozen.code in FIGURES and frozen.definition.section not in NOT_TOLD


def _may_know(one: Restatement, reader: Any) -> bool:
    """Of leads only where both numbers are told exactly: else one would tell the other."""
    frozen = one.figure
    if not frozen.definition.is_confidential or sees_leads(reader, frozen.report.scope):
        return True
    now = [int(Decimal(text or 0)) for text in one.by_region_now.values()]
    return is_exact(frozen.counts()) and is_exact(now)


def _one(group: list[Restatement], reader: Any) -> Restated | None:
    frozen, last = group[0].figure, group[-1]
    weights: dict[int, Decimal] = {}
    for one in group:
        for key, amount in zip(one.change_ids, one.change_values, strict=True):
            weights[key] = weights.get(key, NOTHING) + amount
    if not unlike(frozen.by_region, last.by_region_now):
        return None
    keys = tuple(sorted(weights, key=lambda key: -abs(weights[key])))
    later = Report.objects.filter(
        kind=frozen.report.kind,
        scope=frozen.report.scope,
        day=frozen.report.day,
        subject_key=frozen.report.subject_key,
        revision__gt=frozen.report.revision,
    )
    return Restated(
        frozen,
        last.value_now if last.value_now is not None else NOTHING,
        keys,
        named(frozen, keys, weights, reader),
        is_corrected=later.exists(),
    )


def named(
    frozen: FrozenFigure, keys: Iterable[int], weights: dict[int, Decimal], reader: Any
) -> list[Named]:
    """The rows that weigh most, of those that the reader may open; of leads nothing."""
    about, first = frozen.definition, list(keys)[: NAMED * 4]
    if about.is_confidential or not first:
        return []
    found = readable_rows(frozen, reader, first).in_bulk()
    return [
        Named(
            row_name(about, found[key]),
            words.difference(weights[key], about.unit) if about.is_money else "",
            url_of(found[key]),
        )
        for key in [key for key in first if key in found][:NAMED]
    ]
