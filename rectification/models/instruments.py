"""The instruments by which the commission or the inspection office urges a unit (domain §4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User, within
from airdefense.accounts.roles import Role
from airdefense.casework.clock import by_end_of, not_by_end_of
from airdefense.casework.models import Case, both_or_neither, moment, person
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
}
# Recommendations bind by law and are the commission's alone (监察法 Art. 11, 52).
RECOMMENDATIONS = (
    InstrumentKind.DISC_REC,
    InstrumentKind.SUP_REC,
    InstrumentKind.JOINT_REC,
)
# A reply day is set for these; the softer measures ask for a reply only where the text does.
ANSWERED = (*RECOMMENDATIONS, InstrumentKind.URGE_LETTER)


class InstrumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The addressed unit sees an instrument once it is issued."""
        offices = within(user, "unit", [r for r in TASK_READERS if r != Role.UNIT_CONTACT])
        addressed = within(user, "unit", [Role.UNIT_CONTACT])
        return self.filter(offices | (addressed & Q(issued_at__isnull=False)))

    def issued_by_day(self, day):
        return self.filter(by_end_of(day, "issued_at"))

    def replied_by_day(self, day):
        return self.filter(by_end_of(day, "replied_at"))

    def overdue_on(self, day):
        """Issued, and unanswered past the reply day."""
        return self.issued_by_day(day).filter(
            not_by_end_of(day, "replied_at"), reply_due_on__lt=day
        )


class Instrument(Case):
    """A numbered document by which the commission or the inspection office urges a unit."""

    workflow = INSTRUMENT_WORKFLOW
    event_labels = {"draft": _("Drafted")}
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
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    reply_due_on = models.DateField(_("reply due on"), null=True, blank=True)
    drafted_at = models.DateTimeField(_("drafted at"), editable=False)
    drafted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    approved_at, approved_by = moment(_("approved at")), person()
    issued_at, issued_by = moment(_("issued at")), person()
    replied_at, replied_by = moment(_("replied at")), person()
    reply = models.TextField(_("reply"), blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=InstrumentStatus, default=InstrumentStatus.DRAFT
    )

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [
            *(both_or_neither("instrument", name) for name in ("approved", "issued", "replied")),
            models.UniqueConstraint(
                name="instrument_number_once", fields=["number"], condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="instrument_issued_with_its_number",
                condition=Q(issued_at=None, number="")
                | (Q(issued_at__isnull=False) & ~Q(number="")),
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
