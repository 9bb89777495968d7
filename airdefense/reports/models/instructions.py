"""Instructions given from a report: to whom, by when, and what became of them (批示、催办)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.casework.clock import by_end_of, not_by_end_of
from airdefense.casework.models import Case, both_or_neither, moment, person
from airdefense.reports.instructions.workflow import (
    ANSWERERS,
    GIVERS,
    INSTRUCTION_WORKFLOW,
    InstructionStatus,
)
from airdefense.reports.models.frozen import FrozenFigure

USER = settings.AUTH_USER_MODEL
MOMENTS = ("answered", "closed", "withdrawn")


class InstructionKind(models.TextChoices):
    DIRECTION = "direction", _("Direction")
    URGE = "urge", _("Urging")


class InstructionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who gave it, the office or unit instructed, and the offices over the region."""
        given = Q(given_by=user.pk) if user.is_authenticated and user.paths() else Q(pk=None)
        return self.filter(
            given | within(user, "office", ANSWERERS) | within(user, "region", GIVERS)
        )

    def given_by_day(self, day):
        """Given by the end of that day and not taken back by then."""
        return self.filter(by_end_of(day, "given_at"), not_by_end_of(day, "withdrawn_at"))

    def open_on(self, day):
        """Given and not settled by the end of that day; an answer alone does not settle it."""
        return self.given_by_day(day).filter(not_by_end_of(day, "closed_at"))


class Instruction(Case):
    """What a leader asks an office to do about a row or a figure of a report, with a day to
    answer by. Never about a lead: of leads reports tell counts alone."""

    workflow = INSTRUCTION_WORKFLOW
    event_labels = {"give": _("Instruction given"), "move_due": _("Day to answer by moved")}
    step_view = "take_instruction_step"

    number = models.CharField(_("number"), max_length=60, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=InstructionKind)
    # Where it was given: a figure of a report, and of it one row or all in a region.
    figure = models.ForeignKey(
        FrozenFigure, models.PROTECT, null=True, blank=True, related_name="instructions"
    )
    row_model = models.CharField(max_length=60, blank=True, editable=False)
    row_id = models.BigIntegerField(null=True, blank=True, editable=False)
    # What the row was called when the instruction was given.
    row_name = models.CharField(_("about"), max_length=300, blank=True)
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region"), editable=False
    )
    office = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="instructions",
        verbose_name=_("office instructed"),
    )
    text = models.TextField(_("instruction"), max_length=1000)
    due_on = models.DateField(_("answer by"))
    given_at = models.DateTimeField(_("given at"), editable=False)
    given_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("given by"), editable=False
    )
    answered_at, answered_by = moment(_("answered at")), person()
    closed_at, closed_by = moment(_("settled at")), person()
    withdrawn_at, withdrawn_by = moment(_("taken back at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=InstructionStatus, default=InstructionStatus.GIVEN
    )

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        constraints = [
            *(both_or_neither("instruction", moment_) for moment_ in MOMENTS),
            models.CheckConstraint(
                name="instruction_row_in_full",
                condition=Q(row_model="", row_id=None)
                | (~Q(row_model="") & Q(row_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="instruction_never_about_leads",
                condition=~Q(row_model__startswith="leads."),
            ),
            models.CheckConstraint(
                name="instruction_due_after_given",
                condition=Q(due_on__gte=F("given_at__date")),
            ),
        ]
        indexes = [
            models.Index(name="instruction_of_row", fields=["row_model", "row_id"]),
            models.Index(name="instruction_newest", fields=["-given_at", "-id"]),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("reports:instruction_detail", args=[self.pk])

    @property
    def title(self) -> str:
        return self.row_name or self.text[:80]

    @property
    def scope_paths(self) -> tuple[str, ...]:
        """The office answers, whoever gave it settles: both roles count."""
        return (self.office.path, self.region.path)
