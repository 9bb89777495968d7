"""The instruments by which the commission or the inspection office urges a unit (domain §4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User, within
from airdefense.accounts.roles import Role
from airdefense.casework.clock import by_end_of, not_by_end_of
from airdefense.casework.models import Attachment, Case, both_or_neither, moment, person
from inspections.models import Finding, Power, Round
from rectification.models.tasks import TASK_READERS, RectificationTask
from rectification.workflow import INSTRUMENT_WORKFLOW, InstrumentStatus

USER = settings.AUTH_USER_MODEL


class InstrumentKind(models.TextChoices):
    """The supervision instruments (domain §4)."""

    DISC_REC = "DISC_REC", _("Discipline recommendation")
    SUP_REC = "SUP_REC", _("Supervision recommendation")
    JOINT_REC = "JOINT_REC", _("Discipline and supervision recommendation")
    URGE_LETTER = "URGE_LETTER", _("Urging letter")
    WORK_ADVICE = "WORK_ADVICE", _("Work advice")
    ONSITE = "ONSITE", _("On-site guidance")
    TALK = "TALK", _("Summons talk")
    BULLETIN = "BULLETIN", _("Public bulletin")
    URGE_SHEET = "URGE_SHEET", _("Urging sheet")
    RECT_NOTICE = "RECT_NOTICE", _("Rectification notice")
    PROBLEM_LIST = "PROBLEM_LIST", _("Problem list")
    MINUTES = "MINUTES", _("Minutes of a push meeting")


# What a number says between the issuer's mark and the year: 玉纪督〔2026〕3号.
SERIES = {
    InstrumentKind.DISC_REC: "纪建",
    InstrumentKind.SUP_REC: "监建",
    InstrumentKind.JOINT_REC: "纪监建",
    InstrumentKind.URGE_LETTER: "督",
    InstrumentKind.WORK_ADVICE: "工建",
    InstrumentKind.ONSITE: "导",
    InstrumentKind.TALK: "约",
    InstrumentKind.BULLETIN: "通",
    InstrumentKind.URGE_SHEET: "督单",
    InstrumentKind.RECT_NOTICE: "改通",
    InstrumentKind.PROBLEM_LIST: "问清",
    InstrumentKind.MINUTES: "纪要",
}
# Recommendations bind by law and are the commission's alone (监察法 Art. 11, 52).
RECOMMENDATIONS = (
    InstrumentKind.DISC_REC,
    InstrumentKind.SUP_REC,
    InstrumentKind.JOINT_REC,
)
# A reply day is set for these; the softer measures ask for a reply only where the text does.
ANSWERED = (
    *RECOMMENDATIONS,
    InstrumentKind.URGE_LETTER,
    InstrumentKind.URGE_SHEET,
    InstrumentKind.RECT_NOTICE,
    InstrumentKind.PROBLEM_LIST,
)
# What records a meeting of people: its day, place and who was there belong to the text.
HELD = (InstrumentKind.ONSITE, InstrumentKind.TALK, InstrumentKind.MINUTES)


MOMENTS = ("approved", "issued", "replied", "concluded", "voided")


class InstrumentEffect(models.TextChoices):
    """What an instrument achieved, as its re-check found."""

    RECTIFIED = "rectified", _("Put right")
    PARTLY = "partly", _("Put right in part")
    NONE = "none", _("No effect")


class InstrumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The addressed unit sees an instrument once it is issued."""
        offices = within(user, "unit", [r for r in TASK_READERS if r != Role.UNIT_CONTACT])
        addressed = within(user, "unit", [Role.UNIT_CONTACT])
        return self.filter(offices | (addressed & Q(issued_at__isnull=False)))

    def issued_by_day(self, day):
        return self.filter(by_end_of(day, "issued_at"))

    def replied_by_day(self, day):
        return self.filter(answered_by_day(day))

    def overdue_on(self, day):
        """Issued, and unanswered past the reply day."""
        return self.issued_by_day(day).filter(reply_due_on__lt=day).exclude(answered_by_day(day))


def answered_by_day(day) -> Q:
    """Instruments with a reply by the end of that day that had not been refused by then."""
    replies = InstrumentReply.objects.filter(
        by_end_of(day, "replied_at"), not_by_end_of(day, "rejected_at")
    )
    return Q(pk__in=replies.values("instrument"))


class Instrument(Case):
    """A numbered document by which the commission or the inspection office urges a unit."""

    workflow = INSTRUMENT_WORKFLOW
    event_labels = {"draft": _("Drafted"), "hand_over": _("Handed over")}
    step_view = "take_instrument_step"

    number = models.CharField(_("number"), max_length=60, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=InstrumentKind)
    issuer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("issued by office")
    )
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region"), editable=False
    )
    unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="instruments", verbose_name=_("addressed to")
    )
    task = models.ForeignKey(
        RectificationTask,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instruments",
        verbose_name=_("about task"),
    )
    finding = models.ForeignKey(
        Finding,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instruments",
        verbose_name=_("about finding"),
    )
    round = models.ForeignKey(
        Round,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instruments",
        verbose_name=_("about round"),
    )
    power = models.ForeignKey(
        Power,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="instruments",
        verbose_name=_("power"),
    )
    title = models.CharField(_("title"), max_length=200)
    # The text of each part by its key; which parts a kind has is in rectification.parts.
    parts = models.JSONField(_("parts"), default=dict, blank=True)
    body = models.TextField(_("text"), blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    held_where = models.CharField(_("place"), max_length=120, blank=True)
    present = models.CharField(_("who was there"), max_length=300, blank=True)
    copies_to = models.CharField(_("copies to"), max_length=200, blank=True)
    reply_due_on = models.DateField(_("reply due on"), null=True, blank=True)
    drafted_at = models.DateTimeField(_("drafted at"), editable=False)
    drafted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    approved_at, approved_by = moment(_("approved at")), person()
    issued_at, issued_by = moment(_("issued at")), person()
    replied_at, replied_by = moment(_("replied at")), person()
    reply = models.TextField(_("reply"), blank=True)
    concluded_at, concluded_by = moment(_("concluded at")), person()
    effect = models.CharField(
        _("effect"), max_length=20, choices=InstrumentEffect, blank=True, editable=False
    )
    result = models.TextField(_("result of the re-check"), blank=True, editable=False)
    voided_at, voided_by = moment(_("voided at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=InstrumentStatus, default=InstrumentStatus.DRAFT
    )

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [
            *(both_or_neither("instrument", name) for name in MOMENTS),
            models.UniqueConstraint(
                name="instrument_number_once", fields=["number"], condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="instrument_issued_with_its_number",
                condition=Q(issued_at=None, number="")
                | (Q(issued_at__isnull=False) & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="instrument_concluded_with_its_effect",
                condition=Q(concluded_at=None, effect="")
                | (Q(concluded_at__isnull=False) & ~Q(effect="")),
            ),
        ]

    def __str__(self):
        return f"{self.number or self.get_kind_display()} {self.title}"

    def get_absolute_url(self):
        return reverse("rectification:instrument_detail", args=[self.pk])

    @property
    def scope_paths(self):
        return (self.region.path, self.unit.path)

    @property
    def is_draft(self) -> bool:
        return self.status == InstrumentStatus.DRAFT

    def watchers(self, event):
        """The addressed unit hears of an instrument when it is issued."""
        return User.objects.holding(Role.UNIT_CONTACT, path=self.unit.path)

    def may_attach(self, user) -> bool:
        """Enclosures join a draft; what was issued stays as it was."""
        return self.is_draft and super().may_attach(user)

    def is_unanswered(self, day) -> bool:
        """Issued, and the reply day has passed without a reply."""
        is_due = self.reply_due_on is not None and self.reply_due_on < day
        return self.status == InstrumentStatus.ISSUED and is_due

    def missing_words(self) -> str | None:
        """What the text still lacks, in words; None when it can be issued."""
        if not self.title.strip() or not (self.body.strip() or any(self.parts.values())):
            return _t("The document has no text yet.")
        return None


class InstrumentReplyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(instrument__in=Instrument.objects.visible_to(user))


class InstrumentReply(models.Model):
    """One reply of the addressed unit, with its files; a refused one stays as it was."""

    is_compartmented = False

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="replies")
    text = models.TextField(_("reply"))
    replied_at = models.DateTimeField(_("replied at"))
    replied_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    # By when this reply was due: a refused one is followed by a later day, and the past keeps its.
    reply_due_on = models.DateField(_("reply due on"), null=True, blank=True)
    rejected_at, rejected_by = moment(_("refused at")), person()
    reason = models.TextField(_("why refused"), blank=True)

    objects = InstrumentReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply to an instrument")
        verbose_name_plural = _("replies to instruments")
        ordering = ("pk",)
        constraints = [
            both_or_neither("instrument_reply", "rejected"),
            models.CheckConstraint(
                name="reply_refused_with_a_reason",
                condition=Q(rejected_at=None) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                name="one_standing_reply_per_instrument",
                fields=["instrument"],
                condition=Q(rejected_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.instrument.number} #{self.pk}"

    def get_absolute_url(self):
        return self.instrument.get_absolute_url()

    def may_attach(self, user) -> bool:
        """A reply is sent with its files; a further one is a further reply."""
        return False

    def attachments(self):
        return Attachment.objects.of(self)
