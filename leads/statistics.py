"""The commission's own statistics (domain §3.9): cases, persons and person-times, never added up.

The numbers are those of the figures of the reports over the commissions of the reader's reach. Of
compartments the reader is not in, only how many is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from airdefense import wall
from airdefense.accounts.models import Organisation, OrganisationKind, within
from airdefense.accounts.roles import Role
from airdefense.casework.charts import Chart, Series
from airdefense.reports.figures import FIGURES, percent
from leads.models import SANCTIONS, Form, Lead, Measure, Outcome, Rank

READERS = (Role.CASE_SUPERVISION, Role.APPROVING_LEADER, Role.SECRETARY)
# A cell below this tells who is meant to anybody who knows the place (domain §3.7).
SMALL = 3
COUNTED = ("M19", "M20", "M21", "M22", "M23", "M24a", "M24b")
FORMS = tuple(f"P0{form.value[1:]}" for form in Form)


@dataclass(frozen=True, slots=True)
class Number:
    """One number: how many, how many of them the reader may open, and its share of a whole."""

    label: Any
    unit: Any
    total: int
    open: int
    share: Any = None

    @property
    def is_small(self) -> bool:
        return 0 < self.total < SMALL


@dataclass(frozen=True, slots=True)
class Row:
    """A rank or a measure with its numbers."""

    label: Any
    cells: tuple[int, ...]

    @property
    def smallest(self) -> int:
        return min((cell for cell in self.cells if cell), default=0)


class Statistics:
    """The numbers of one day, read once, for one reader."""

    def __init__(self, user: Any, day: date) -> None:
        self.day = day
        bodies = Organisation.objects.filter(kind=OrganisationKind.COMMISSION)
        self.commissions = list(bodies.filter(within(user, "", READERS)).order_by("path"))
        with wall.acting(wall.Purpose.COUNTING):
            self._open = set(Lead.objects.in_compartment_of(user).values_list("pk", flat=True))
            self.counts = [self._count(code) for code in COUNTED]
            self.forms = self._forms()
            self.ranks = self._ranks()
            self.measures = self._measures()

    def _rows(self, code: str) -> tuple[QuerySet, str]:
        figure = FIGURES[code]
        rows = figure.counted(self.day)
        return rows.filter(**{f"{figure.opens}__commission__in": self.commissions}), figure.opens

    def _count(self, code: str, whole: int = 0) -> Number:
        rows, opens = self._rows(code)
        leads = list(rows.order_by().values_list(opens, flat=True))
        figure = FIGURES[code]
        mine = sum(lead in self._open for lead in leads)
        share = percent(len(leads), whole) if whole else None
        return Number(figure.label, figure.unit.label, len(leads), mine, share)

    def _forms(self) -> list[Number]:
        whole = sum(self._rows(code)[0].count() for code in FORMS)
        return [self._count(code, whole) for code in FORMS]

    def _ranks(self) -> list[Row]:
        columns = [
            dict(rows.order_by().values_list("level").annotate(Count("pk")))
            for rows, _opens in (self._rows("M20"), self._rows("M21"))
        ]
        labels = [*Rank.choices, ("", _("not recorded"))]
        return list(_rows_of(labels, columns))

    def _measures(self) -> list[Row]:
        decided = Outcome.objects.effective_by(self.day).filter(
            kind__in=SANCTIONS, person__lead__commission__in=self.commissions
        )
        persons = decided.order_by().values_list("code").annotate(Count("person", distinct=True))
        times = decided.order_by().values_list("code").annotate(Count("pk"))
        used = [(m.value, m.label) for m in Measure if m.value.startswith(("party_", "gov_"))]
        return list(_rows_of([*used, ("", _("not recorded"))], [dict(persons), dict(times)]))

    @property
    def has_small(self) -> bool:
        counts = any(count.is_small for count in (*self.counts, *self.forms))
        return counts or any(0 < row.smallest < SMALL for row in (*self.ranks, *self.measures))

    @property
    def chart(self) -> Chart:
        return Chart(
            id="forms",
            title=_("The four forms, in person-times"),
            unit=_("person-times"),
            labels=[form.value for form in Form],
            series=[Series(_("person-times"), [count.total for count in self.forms])],
            kind="bar",
            summary=_("Person-times of each of the four forms by %(day)s.") % {"day": self.day},
        )


def _rows_of(labels: Iterable[tuple[str, Any]], columns: list[dict[str, int]]) -> Iterable[Row]:
    """A row for each label; one that is not recorded is left out where nothing lacks it."""
    for code, label in labels:
        cells = tuple(column.get(code, 0) for column in columns)
        if code or any(cells):
            yield Row(label, cells)
