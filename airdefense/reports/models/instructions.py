"""Instructions given from a report: to whom, by when, and what became of them (批示、催办)."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User, within
from airdefense.accounts.roles import Role
from airdefense.casework.clock import by_end_of, end_of, not_by_end_of
from airdefense.casework.models import Attachment, Case, both_or_neither, moment, person
from airdefense.casework.search import search_index
from airdefense.casework.triggers import append_only
from airdefense.reports.instructions.workflow import (
    ANSWERERS,
    GIVERS,
    INSTRUCTION_WORKFLOW,
    OFFICES,
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
        given = Q(given_by=user.pk) if user.is_authenticated and user.paths() else Q(pk__in=[])
        return self.filter(
            given | within(user, "office", ANSWERERS) | within(user, "region", GIVERS)
        )

    def waiting_for(self, user):
        """To be answered by this person: for the own unit, or for the office one works at."""
        return self.filter(at_desk_of(user), status=InstructionStatus.GIVEN).exclude(given_by=user)

    def given_by_day(self, day):
        """Given by the end of that day and not taken back by then."""
        return self.filter(by_end_of(day, "given_at"), not_by_end_of(day, "withdrawn_at"))

    def open_on(self, day):
        """Given and not settled by the end of that day; an answer alone does not settle it."""
        return self.given_by_day(day).filter(not_by_end_of(day, "closed_at"))

    def with_due_then(self, day):
        """Annotates due_then: by when an answer was due on that day, before the day was moved."""
        moved_later = InstructionDueMove.objects.filter(
            instruction=OuterRef("pk"), moved_at__gte=end_of(day)
        )
        then = Subquery(moved_later.order_by("moved_at", "pk").values("previous_due_on")[:1])
        return self.annotate(due_then=Coalesce(then, F("due_on")))

    def late_on(self, day):
        """Not answered by the end of that day although the answer was due before."""
        standing = InstructionAnswer.objects.standing_on(day)
        late = self.open_on(day).with_due_then(day).filter(due_then__lt=day)
        return late.exclude(pk__in=standing.values("instruction"))


def at_desk_of(user) -> Q:
    """Instructions to the unit whose contact one is, or to the very office one works at."""
    own = Q(office=user.organisation_id) & within(user, "office", OFFICES)
    return within(user, "office", [Role.UNIT_CONTACT]) | own


class Instruction(Case):
    """What a leader asks an office to do about a row or a figure of a report, with a day to
    answer by. Never about a lead: of leads reports tell counts alone."""

    workflow = INSTRUCTION_WORKFLOW
    event_labels = {
        "give": _("Instruction given"),
        "move_due": _("Day to answer by moved"),
        "draft_letter": _("Urging letter drafted"),
        "letter_issued": _("Urging letter issued"),
        "letter_answered": _("Urging letter answered"),
    }
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
    # The urging letter drafted with it: a case of a later app, named as the history names one.
    letter_model = models.CharField(max_length=60, blank=True, editable=False)
    letter_id = models.BigIntegerField(null=True, blank=True, editable=False)
    given_at = models.DateTimeField(_("given at"), editable=False)
    given_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("given by"), editable=False
    )
    answered_at, answered_by = moment(_("answered at")), person()
    closed_at, closed_by = moment(_("settled at")), person()
    withdrawn_at, withdrawn_by = moment(_("taken back at")), person()
    search_text = models.TextField(editable=False, default="")
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
                name="instruction_letter_in_full",
                condition=Q(letter_model="", letter_id=None)
                | (~Q(letter_model="") & Q(letter_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="instruction_never_about_leads",
                condition=~Q(row_model__startswith="leads.")
                & ~Q(letter_model__startswith="leads."),
            ),
            models.CheckConstraint(
                name="instruction_says_something", condition=~Q(text="") & ~Q(row_name="")
            ),
            models.CheckConstraint(
                name="instruction_due_after_given",
                condition=Q(due_on__gte=F("given_at__date")),
            ),
        ]
        indexes = [
            models.Index(name="instruction_of_row", fields=["row_model", "row_id"]),
            models.Index(name="instruction_of_letter", fields=["letter_model", "letter_id"]),
            models.Index(name="instruction_newest", fields=["-given_at", "-id"]),
            search_index("instruction_search"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("reports:instruction_detail", args=[self.pk])

    @property
    def title(self) -> str:
        return self.row_name

    @property
    def scope_paths(self) -> tuple[str, ...]:
        """The office answers, whoever gave it settles: both roles count."""
        return (self.office.path, self.region.path)

    def is_late(self, day) -> bool:
        """The day to answer by has passed without an answer."""
        return self.status == InstructionStatus.GIVEN and self.due_on < day

    def watchers(self, event):
        """The office hears of what it is asked, whoever gave it of what is answered."""
        if event.name in ("answer", "letter_answered"):
            return [self.given_by]
        holders = User.objects.holding(*ANSWERERS, path=self.office.path)
        contacts = User.objects.holding(Role.UNIT_CONTACT, path=self.office.path)
        return holders.filter(organisation=self.office) | contacts

    def row_seen_by(self, user) -> Any:
        """What it is about, where this reader may see it."""
        return _seen(self.row_model, self.row_id, user)

    def letter_seen_by(self, user) -> Any:
        """The urging letter drafted with it, where this reader may see it."""
        return _seen(self.letter_model, self.letter_id, user)


def _seen(model: str, key: int | None, user) -> Any:
    if not model:
        return None
    return apps.get_model(model).objects.visible_to(user).filter(pk=key).first()


class OfInstructionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(instruction__in=Instruction.objects.visible_to(user))


class AnswerQuerySet(OfInstructionQuerySet):
    def standing_on(self, day):
        """Answered by the end of that day, and not asked again by then."""
        return self.filter(by_end_of(day, "answered_at"), not_by_end_of(day, "refused_at"))


class InstructionAnswer(models.Model):
    """One answer of the office with its files; one that did not do stays as it was."""

    is_compartmented = False

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"))
    answered_at = models.DateTimeField(_("answered at"))
    answered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    refused_at, refused_by = moment(_("asked again at")), person()
    reason = models.TextField(_("why asked again"), blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to an instruction")
        verbose_name_plural = _("answers to instructions")
        ordering = ("pk",)
        constraints = [
            both_or_neither("instruction_answer", "refused"),
            models.CheckConstraint(
                name="answer_refused_with_a_reason", condition=Q(refused_at=None) | ~Q(reason="")
            ),
            models.UniqueConstraint(
                name="one_standing_answer_per_instruction",
                fields=["instruction"],
                condition=Q(refused_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.instruction.number} #{self.pk}"

    def get_absolute_url(self):
        return self.instruction.get_absolute_url()

    def may_attach(self, user) -> bool:
        """An answer is sent with its files; a further one is a further answer."""
        return False

    def attachments(self):
        return Attachment.objects.of(self)


class InstructionDueMove(models.Model):
    """The day to answer by was moved: from when to when, and why; kept for reports of the past."""

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="due_moves")
    previous_due_on = models.DateField(_("answer by, before"))
    due_on = models.DateField(_("answer by"))
    reason = models.TextField(_("reason"))
    moved_at = models.DateTimeField(_("moved at"))
    moved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfInstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("moved day to answer by")
        verbose_name_plural = _("moved days to answer by")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(name="instruction_move_says_why", condition=~Q(reason=""))
        ]
        triggers = [append_only("instruction_move_is_append_only")]

    def __str__(self):
        return f"{self.instruction.number} {self.previous_due_on} → {self.due_on} #{self.pk}"
