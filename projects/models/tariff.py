"""What a locality published: rates, adjustments, its policy within the law. Rows of the customer.

Each is proposed with its document by one person and put in force by another; what is in force is
ended, never edited, and two of a kind never share a day.
"""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.casework.models import Case, both_or_neither, moment, person
from projects import tariff
from projects.models.money import Grade
from projects.rules import Policy
from projects.workflow import (
    ADJUSTMENT_WORKFLOW,
    POLICY_WORKFLOW,
    RATE_WORKFLOW,
    PublishedStatus,
)

STANDING = (PublishedStatus.IN_FORCE, PublishedStatus.ENDED)
PERIOD = Func(F("effective_from"), F("effective_to"), Value("[]"), function="daterange")


def never_two_at_once(name: str, *keys: str) -> ExclusionConstraint:
    """Rows in force of the same kind and place never share a day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((key, RangeOperators.EQUAL) for key in keys),
            (PERIOD, RangeOperators.OVERLAPS),
        ],
        condition=Q(status__in=STANDING),
    )


class PublishedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published rows of a region are read by everybody who works on its cases."""
        return self.filter(within(user, "region"))

    def standing(self):
        """What counts: in force, or ended and still in force on the days before its end."""
        return self.filter(status__in=STANDING)


class Published(Case):
    """A row that somebody proposes with a document and a second person puts in force."""

    event_labels = {"propose": _("Proposed")}

    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    effective_from = models.DateField(_("effective from"))
    effective_to = models.DateField(_("effective to"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120)
    status = models.CharField(
        _("status"), max_length=20, choices=PublishedStatus, default=PublishedStatus.PROPOSED
    )
    proposed_at = models.DateTimeField(_("time of the proposal"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    approved_at = moment(_("put in force at"))
    approved_by = person(verbose_name=_("put in force by"))

    objects = PublishedQuerySet.as_manager()
    # The fields that say which rows may not overlap.
    place: tuple[str, ...] = ("region",)

    class Meta:
        abstract = True
        ordering = ("region__path", "effective_from", "pk")

    def validate_constraints(self, exclude=None):
        """A proposal may share days with what is in force: the step that puts it there asks."""
        if self.status != PublishedStatus.PROPOSED:
            super().validate_constraints(exclude=exclude)


def published_constraints(name: str, *keys: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(name=f"{name}_is_cited", condition=~Q(document="")),
        models.CheckConstraint(
            name=f"{name}_period_runs_forward",
            condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
        ),
        both_or_neither(name, "approved"),
        models.CheckConstraint(
            name=f"{name}_in_force_by_second_person",
            condition=~Q(status__in=STANDING)
            | (Q(approved_at__isnull=False) & ~Q(approved_by=F("proposed_by"))),
        ),
        never_two_at_once(f"{name}_never_two_at_once", *keys),
    ]


class FeeRate(Published):
    """A published rate in yuan per ㎡ of missing basement."""

    workflow = RATE_WORKFLOW
    step_view = "take_rate_step"
    place = ("region", "grade")

    grade = models.CharField(_("grade"), max_length=4, choices=Grade)
    yuan_per_sqm = models.DecimalField(
        _("yuan per ㎡"),
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )

    class Meta(Published.Meta):
        verbose_name = _("fee rate")
        verbose_name_plural = _("fee rates")
        ordering = ("region__path", "grade", "effective_from", "pk")
        constraints = [
            *published_constraints("fee_rate", "region", "grade"),
            models.CheckConstraint(name="fee_rate_is_positive", condition=Q(yuan_per_sqm__gt=0)),
        ]

    def __str__(self):
        return f"{self.region} {self.grade} {self.effective_from}: {self.document} #{self.pk}"

    def get_absolute_url(self):
        return reverse("projects:rate_detail", args=[self.pk])

    def as_rate(self) -> tariff.Rate:
        return tariff.Rate(
            region=self.region.code,
            grade=self.grade,
            yuan_per_sqm=self.yuan_per_sqm,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            document=self.document,
        )


class FeeAdjustment(Published):
    """A temporary factor on a region's rates, such as 0.8 during a relief programme."""

    workflow = ADJUSTMENT_WORKFLOW
    step_view = "take_adjustment_step"

    factor = models.DecimalField(
        _("factor"),
        max_digits=6,
        decimal_places=4,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(10))],
    )

    class Meta(Published.Meta):
        verbose_name = _("rate adjustment")
        verbose_name_plural = _("rate adjustments")
        constraints = [
            *published_constraints("fee_adjustment", "region"),
            models.CheckConstraint(name="fee_adjustment_not_negative", condition=Q(factor__gte=0)),
        ]

    def __str__(self):
        return f"{self.region} ×{self.factor} {self.effective_from}: {self.document} #{self.pk}"

    def get_absolute_url(self):
        return reverse("projects:adjustment_detail", args=[self.pk])

    def as_adjustment(self) -> tariff.Adjustment:
        return tariff.Adjustment(
            factor=self.factor,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            document=self.document,
            region=self.region.code,
        )


class CityClass(models.TextChoices):
    FIRST = "I", _("Class I key city")
    SECOND = "II", _("Class II key city")
    THIRD = "III", _("Class III key city")
    NONE = "NONE", _("Not a key city")


class ThresholdScope(models.TextChoices):
    PROJECT = "PROJECT", _("All buildings of the project together")
    BUILDING = "BUILDING", _("Each building alone")


class FeePolicy(Published):
    """What a locality fixed within the law: class, ratio r, how the 2,000 ㎡ threshold counts."""

    workflow = POLICY_WORKFLOW
    step_view = "take_policy_step"

    city_class = models.CharField(_("class of the city"), max_length=4, choices=CityClass)
    ratio = models.DecimalField(
        _("ratio"),
        max_digits=6,
        decimal_places=4,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
        help_text=_("Share of the above-ground area, such as 0.03."),
    )
    zone_ratio = models.DecimalField(
        _("ratio in development zones"),
        max_digits=6,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    threshold_scope = models.CharField(
        _("the threshold counts"),
        max_length=10,
        choices=ThresholdScope,
        default=ThresholdScope.PROJECT,
    )

    class Meta(Published.Meta):
        verbose_name = _("fee policy")
        verbose_name_plural = _("fee policies")
        constraints = [
            *published_constraints("fee_policy", "region"),
            models.CheckConstraint(
                name="fee_policy_ratio_is_a_share",
                condition=Q(ratio__gte=0, ratio__lte=1)
                & (Q(zone_ratio=None) | Q(zone_ratio__gte=0, zone_ratio__lte=1)),
            ),
        ]

    def __str__(self):
        return f"{self.region} {self.city_class} {self.effective_from}: {self.document} #{self.pk}"

    def get_absolute_url(self):
        return reverse("projects:policy_detail", args=[self.pk])

    def as_policy(self) -> Policy:
        return Policy(
            city_class=self.city_class,
            ratio=self.ratio,
            zone_ratio=self.zone_ratio,
            threshold_scope=self.threshold_scope,
            document=self.document,
        )
