"""What every case has: a history written once, a number, time limits."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.casework.triggers import append_only
from airdefense.casework.workflow import Workflow


def moment(label, **options) -> models.DateTimeField:
    return models.DateTimeField(label, null=True, blank=True, editable=False, **options)


def person(**options) -> models.ForeignKey:
    options.setdefault("related_name", "+")
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, **options
    )


def both_or_neither(model: str, moment: str) -> models.CheckConstraint:
    """A moment and its person come together: `approved_at` with `approved_by`."""
    at, by = f"{moment}_at", f"{moment}_by"
    return models.CheckConstraint(
        name=f"{model}_{moment}_in_full",
        condition=Q(**{at: None, by: None}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False}),
    )


class Case(models.Model):
    """What moves by a workflow table. Subclasses have `status`, `workflow` and `scope_paths`."""

    version = models.PositiveIntegerField(default=1, editable=False)

    # What every subclass brings along.
    workflow: ClassVar[Workflow]
    region: Any

    class Meta:
        abstract = True

    @property
    def scope_paths(self) -> tuple[str, ...]:
        """Paths of the organisations whose roles count for this case."""
        return (self.region.path,)

    def get_step_url(self, name: str) -> str:
        return reverse(f"{self._meta.app_label}:{self.step_view}", args=[self.pk, name])

    step_view = "take_step"
    # Who may not read the files of such a case is not told that there are any, and reading is
    # written into its history.
    is_compartmented = False

    def watchers(self, event):
        """The people told of a step by mail; nobody unless the case says who."""
        return ()

    def may_read_event(self, user, name: str) -> bool:
        """Whether this user may read that such a step was taken; everybody who sees the case,
        unless the case says otherwise."""
        return True

    def may_attach(self, user) -> bool:
        """Whether this user may add files: whoever may take some step from here."""
        return bool(self.workflow.available(self, user))


class EventQuerySet(models.QuerySet):
    def of(self, case):
        return self.filter(case_type=case._meta.label_lower, case_id=case.pk)


class Event(models.Model):
    """One step, change or reading of a case. It names the case without a foreign key, so that
    history outlives every change of the schema (docs/decisions/0005)."""

    case_type = models.CharField(_("kind of case"), max_length=60)
    case_id = models.PositiveBigIntegerField(_("case no."))
    name = models.CharField(_("step"), max_length=60)
    before = models.CharField(_("status before"), max_length=30, blank=True)
    after = models.CharField(_("status after"), max_length=30, blank=True)
    note = models.TextField(_("note"), blank=True)
    detail = models.JSONField(default=dict, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    happened_at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(name="event_of_case", fields=["case_type", "case_id", "happened_at"]),
            models.Index(name="event_by_time", fields=["happened_at"]),
        ]
        triggers = [append_only("event_is_append_only")]

    def __str__(self):
        return f"{self.name} · {self.case_type} {self.case_id} · #{self.pk}"


RESTRICTED = _("The files of this case are restricted to those who work on it.")


def may_read_attachments(case, user) -> bool:
    """Whoever sees a case reads its files, unless the case keeps them closer."""
    rule = getattr(case, "may_read_attachments", None)
    return rule is None or rule(user)


class NumberSeries(models.Model):
    """The counter of one series of numbers of one organisation in one year; locked while taken."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_counter_per_series_and_year", fields=["organisation", "series", "year"]
            )
        ]

    def __str__(self):
        return f"{self.organisation} {self.series} {self.year}"


class IssuedNumber(models.Model):
    """A number once given stays given: it is used, or void with a reason, never free again."""

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="issued")
    sequence = models.PositiveIntegerField()
    text = models.CharField(max_length=60)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="number_used_once", fields=["series", "sequence"]),
            models.CheckConstraint(
                name="void_number_says_who_and_why",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
            ),
        ]

    def __str__(self):
        return self.text


class TimeLimitQuerySet(models.QuerySet):
    def in_force(self, step: str, on, organisation=None):
        """The limit of that step on that day: an organisation's own before the general one."""
        return (
            self.filter(step=step, effective_on__lte=on)
            .filter(Q(organisation=None) | Q(organisation=organisation))
            .order_by(F("organisation").asc(nulls_last=True), "-effective_on")
            .first()
        )


class TimeLimit(models.Model):
    """How long a step may take, entered by the customer with its basis (domain §2.5, §3.3)."""

    step = models.CharField(_("step"), max_length=60)
    days = models.PositiveSmallIntegerField(_("days"))
    is_working_days = models.BooleanField(_("working days"), default=False)
    basis = models.CharField(_("basis"), max_length=200)
    effective_on = models.DateField(_("effective on"))
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )

    objects = TimeLimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        constraints = [
            models.UniqueConstraint(
                name="one_limit_per_step_and_day",
                fields=["step", "effective_on", "organisation"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="time_limit_is_cited", condition=~Q(basis="")),
        ]

    def __str__(self):
        return f"{self.step}: {self.days} · {self.effective_on}"


class CalendarDayQuerySet(models.QuerySet):
    def of_year(self, year: int):
        """What the notice of a year set, its last days of the December before included."""
        own = Q(proposal__year=year) | Q(proposal=None, day__year=year)
        return self.filter(own)


class CalendarDay(models.Model):
    """A holiday or make-up working day (调休) in force; it overrides the packaged calendar.

    Rows are written by putting a proposal in force (actions/holidays.py). Those without one were
    entered before two people were asked for.
    """

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("holiday"), max_length=60, blank=True, db_default="")
    document = models.CharField(_("document"), max_length=200)
    proposal = models.ForeignKey(
        "casework.CalendarProposal",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="rows",
        verbose_name=_("proposed calendar"),
    )

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        constraints = [
            models.CheckConstraint(name="calendar_day_is_cited", condition=~Q(document=""))
        ]

    def __str__(self):
        return str(self.day)
