"""Samples: rows of a frozen figure drawn by chance, opened one by one, each with what was found."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.casework.models import both_or_neither, moment, person
from airdefense.casework.triggers import append_only
from airdefense.reports.models.frozen import FrozenFigure, money

USER = settings.AUTH_USER_MODEL


class Verdict(models.TextChoices):
    AS_FOUND = "as_found", _("As reported")
    DIFFERS = "differs", _("Differs")


class SampleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever reads the report reads what was drawn from it."""
        return self.filter(figure__in=FrozenFigure.objects.visible_to(user))


class Sample(models.Model):
    """Rows of a frozen figure drawn by a recorded seed: the same seed over the same rows draws the
    same sample again (domain §5: 抽样)."""

    figure = models.ForeignKey(FrozenFigure, models.PROTECT, related_name="samples")
    seed = models.CharField(_("seed"), max_length=40)
    # Nothing: drawn from every region of the report.
    region = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
    )
    size = models.PositiveIntegerField(_("rows drawn"))
    population = models.PositiveIntegerField(_("drawn from"))
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("drawn by"))

    objects = SampleQuerySet.as_manager()
    event_labels = {"judge": _("Row of the sample judged")}

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="sample_not_larger_than_its_population",
                condition=Q(size__gte=1, size__lte=F("population")),
            ),
            models.UniqueConstraint(
                name="one_sample_per_person_and_seed",
                fields=["figure", "seed", "region", "size", "drawn_by"],
                nulls_distinct=False,
            ),
        ]
        triggers = [append_only("sample_is_append_only")]

    def __str__(self):
        return f"{self.figure} · {self.seed} · #{self.pk}"

    def get_absolute_url(self):
        return reverse("reports:sample_detail", args=[self.pk])


class SampledRowQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(sample__in=Sample.objects.visible_to(user))


class SampledRow(models.Model):
    """One row of a sample, as frozen: who opened it first, and what the file showed."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="rows")
    place = models.PositiveIntegerField(_("no."))
    row_id = models.BigIntegerField()
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    amount = money(_("counted (yuan)"), null=True)
    opened_at, opened_by = moment(_("opened at")), person()
    verdict = models.CharField(_("result"), max_length=20, choices=Verdict, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    judged_at, judged_by = moment(_("examined at")), person()

    objects = SampledRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a sample")
        verbose_name_plural = _("rows of samples")
        ordering = ("sample", "place")
        constraints = [
            models.UniqueConstraint(name="one_row_per_place", fields=["sample", "place"]),
            models.UniqueConstraint(name="a_row_is_drawn_once", fields=["sample", "row_id"]),
            both_or_neither("sampled_row", "opened"),
            both_or_neither("sampled_row", "judged"),
            models.CheckConstraint(
                name="sampled_row_judged_with_a_result",
                condition=Q(judged_at=None, verdict="")
                | (Q(judged_at__isnull=False) & ~Q(verdict="")),
            ),
            models.CheckConstraint(
                name="sampled_row_that_differs_says_how",
                condition=~Q(verdict="differs") | ~Q(note=""),
            ),
        ]

    def __str__(self):
        return f"{self.sample} {self.place}"

    def get_absolute_url(self):
        return reverse("reports:sample_row", args=[self.sample_id, self.place])
