"""A report as it was compiled: written once, corrected only by a further revision."""

from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.accounts.roles import Role
from airdefense.casework.models import HistorySeal
from airdefense.casework.triggers import append_only
from airdefense.reports.figures import FIGURES, Section
from airdefense.reports.models.defined import FigureDefinition

USER = settings.AUTH_USER_MODEL
# Offices whose work covers the region they sit in; leadership reads what it leads, no more.
OFFICES = (
    Role.INSPECTION_OFFICE,
    Role.SUPERVISION_OFFICE,
    Role.CASE_SUPERVISION,
    Role.APPROVING_LEADER,
)
READERS = (Role.LEADERSHIP, Role.EXAMINER, *OFFICES)


class Kind(models.TextChoices):
    DAILY = "daily", _("Daily report")
    RECTIFICATION = "rectification", _("Daily rectification report")
    FEE_RECOVERY = "fee_recovery", _("Daily fee-recovery report")
    WEEKLY = "weekly", _("Weekly report")
    MONTHLY = "monthly", _("Monthly report")
    ROUND = "round", _("Report at the end of a round")


DAILY_KINDS = (Kind.DAILY, Kind.RECTIFICATION, Kind.FEE_RECOVERY)
SECTIONS = {
    Kind.DAILY: tuple(Section),
    Kind.RECTIFICATION: (Section.RECTIFICATION, Section.DOCUMENTS),
    Kind.FEE_RECOVERY: (Section.RECOVERY,),
    Kind.WEEKLY: tuple(Section),
    Kind.MONTHLY: tuple(Section),
    Kind.ROUND: tuple(Section),
}
LETTERS = {
    Kind.DAILY: "RB",
    Kind.RECTIFICATION: "ZG",
    Kind.FEE_RECOVERY: "QJ",
    Kind.WEEKLY: "ZB",
    Kind.MONTHLY: "YB",
    Kind.ROUND: "LC",
}


def money(label, **options):
    return models.DecimalField(label, max_digits=18, decimal_places=2, **options)


def amounts():
    return ArrayField(models.DecimalField(max_digits=18, decimal_places=2), default=list)


def keys():
    return ArrayField(models.BigIntegerField(), default=list)


def reported_to(user, field="scope") -> Q:
    """The regions whose reports a person reads: those one leads, and for offices the one they sit
    in. `field` names the region, or "" for the organisation itself."""
    path, key = (f"{field}__path", field) if field else ("path", "pk")
    reach = Q(pk__in=[])
    for grant in user.grants if user.is_authenticated else ():
        if grant.role in READERS:
            reach |= Q(**{f"{path}__startswith": grant.scope.path})
        if grant.role in OFFICES:
            reach |= Q(**{key: grant.scope.region_id or grant.scope_id})
    return reach


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The reports of the regions one leads, and for offices that of the region they sit in."""
        return self.filter(reported_to(user))

    def latest_revisions(self):
        """Each report once, as corrected last."""
        newer = self.model.objects.filter(
            kind=models.OuterRef("kind"),
            day=models.OuterRef("day"),
            scope=models.OuterRef("scope"),
            subject_key=models.OuterRef("subject_key"),
            revision__gt=models.OuterRef("revision"),
        )
        return self.filter(~models.Exists(newer))


class Report(models.Model):
    """What was reported of a business day: its figures with their rows, sealed by a digest."""

    kind = models.CharField(_("report"), max_length=20, choices=Kind)
    # The first day of the period: of a daily report the day itself.
    since = models.DateField(_("from"))
    day = models.DateField(_("day"))
    # What a report at the end of a round is about: its key in the registry of periods, its name.
    subject_key = models.CharField(max_length=60, blank=True)
    subject = models.CharField(_("about"), max_length=200, blank=True)
    scope = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    reason = models.TextField(_("reason of the correction"), blank=True)
    number = models.PositiveIntegerField(_("issue"))
    compiled_at = models.DateTimeField(_("compiled at"))
    compiled_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("compiled by")
    )
    cut_off = models.DateTimeField(_("cut-off"))
    compared_on = models.DateField(_("compared with"))
    week_on = models.DateField(_("compared with a week before"))
    digest = models.CharField("SHA-256", max_length=64)
    previous_digest = models.CharField(max_length=64, blank=True)
    # How far the history was sealed when this was compiled: its root is part of the digest.
    history = models.ForeignKey(
        HistorySeal, models.PROTECT, null=True, related_name="+", verbose_name=_("history")
    )

    objects = ReportQuerySet.as_manager()
    event_labels = {
        "compile": _("Compiled"),
        "correct": _("Corrected"),
        "recompute": _("Recomputed from history"),
        "sample": _("Sample drawn"),
        "retry_mail": _("Mail to be sent again"),
    }

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-day", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="one_report_per_kind_day_scope_and_revision",
                fields=["kind", "day", "scope", "subject_key", "revision"],
            ),
            models.CheckConstraint(
                name="report_correction_says_why", condition=Q(revision=1) | ~Q(reason="")
            ),
            models.CheckConstraint(name="report_revision_from_one", condition=Q(revision__gte=1)),
            models.CheckConstraint(name="report_runs_forward", condition=Q(day__gte=F("since"))),
            models.CheckConstraint(
                name="report_of_a_round_names_it",
                condition=(Q(kind="round") & ~Q(subject_key="") & ~Q(subject=""))
                | (~Q(kind="round") & Q(subject_key="", subject="")),
            ),
        ]
        indexes = [models.Index(name="report_newest", fields=["-day", "-id"])]
        triggers = [append_only("report_is_append_only")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.scope.name} {self.day} v{self.revision}"

    def get_absolute_url(self):
        return reverse("reports:detail", args=[self.pk])

    @property
    def revisions(self) -> ReportQuerySet:
        """This report as it was compiled first and corrected since, itself included."""
        return Report.objects.filter(
            kind=self.kind, day=self.day, scope=self.scope, subject_key=self.subject_key
        ).order_by("revision")

    @property
    def is_of_city(self) -> bool:
        """Of the whole city, not only of what the city itself answers for (市本级)."""
        return self.scope.kind == OrganisationKind.CITY

    @property
    def mark(self) -> str:
        """The snapshot's number: RB-530400-2020-12-v1."""
        letters = LETTERS[Kind(self.kind)]
        return f"{letters}-{self.scope.code}-{self.day.year}-{self.number}-v{self.revision}"


ARRAYS = (
    "row_ids",
    "row_regions",
    "row_values",
    "change_ids",
    "change_values",
    "week_change_ids",
    "week_change_values",
)


class FrozenFigureQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(report__in=Report.objects.visible_to(user))

    def without_rows(self):
        """What a figure says, without the keys of its rows: there may be 200,000 of them."""
        return self.defer(*ARRAYS)


class FrozenFigure(models.Model):
    """One figure of a report with the rows it counted, what each counted for, and in which region.

    `row_ids`, `row_regions` and, for money, `row_values` run side by side. `changes` and
    `week_changes` say by which rows it differs from the day compared with: key → amount.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="figures")
    code = models.CharField(_("code"), max_length=8)
    # The official definition in force when the report was compiled (口径).
    wording = models.ForeignKey(FigureDefinition, models.PROTECT, null=True, related_name="+")
    value = money(_("value"), null=True)
    by_region = models.JSONField(default=dict)
    previous_value = money(_("value before"), null=True)
    previous_by_region = models.JSONField(default=dict)
    week_value = money(_("value a week before"), null=True)
    week_by_region = models.JSONField(default=dict)
    # What the plan asks for by that day; nothing where no plan was entered.
    plan_value = money(_("planned value"), null=True)
    plan_by_region = models.JSONField(default=dict)
    row_model = models.CharField(max_length=60, blank=True)
    row_ids = keys()
    row_regions = keys()
    row_values = amounts()
    change_ids = keys()
    change_values = amounts()
    week_change_ids = keys()
    week_change_values = amounts()

    objects = FrozenFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen figure")
        verbose_name_plural = _("frozen figures")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="figure_once_per_report", fields=["report", "code"])
        ]
        triggers = [append_only("frozen_figure_is_append_only")]

    def __str__(self):
        return f"{self.code} · {self.report_id}"

    def get_absolute_url(self):
        return reverse("reports:figure", args=[self.report_id, self.code])

    @property
    def definition(self):
        """What the figure means, by the registry."""
        return FIGURES[self.code]

    @property
    def model(self) -> Any:
        return apps.get_model(self.row_model)

    @property
    def delta(self) -> Decimal | None:
        return _difference(self.value, self.previous_value)

    @property
    def week_delta(self) -> Decimal | None:
        return _difference(self.value, self.week_value)

    def ids_of(self, region_pk: int | None = None) -> list[int]:
        """The keys of the rows, of one region or of all."""
        if region_pk is None:
            return list(self.row_ids)
        pairs = zip(self.row_ids, self.row_regions, strict=True)
        return [key for key, region in pairs if region == region_pk]

    def amounts(self) -> dict[int, Decimal]:
        """What each row counted for, in yuan; nothing where every row counts as one."""
        if not self.row_values:
            return {}
        return dict(zip(self.row_ids, self.row_values, strict=True))

    def counts(self, which: str = "by_region") -> list[int]:
        """How many there are in each region."""
        return [int(Decimal(text or 0)) for text in getattr(self, which).values()]

    def in_region(self, code: str, which: str = "by_region") -> Decimal | None:
        text = getattr(self, which).get(code)
        return None if text is None else Decimal(text)


def _difference(new: Decimal | None, old: Decimal | None) -> Decimal | None:
    return None if new is None or old is None else new - old
