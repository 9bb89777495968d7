"""The quality of case files (案卷体检): small rules that each app registers in `caserules`.

`airdefense` imports no domain app; `autodiscover_modules("caserules")` finds

    examined(Finding, region="region", number="number")

    @case_rule(
        "F03",
        severity=Severity.ERROR,
        title=_("Approved without evidence"),
        sentence=_("Nothing proves what was approved: add the evidence, or void the finding."),
    )
    def approved_without_evidence(at):
        return Finding.objects.filter(status=FindingStatus.APPROVED).exclude(has_evidence)

A rule answers the rows it is broken in as they stand on `at.day`, as one query over the city; it
loops over nothing. Who looks sees those that `visible_to` shows. Every row is a case with a page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, QuerySet, Value, When
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import EVERY_CASE_ROLE, Role
from airdefense.casework.models import TimeLimit, Waiver

# How many points of a hundred a case loses by a rule of that severity.
WEIGHTS = {"error": 20, "warn": 5, "info": 1}
# The unit inspected does not read how its files are judged.
READERS = tuple(role for role in EVERY_CASE_ROLE if role != Role.UNIT_CONTACT)
# How long something may lie before a rule speaks, until a time limit of that step is entered.
HOUSE_DAYS: dict[str, int] = {
    "check.draft": 30,
    "check.returned": 7,
    "check.feedback": 30,
    "check.task": 30,
    "check.urge": 30,
    "check.issue": 7,
    "check.reply": 30,
    "check.reopened": 7,
    "check.round": 30,
    "check.confirm": 90,
    "check.remit": 30,
    "check.receipt_of_lead": 7,
    "check.team": 7,
    "check.execution": 30,
    "check.rest": 90,
}


class Severity(models.TextChoices):
    ERROR = "error", _("Error")
    WARN = "warn", _("Warning")
    INFO = "info", _("Hint")


TONES = {Severity.ERROR: "bad", Severity.WARN: "warn", Severity.INFO: ""}


@dataclass(frozen=True, slots=True)
class Moment:
    """The day the files are looked through, and how long things may lie on that day."""

    day: date
    limits: Mapping[str, int] = field(default_factory=lambda: HOUSE_DAYS)

    def before(self, step: str) -> date:
        """The last day on which something may have begun that now lies for too long."""
        return self.day - timedelta(days=self.limits[step] + 1)


def moment_of(day: date) -> Moment:
    limits = TimeLimit.objects.filter(
        step__in=HOUSE_DAYS, organisation=None, effective_on__lte=day
    ).order_by("effective_on")
    return Moment(day, HOUSE_DAYS | {limit.step: limit.days for limit in limits})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A kind of case that rules look at: where its region and its number stand."""

    model: type[models.Model]
    region: str
    number: str
    related: tuple[str, ...] = ()
    is_compartmented: bool = False
    # Whose files somebody may judge, where seeing that there is one is not enough.
    judged_by: Callable[[Any], QuerySet] | None = None

    @property
    def case_type(self) -> str:
        return self.model._meta.label_lower

    @property
    def area(self) -> str:
        return self.model._meta.app_label

    @property
    def manager(self) -> Any:
        return self.model._default_manager


SUBJECTS: dict[type[models.Model], Subject] = {}


def examined(
    model: type[models.Model],
    *,
    region: str,
    number: str,
    related: tuple[str, ...] = (),
    is_compartmented: bool = False,
    judged_by: Callable[[Any], QuerySet] | None = None,
) -> None:
    """Have the cases of a model looked at; a compartmented one counts for no score and is named
    to nobody who does not see the case, or is not among those `judged_by` answers for a user."""
    SUBJECTS[model] = Subject(
        model=model,
        region=region,
        number=number,
        related=related,
        is_compartmented=is_compartmented,
        judged_by=judged_by,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule:
    """One rule: what is wrong, how bad that is, and what mends it."""

    code: str
    severity: Severity
    title: Any
    sentence: Any
    rows: Callable[[Moment], QuerySet]
    subject: Subject
    # The office that answers for it: the app the rule belongs to.
    area: str
    # The page that mends it, by URL name taking the case's key; "" for the page of the case.
    fix: str
    roles: frozenset[str]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def tone(self) -> str:
        return TONES[self.severity]

    @property
    def weight(self) -> int:
        return WEIGHTS[self.severity]

    @property
    def area_label(self) -> Any:
        return apps.get_app_config(self.area).verbose_name

    @property
    def is_compartmented(self) -> bool:
        return self.subject.is_compartmented

    def found(self, moment: Moment, user: Any = None) -> QuerySet:
        """The cases the rule is broken in, as far as this user sees them; all for the system."""
        rows: Any = self.rows(moment)
        if user is not None:
            rows = rows.visible_to(user)
            if self.subject.judged_by is not None:
                rows = rows.filter(pk__in=self.subject.judged_by(user).order_by().values("pk"))
        return self.subject.manager.filter(pk__in=rows.order_by().values("pk")).order_by()

    def unwaived(self, moment: Moment, user: Any = None) -> QuerySet:
        """The cases that are still to be mended."""
        return self.found(moment, user).exclude(pk__in=self.waived(moment.day))

    def hits(self, moment: Moment, user: Any = None) -> QuerySet:
        """The same, with what each line of a list shows, and whether it was accepted."""
        accepted = Case(
            When(pk__in=self.waived(moment.day), then=Value(True)), default=Value(False)
        )
        found = self.found(moment, user).annotate(is_waived=accepted)
        return found.select_related(self.subject.region, *self.subject.related)

    def waived(self, day: date) -> QuerySet:
        """The keys of the cases in which somebody accepted it, still in force on that day."""
        waivers = Waiver.objects.in_force(day).filter(
            rule=self.code, case_type=self.subject.case_type
        )
        return waivers.values("case_id")

    def fix_url(self, case: Any) -> str:
        """Where the fault is mended."""
        if self.fix:
            try:
                return reverse(self.fix, args=[case.pk])
            except NoReverseMatch:
                pass
        return case.get_absolute_url()


RULES: dict[str, CaseRule] = {}


def case_rule(
    code: str,
    *,
    severity: Severity,
    title: Any,
    sentence: Any,
    of: type[models.Model],
    fix: str = "",
    roles: Iterable[str] = READERS,
) -> Callable[[Callable[[Moment], QuerySet]], Callable[[Moment], QuerySet]]:
    """Register a function `moment -> rows of that model` as a rule."""

    def register(rows: Callable[[Moment], QuerySet]) -> Callable[[Moment], QuerySet]:
        if code in RULES:
            raise ValueError(f"The rule {code} is registered twice.")
        RULES[code] = CaseRule(
            code=code,
            severity=severity,
            title=title,
            sentence=sentence,
            rows=rows,
            subject=SUBJECTS[of],
            area=rows.__module__.partition(".")[0],
            fix=fix,
            roles=frozenset(roles),
        )
        return rows

    return register


def rules_for(user: Any = None) -> list[CaseRule]:
    """The rules this user may read, in the order of their codes; all of them for the system."""
    found = sorted(RULES.values(), key=lambda rule: (rule.area, rule.code))
    return found if user is None else [rule for rule in found if rule.roles & user.role_codes]
