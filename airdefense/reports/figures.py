"""The numbers of the reports. A figure is a set of rows; the number is what the rows add up to.

Each app registers its own in `figures.py`: a function from a day to the rows that count on that
day. The number, its rows and its split by region are one query, so a figure cannot open other
rows than it shows. Every row belongs to exactly one region, so the regions add up to the whole.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DecimalField,
    Q,
    QuerySet,
    Sum,
    TextChoices,
    Value,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from airdefense import wall
from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.exchange.columns import Column

CENT = Decimal("0.01")
ROWS = Count("pk")
MONEY = DecimalField(max_digits=18, decimal_places=2)


class Unit(TextChoices):
    PROJECTS = "projects", _("projects")
    PROBLEMS = "problems", _("problems")
    TASKS = "tasks", _("tasks")
    CASES = "cases", _("cases")
    PERSONS = "persons", _("persons")
    PERSON_TIMES = "person_times", _("person-times")
    ORGANISATIONS = "organisations", _("organisations")
    DOCUMENTS = "documents", _("documents")
    GAPS = "gaps", _("gaps")
    INSTRUCTIONS = "instructions", _("instructions")
    YUAN = "yuan", _("yuan")
    PERCENT = "percent", "%"


class Section(TextChoices):
    """The parts of the report, in its order."""

    CHECKS = "checks", _("Checks and problems")
    RECTIFICATION = "rectification", _("Rectification")
    LEADS = "leads", _("Leads and cases")
    RECOVERY = "recovery", _("Recovery of fees")
    DOCUMENTS = "documents", _("Supervision documents")
    INSTRUCTIONS = "instructions", _("Instructions of the leadership")
    # Parts of the figures above that charts are drawn from; no sentence of the report.
    PARTS = "parts", _("Parts of the figures")
    WARNINGS = "warnings", _("Warnings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of the reports; `region` is the way from a row to its region, `organisation` the way
    to the unit that has to act (or "" where no unit has), `round` the way to the inspection round
    it belongs to, or a condition by day and round (or "": reports at the end of a round leave it
    out). `owner` is the role that answers for the definition.

    A figure whose rows are confidential names the way from a row to what may be shown of it
    (`opens`) and to whom (`readable`, user -> QuerySet).
    """

    code: str
    label: Any
    unit: Unit
    section: Section
    region: str
    definition: Any
    counted: Callable[[date], QuerySet]
    measure: Aggregate = ROWS
    columns: tuple[Column, ...] = ()
    owner: Role = Role.INSPECTION_OFFICE
    organisation: str = ""
    round: str | Callable[[date, int], Q] = ""
    # What happened in the days from the first to the second, of a figure that counts what
    # happened on a day: reports of a week or a month count their own days.
    during: Callable[[date, date], QuerySet] | None = None
    opens: str = ""
    readable: Callable[[Any], QuerySet] | None = None

    is_ratio = False

    @property
    def is_flow(self) -> bool:
        """Whether it counts what happened in the days of a report, and starts from nothing in
        the next."""
        return self.during is not None

    def of_round(self, key: int) -> "Figure":
        """The same figure over the rows of one inspection round alone."""

        def counted(day: date) -> QuerySet:
            of_round = self.round(day, key) if callable(self.round) else Q(**{self.round: key})
            return self.counted(day).filter(of_round)

        return replace(self, counted=counted)

    def of_days(self, since: Callable[[date], date]) -> "Figure":
        """The same figure over the days of a period: `since` says from which day on."""
        during = self.during
        if during is None:
            return self
        return replace(self, counted=lambda day: during(since(day), day))

    @property
    def is_confidential(self) -> bool:
        """Rows of leads: counts only, save for those who work on leads (domain §3.7)."""
        return self.readable is not None

    @property
    def is_money(self) -> bool:
        return self.unit == Unit.YUAN

    @property
    def amount(self) -> str:
        """What each row counts for: the name of the summed value, or "" where a row is one."""
        if not isinstance(self.measure, Sum):
            return ""
        return str(self.measure.get_source_expressions()[0].name)

    def rows(self, day: date, region: Any = None, scope: Any = None) -> QuerySet:
        """The rows that count on that day, of one region or of all regions below `scope`."""
        rows = self.counted(day)
        if region is not None:
            rows = rows.filter(**{self.region: region})
        if scope is not None:
            rows = rows.filter(**{f"{self.region}__path__startswith": scope.path})
        return rows

    def value(self, day: date, region: Any = None, scope: Any = None) -> int | Decimal:
        rows = self.rows(day, region, scope).order_by()
        # A number is the same whoever asks for it; which rows open is another question.
        with wall.acting(wall.Purpose.COUNTING):
            return rows.aggregate(total=self.measure)["total"] or self.zero

    def by_region(self, day: date, scope: Any = None) -> dict[str, int | Decimal]:
        """Region code → value, with every region of that day, zero included."""
        return by_regions([self], day, scope)[0]

    def totals(self, day: date, scope: Any = None, place: int = 0) -> QuerySet:
        """(place, region code, value) of every region with rows, to be asked beside others."""
        rows = self.rows(day, scope=scope).order_by().annotate(of_figure=Value(place))
        groups = rows.values_list("of_figure", f"{self.region}__code")
        return groups.annotate(total=Cast(self.measure, MONEY))

    def number(self, total: Decimal | None) -> int | Decimal:
        """A total as this figure counts: yuan to the fen, or whole rows."""
        return (total if self.is_money else int(total)) if total else self.zero

    def each(self, day: date, scope: Any = None) -> list[Any]:
        """(key, region, amount) of every row, for freezing; the amount is None where a row is 1."""
        rows = self.rows(day, scope=scope).order_by("pk")
        fields = ("pk", self.region, *([self.amount] if self.amount else ()))
        with wall.acting(wall.Purpose.COUNTING):
            return list(rows.values_list(*fields))

    @property
    def zero(self) -> int | Decimal:
        return Decimal("0.00") if self.is_money else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One figure as a percentage of another; nothing where there is nothing to divide by."""

    code: str
    label: Any
    section: Section
    definition: Any
    numerator: str
    denominator: str
    owner: Role = Role.INSPECTION_OFFICE

    unit = Unit.PERCENT
    is_ratio = True
    is_money = False
    is_flow = False

    @property
    def is_confidential(self) -> bool:
        return FIGURES[self.numerator].is_confidential

    def rows(self, day: date, region: Any = None, scope: Any = None) -> QuerySet:
        return FIGURES[self.numerator].rows(day, region, scope)

    def value(self, day: date, region: Any = None, scope: Any = None) -> Decimal | None:
        top, bottom = (
            FIGURES[code].value(day, region, scope) for code in (self.numerator, self.denominator)
        )
        return percent(top, bottom)

    def by_region(self, day: date, scope: Any = None) -> dict[str, Decimal | None]:
        tops = FIGURES[self.numerator].by_region(day, scope)
        bottoms = FIGURES[self.denominator].by_region(day, scope)
        return {code: percent(tops.get(code, 0), bottom) for code, bottom in bottoms.items()}


FIGURES: dict[str, Figure | Ratio] = {}
# Who answers for a definition unless it says so itself: the office that keeps what is counted.
OWNERS = {
    Section.RECTIFICATION: Role.SUPERVISION_OFFICE,
    Section.DOCUMENTS: Role.SUPERVISION_OFFICE,
    Section.LEADS: Role.CASE_SUPERVISION,
    Section.RECOVERY: Role.DATA_CLERK,
}


def owner_of(options: dict[str, Any]) -> Role:
    if options.get("readable"):
        return Role.CASE_SUPERVISION
    if options.get("unit") == Unit.YUAN:
        return Role.DATA_CLERK
    return OWNERS.get(options["section"], Role.INSPECTION_OFFICE)


def figure(code: str, label: Any, **options: Any) -> Callable:
    """Register a function `day -> QuerySet` as the rows of a figure."""

    def register(counted: Callable[[date], QuerySet]) -> Callable[[date], QuerySet]:
        answered = {"owner": owner_of(options)} | options
        _add(Figure(code=code, label=label, counted=counted, **answered))
        return counted

    return register


def ratio(code: str, label: Any, **options: Any) -> None:
    """Register a figure that is one figure divided by another."""
    _add(Ratio(code=code, label=label, **{"owner": owner_of(options)} | options))


def _add(new: Figure | Ratio) -> None:
    if new.code in FIGURES:
        raise ValueError(f"figure {new.code} is defined twice")
    FIGURES[new.code] = new


def percent(top: int | Decimal, bottom: int | Decimal) -> Decimal | None:
    if not bottom:
        return None
    return (Decimal(top) * 100 / Decimal(bottom)).quantize(CENT, ROUND_HALF_UP)


def by_regions(
    figures: Sequence[Figure], day: date, scope: Any = None
) -> list[dict[str, int | Decimal]]:
    """The split of each of these figures, all of them asked in one statement."""
    every = codes(day, scope)
    found = [dict.fromkeys(every, figure.zero) for figure in figures]
    asked = [figure.totals(day, scope, place) for place, figure in enumerate(figures)]
    if asked:
        first, *others = asked
        # A number is the same whoever asks for it; which rows open is another question.
        with wall.acting(wall.Purpose.COUNTING):
            totals = list(first.union(*others, all=True) if others else first)
        for place, code, total in totals:
            found[place][code] = figures[place].number(total)
    return found


def codes(day: date, scope: Any = None) -> list[str]:
    """The codes of the regions there were on that day, of the city first."""
    return [region.code for region in regions(day, scope)]


def regions(day: date, scope: Any = None) -> list[Organisation]:
    found = Organisation.objects.regions().valid_on(day).order_by("path")
    return list(found.filter(path__startswith=scope.path) if scope is not None else found)


def of_sections(sections: Iterable[str]) -> list[Figure | Ratio]:
    """The figures of these sections by code, ratios after what they divide."""
    wanted = set(sections)
    chosen = [figure for figure in FIGURES.values() if figure.section in wanted]
    return sorted(chosen, key=lambda figure: (figure.is_ratio, figure.code))
