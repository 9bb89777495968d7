"""What of a report needs a leader: what is overdue, what stands still, what is large and open."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation
from airdefense.reports import words
from airdefense.reports.content import Paper, url_of
from airdefense.reports.instructions.asking import ask_url
from airdefense.reports.instructions.open import open_instructions
from airdefense.reports.layout import MOST_ROWS
from airdefense.reports.models import DAILY_KINDS
from airdefense.reports.naming import row_name
from airdefense.reports.rows import Chosen
from airdefense.reports.told import NOTHING, Named, Told
from airdefense.reports.weights import GAPS


@dataclass(frozen=True, slots=True)
class Attention:
    """A list for the leader: its title, its rows, and the page that has them all."""

    title: str
    rows: list[Named]
    total: int
    url: str = ""

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def attention(paper: Paper) -> list[Attention]:
    """What needs a leader, of rows that may be named: nothing of leads."""
    return [one for one in _lists(paper) if one.total]


def _lists(paper: Paper) -> Iterator[Attention]:
    if "S01" in paper and paper["S01"].frozen.value:
        yield _overdue(paper)
    if GAPS in paper:
        yield _large_gaps(paper)
    if {"M13", GAPS} <= paper.figures.keys():
        yield _standing_still(paper, paper["M13"], paper[GAPS], _left_open)
    if {"M07", "M08"} <= paper.figures.keys():
        yield _standing_still(paper, paper["M08"], paper["M07"], _left_to_rectify)
    if "S08" in paper and paper["S08"].frozen.value:
        yield _instructions(paper)


def _overdue(paper: Paper) -> Attention:
    told = paper["S01"]
    rows = paper.visible(told.frozen).filter(Chosen(told.frozen).condition)
    named = [
        _named(paper, told, row, _late(paper, row))
        for row in rows.order_by("due_on", "pk")[:MOST_ROWS]
    ]
    return Attention(_("Overdue rectification"), named, int(told.frozen.value or 0), told.url)


def _late(paper: Paper, row: Any) -> str:
    """How late it was on the day; one whose day was moved since is only told with its unit."""
    days = (paper.report.day - row.due_on).days
    if days <= 0:
        return str(row.unit)
    return _("%(days)s days · %(unit)s") % {"days": days, "unit": row.unit}


def _named(paper: Paper, told: Told, row: Any, amount: str) -> Named:
    ask = ask_url(paper.reader, told.frozen, row=row.pk)
    return Named(row_name(told.about, row), amount, url_of(row), ask)


def _large_gaps(paper: Paper) -> Attention:
    told, picked = paper[GAPS], paper.picked
    found = paper.known.of(told, picked.large, MOST_ROWS)
    named = [
        _named(paper, told, row, f"{words.wan(picked.large[key]):,}") for key, row in found.items()
    ]
    title = _("Single gaps above %(limit)s × 10,000 yuan") % {
        "limit": f"{words.wan(picked.limit):,}"
    }
    return Attention(title, named, picked.large_total, told.url)


def _standing_still(paper: Paper, moving: Told, left: Told, how_much: Any) -> Attention:
    """Regions with something left to do where nothing moved for a week, or in the whole period of
    a longer report."""
    is_daily = paper.report.kind in DAILY_KINDS
    before = "week_by_region" if is_daily else "previous_by_region"
    still = []
    for region in paper.regions:
        remains = how_much(paper, region)
        moved = (moving.frozen.in_region(region.code) or NOTHING) - (
            moving.frozen.in_region(region.code, before) or NOTHING
        )
        if remains > 0 and moved == 0:
            text = f"{words.number(remains, left.about.unit)} {left.unit}"
            url = f"{left.url}?region={region.code}"
            ask = ask_url(paper.reader, left.frozen, region=region.code)
            still.append(Named(region.short_name, text, url, ask))
    labels = {"label": moving.about.label}
    title = (
        _("No progress for seven days: %(label)s") if is_daily else _("No progress: %(label)s")
    ) % labels
    return Attention(title, still, len(still))


def _left_open(paper: Paper, region: Organisation) -> Decimal:
    return paper[GAPS].frozen.in_region(region.code) or NOTHING


def _left_to_rectify(paper: Paper, region: Organisation) -> Decimal:
    found, done = (paper[code].frozen.in_region(region.code) or NOTHING for code in ("M07", "M08"))
    return found - done


def _instructions(paper: Paper) -> Attention:
    """What was asked for and is not settled, of what the reader may see."""
    told = paper["S08"]
    rows = [_instruction(one) for one in open_instructions(paper, MOST_ROWS)]
    return Attention(_("Instructions open"), rows, int(told.frozen.value or 0), told.url)


def _instruction(one: Any) -> Named:
    said = _("%(office)s, answer by %(day)s") % {"office": one.office, "day": f"{one.due_on:%m-%d}"}
    if one.days_late:
        said += _(" (overdue)")
    return Named(f"{one.number} {one.about}", said, one.url)
