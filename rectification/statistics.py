"""The official statistics of an inspection round (domain §2.6), for the regions a reader sees.

Every number is the count of the rows its link opens. What came of leads is told in numbers only,
and outside the commission no small number is told at all (domain §3.7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from airdefense import features, wall
from airdefense.accounts.roles import Role
from airdefense.reports.audience import LEAD_ROLES
from airdefense.reports.cells import cell_text, total_text
from airdefense.reports.words import DASH, wan
from inspections.models import ActivityKind, Finding, Round, RoundActivity
from inspections.page import regions_seen
from leads.models import Lead, Outcome, Person
from leads.models.cases import SANCTIONS
from projects.models import Allocation
from rectification.models import RectificationTask
from rectification.models.tasks import closed_by_day

# The commission reads its numbers whole; who answers for the round reads numbers not too small.
WHOLE = frozenset(LEAD_ROLES)
COUNTED = frozenset({Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE, Role.LEADERSHIP})
UNITS = {
    "cases": gettext_lazy("cases"),
    "persons": gettext_lazy("persons"),
    "times": gettext_lazy("person-times"),
    "items": gettext_lazy("items"),
    "yuan": gettext_lazy("yuan"),
    "percent": "%",
}

Cells = Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the statistics: by region, and in all."""

    label: str
    unit: str
    definition: str
    cells: list[Any]
    total: Any
    url: str = ""

    @property
    def unit_label(self) -> str:
        return str(UNITS[self.unit])

    @property
    def page_unit(self) -> str:
        """On the page money is told in ten thousands, so that ten regions fit beside each other."""
        return _("× 10,000 yuan") if self.unit == "yuan" else self.unit_label

    @property
    def texts(self) -> list[str]:
        return [self._text(value) for value in self.cells]

    @property
    def total_text(self) -> str:
        return self._text(self.total)

    def _text(self, value: Any) -> str:
        if value is None:
            return DASH
        if isinstance(value, str):
            return value
        return f"{wan(value):,}" if self.unit == "yuan" else f"{value:,}"


class Statistics:
    """The statistics of one round on one day, as far as this reader's regions go."""

    def __init__(self, round_: Round, user: Any, today: date) -> None:
        self.round, self.user, self.today = round_, user, today
        self.regions = list(regions_seen(round_, user))
        roles = [user.roles_over([region.path]) for region in self.regions]
        # A role in one county's commission does not open the numbers of its neighbours.
        self.reads_leads_whole = bool(roles) and not any(WHOLE.isdisjoint(one) for one in roles)
        reached = frozenset().union(*roles)
        self.reads_leads = features.has("leads") and (
            self.reads_leads_whole or not COUNTED.isdisjoint(reached)
        )

    @property
    def is_whole(self) -> bool:
        """Whether every region of the round is counted for this reader."""
        covered = set(self.round.teams.values_list("regions", flat=True)) | {self.round.region_id}
        return covered <= {region.pk for region in self.regions} | {None}

    @cached_property
    def problems(self):
        """Problems approved and standing by the day, those the reader's list shows."""
        found = Finding.objects.visible_to(self.user).approved_by_day(self.today)
        return found.filter(round=self.round, region__in=self.regions)

    @property
    def rectified(self):
        tasks = RectificationTask.objects.visible_to(self.user)
        return tasks.filter(closed_by_day(self.today), finding__in=self.problems)

    @property
    def leads(self):
        """Leads that the round's findings became, transferred by the day: for counting only."""
        leads = Lead.objects.transferred_by_day(self.today)
        return leads.filter(finding__round=self.round, region__in=self.regions)

    @property
    def disciplined(self):
        sanctions = Outcome.objects.effective_by(self.today).filter(kind__in=SANCTIONS)
        persons = Person.objects.filter(lead__in=self.leads)
        return persons.filter(Exists(sanctions.filter(person=OuterRef("pk"))))

    @cached_property
    def lines(self) -> list[Line]:
        lines = [self._organisations(), *self._activities(), *self._found()]
        return lines + (self._of_leads() if self.reads_leads else [])

    def _line(self, label, cells: Cells, *, unit="items", definition="", url="", zero=0) -> Line:
        values = [cells.get(region.pk, zero) for region in self.regions]
        return Line(label, unit, definition, values, sum(values, zero), url)

    def _count(self, rows, region) -> dict[int, Any]:
        counts = rows.order_by().values_list(region).annotate(count=Count("pk", distinct=True))
        return dict(counts.values_list(region, "count"))

    def _organisations(self) -> Line:
        cells: dict[int, int] = {}
        for body in self.round.inspected.select_related("region"):
            home = body.home_region
            cells[home.pk] = cells.get(home.pk, 0) + 1
        return self._line(
            _("Party organisations inspected"),
            cells,
            definition=_("Organisations named in the plan of the round."),
            url=self.round.get_absolute_url(),
        )

    def _activities(self) -> list[Line]:
        rows = RoundActivity.objects.visible_to(self.user).filter(
            round=self.round, region__in=self.regions, voided_at=None, held_on__lte=self.today
        )
        sums = rows.order_by().values_list("kind", "region").annotate(total=Sum("count"))
        cells: dict[str, dict[int, int]] = {kind: {} for kind in ActivityKind.values}
        for kind, region, count in sums.values_list("kind", "region", "total"):
            cells[kind][region] = count
        url = reverse("inspections:round_activities", args=[self.round.pk])
        counted = _("Counted by the teams day by day; voided counts are left out.")
        return [
            self._line(
                str(label),
                cells[kind],
                unit="times" if kind == ActivityKind.TALK else "items",
                definition=counted,
                url=url,
            )
            for kind, label in ActivityKind.choices
        ]

    def _found(self) -> list[Line]:
        number = {"round": self.round.number}
        problems = self._line(
            _("Problems the round found"),
            self._count(self.problems, "region"),
            definition=_("Findings approved, neither void nor merged into another one."),
            url=_list("inspections:list", status="approved", merged="false", **number),
        )
        rectified = self._line(
            _("Problems rectified"),
            self._count(self.rectified, "region"),
            definition=_("Problems found whose rectification task is closed out."),
            url=_list("rectification:list", status="closed", **number),
        )
        shares = [_share(*pair) for pair in zip(rectified.cells, problems.cells, strict=True)]
        rate = Line(
            _("Rectification rate"),
            "percent",
            _("Problems rectified divided by problems found."),
            shares,
            _share(rectified.total, problems.total),
        )
        return [problems, rectified, rate, self._money()]

    def _money(self) -> Line:
        rows = Allocation.objects.visible_to(self.user).filter(
            gap__finding__in=self.problems, allocated_on__lte=self.today
        )
        sums = rows.order_by().values_list("gap__finding__region")
        cells = dict(sums.annotate(total=Sum("amount_yuan")))
        return self._line(
            _("Money recovered"),
            cells,
            unit="yuan",
            zero=Decimal(0),
            definition=_("Receipts counted against the gaps of the problems found."),
            url=_list("inspections:list", status="approved", round=self.round.number),
        )

    @wall.acting(wall.Purpose.COUNTING)
    def _of_leads(self) -> list[Line]:
        told = [
            (
                _("Leads transferred"),
                "cases",
                _("Leads from the round's findings, transferred and not returned."),
                self._count(self.leads, "region"),
            ),
            (
                _("Persons in leads transferred"),
                "persons",
                _("Persons these leads are about."),
                self._count(Person.objects.filter(lead__in=self.leads), "lead__region"),
            ),
            (
                _("Persons disciplined"),
                "persons",
                _("Persons with a Party or government sanction in force, each once."),
                self._count(self.disciplined, "lead__region"),
            ),
        ]
        return [self._guarded(label, unit, words, cells) for label, unit, words, cells in told]

    def _guarded(self, label, unit, definition, cells: Cells) -> Line:
        """Numbers about persons: outside the commission they are told as the reports tell them."""
        line = self._line(label, cells, unit=unit, definition=definition)
        if self.reads_leads_whole:
            return line
        texts = [cell_text(count) for count in line.cells]
        return Line(line.label, unit, definition, texts, total_text(line.cells))


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(100 * part / whole).quantize(Decimal("0.1")) if whole else None


def _list(name: str, **conditions: str) -> str:
    return f"{reverse(name)}?{urlencode(conditions)}"
