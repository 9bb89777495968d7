"""The figures of any day as one person may see them, over today's data.

Readers of reports see the numbers of their regions, whatever rows they may open. Everybody else
sees what the own unit has to act upon, counted from the rows that open and from no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import EVERY_CASE_ROLE
from airdefense.reports import words
from airdefense.reports.audience import sees_leads
from airdefense.reports.cells import cell_text, total_text
from airdefense.reports.figures import (
    FIGURES,
    ROWS,
    Figure,
    Ratio,
    Section,
    by_regions,
    percent,
    regions,
)
from airdefense.reports.models import READERS, reported_to
from airdefense.reports.naming import related


@dataclass(frozen=True, slots=True)
class Part:
    """What a figure comes to in one region."""

    region: Organisation
    text: str
    url: str


@dataclass(frozen=True)
class Lens:
    """One person looking at a day, at one region or all, at one unit or all."""

    user: Any
    day: date
    region: Organisation | None = None
    organisation: Organisation | None = None

    @cached_property
    def reads_reports(self) -> bool:
        """Whether numbers of whole regions are this person's to read."""
        return self.user.has_role(*READERS) and bool(self.regions)

    @cached_property
    def roots(self) -> list[Organisation]:
        """The regions this person reads reports of, the widest alone."""
        found = Organisation.objects.regions().filter(reported_to(self.user, "")).order_by("path")
        widest: list[Organisation] = []
        for region in found:
            if not any(region.path.startswith(other.path) for other in widest):
                widest.append(region)
        return widest

    @cached_property
    def regions(self) -> list[Organisation]:
        """The regions that may be chosen, those of that day."""
        return [region for root in self.roots for region in regions(self.day, root)]

    @property
    def scope(self) -> Organisation | None:
        """All that is counted where no region is chosen."""
        return self.roots[0] if self.reads_reports else None

    @property
    def is_of_unit(self) -> bool:
        return not self.reads_reports

    def hides(self, about: Figure | Ratio) -> bool:
        """Leads are told in steps to those who do not work on them (decision 0031)."""
        if not about.is_confidential:
            return False
        place = self.region or self.scope
        return place is None or not sees_leads(self.user, place)

    def may_read(self, about: Figure | Ratio) -> bool:
        """Of whom reads no reports, only what has a unit that must act, and never a lead."""
        if self.reads_reports:
            return self.organisation is None or has_unit(about)
        works_on_cases = self.user.has_role(*EVERY_CASE_ROLE)
        return works_on_cases and not about.is_confidential and has_unit(about)

    def at(self, **changes: Any) -> "Lens":
        """The same person looking at something else, whose regions need not be asked for anew."""
        other = replace(self, **changes)
        other.__dict__["roots"] = self.roots
        if other.day == self.day:
            other.__dict__["regions"] = self.regions
        return other

    @cached_property
    def figures(self) -> list["Seen"]:
        """Every figure this person may read, all of them counted in one statement."""
        order = list(Section)
        found = [about for about in FIGURES.values() if self.may_read(about)]
        found.sort(key=lambda about: (order.index(Section(about.section)), about.code))
        self.count([self.seen(about.code) for about in found])
        return [self.seen(about.code) for about in found]

    def seen(self, code: str) -> "Seen":
        """A figure through this lens, once for itself and for what it is divided by."""
        if code not in self._seen:
            self._seen[code] = Seen(FIGURES[code], self)
        return self._seen[code]

    @cached_property
    def _seen(self) -> dict[str, "Seen"]:
        return {}

    def count(self, several: list["Seen"]) -> None:
        """Split these figures, and those that ratios among them are made of."""
        wanted = {one.code: one for seen in several for one in seen.parts or [seen]}
        figures = [one.narrowed for one in wanted.values()]
        splits = by_regions(figures, self.day, self.counted_in)
        for one, split in zip(wanted.values(), splits, strict=True):
            one.__dict__["split"] = split

    @property
    def counted_in(self) -> Organisation | None:
        """What is counted to choose a region from; nothing where another is looked at."""
        region = self.region
        if region is None or any(region.path.startswith(root.path) for root in self.roots[:1]):
            return self.scope
        return None

    def narrowed(self, about: Figure) -> Figure:
        """The same figure over the rows of one unit alone, or those one may see of one's own."""
        if self.reads_reports and self.organisation is None:
            return about
        way = about.organisation

        def counted(day: date) -> QuerySet:
            rows = about.counted(day)
            if self.is_of_unit:
                rows = rows.filter(pk__in=rows.model.objects.visible_to(self.user).values("pk"))
                rows = rows.filter(within(self.user, way))
            if self.organisation is not None:
                rows = rows.filter(**{f"{way}__path__startswith": self.organisation.path})
            return rows

        return replace(about, counted=counted)

    def query(self, **changes: Any) -> str:
        """The conditions as an address carries them."""
        asked = {
            "on": f"{self.day:%Y-%m-%d}",
            "region": self.region.code if self.region else "",
            "organisation": self.organisation.pk if self.organisation else "",
        } | changes
        return "?" + "&".join(f"{name}={value}" for name, value in asked.items() if value)


def has_unit(about: Figure | Ratio) -> bool:
    """Whether every row has a unit that must act upon it."""
    if about.is_ratio:
        return all(has_unit(FIGURES[code]) for code in (about.numerator, about.denominator))
    return bool(about.organisation)


@dataclass(frozen=True)
class Seen:
    """One figure through the lens."""

    about: Figure | Ratio
    lens: Lens

    @property
    def code(self) -> str:
        return self.about.code

    @property
    def unit(self) -> Any:
        return words.unit_words(self.about.unit)

    @property
    def url(self) -> str:
        return reverse("reports:live_figure", args=[self.code]) + self.lens.query()

    @property
    def is_hidden(self) -> bool:
        return self.lens.hides(self.about)

    @cached_property
    def narrowed(self) -> Figure:
        return self.lens.narrowed(self.about)

    @cached_property
    def parts(self) -> list["Seen"]:
        """What a ratio divides by what."""
        if not self.about.is_ratio:
            return []
        return [self.lens.seen(code) for code in (self.about.numerator, self.about.denominator)]

    @cached_property
    def value(self) -> int | Decimal | None:
        """The number itself; of a hidden figure it is only counted with, never shown."""
        if self.parts:
            top, bottom = (part.value for part in self.parts)
            return percent(top, bottom)
        if "split" in self.__dict__:
            return sum(self._chosen(self.split), self.about.zero)
        return self.narrowed.value(self.lens.day, self.lens.region, self.lens.counted_in)

    @cached_property
    def split(self) -> dict[str, Any]:
        """Region code → value, of every region that could be chosen."""
        if self.parts:
            tops, bottoms = (part.split for part in self.parts)
            return {code: percent(tops.get(code, 0), bottom) for code, bottom in bottoms.items()}
        return self.narrowed.by_region(self.lens.day, scope=self.lens.counted_in)

    def _chosen(self, split: dict[str, Any]) -> list[Any]:
        region = self.lens.region
        return [value for code, value in split.items() if region is None or code == region.code]

    @property
    def text(self) -> str:
        if self.is_hidden and self.parts:
            return words.DASH
        if self.is_hidden:
            counts = [int(count) for count in self._chosen(self.split)]
            return cell_text(sum(counts)) if self.lens.region else total_text(counts)
        return words.number(self.value, self.about.unit)

    @property
    def raw(self) -> str:
        """The value to the fen, in yuan."""
        return f"{self.value:,.2f}" if self.about.is_money else self.text

    @property
    def regions(self) -> Iterator[Part]:
        """The split as this reader may see it, with the page of each region."""
        names = {region.code: region for region in self._named}
        page = reverse("reports:live_figure", args=[self.code])
        for code, value in self.split.items():
            if code not in names:
                continue
            yield Part(names[code], self._told(value), page + self.lens.query(region=code))

    def _told(self, value: Any) -> str:
        if not self.is_hidden:
            return words.number(value, self.about.unit)
        return words.DASH if self.parts else cell_text(int(value))

    @property
    def _named(self) -> list[Organisation]:
        if self.lens.reads_reports:
            return self.lens.regions
        return [r for r in regions(self.lens.day) if self.split.get(r.code)]

    @property
    def rows(self) -> QuerySet:
        """The rows that this person may open: of leads only what they belong to, and only for
        those who work on them."""
        about, lens = self.narrowed, self.lens
        if not about.is_confidential:
            rows = about.rows(lens.day, lens.region, lens.counted_in)
            seen = rows.model.objects.visible_to(lens.user)
            # Whether a row counts was decided above; joins of who may see it stay apart from it.
            found = rows.filter(pk__in=seen.values("pk"))
        else:
            keys = [
                row[0]
                for row in about.each(lens.day, scope=self.lens.counted_in)
                if self._is_here(row)
            ]
            counted = about.counted(lens.day).model._base_manager.filter(pk__in=keys)
            found = about.readable(lens.user).filter(pk__in=counted.values(about.opens))
        return found.select_related(*related(about))

    def _is_here(self, row: tuple[Any, ...]) -> bool:
        return self.lens.region is None or row[1] == self.lens.region.pk

    def count(self) -> int:
        """How many rows make up the number, whoever may open them."""
        if not self.about.is_money:
            return int(self.value or 0)
        each = replace(self.narrowed, measure=ROWS)
        return int(each.value(self.lens.day, self.lens.region, self.lens.counted_in))
