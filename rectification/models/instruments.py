"""The instruments by which the commission or the inspection office urges a unit (domain §4)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User, within
from airdefense.accounts.roles import Role
from airdefense.casework.clock import by_end_of, end_of, not_by_end_of
from airdefense.casework.models import Attachment, Case, both_or_neither, moment, person
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.documents.filling import Gap, Unfilled, placeholders
from airdefense.exchange.documents.words import chinese_day
from inspections.models import Finding, Power, Round
from rectification.models.persons import persons_named
from rectification.models.tasks import TASK_READERS, RectificationTask
from rectification.parts import AT_ISSUE, KINDS, VALUES, Kind, filled
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


# What the catalogue says of the kinds: the mark in the number (玉纪督〔2026〕3号); which bind by
# law and are the commission's alone (监察法 Art. 11, 52); which set a reply day (the softer
# measures ask for a reply only where the text does); which record a meeting of people.
SERIES = {kind: KINDS[kind].series for kind in InstrumentKind}
RECOMMENDATIONS = tuple(kind for kind in InstrumentKind if KINDS[kind].by_commission)
ANSWERED = tuple(kind for kind in InstrumentKind if KINDS[kind].is_answered)
COUNTED = tuple(kind for kind in InstrumentKind if KINDS[kind].is_counted)
HELD = tuple(kind for kind in InstrumentKind if KINDS[kind].is_held)
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

    def counted(self):
        """The means of supervision that reports count (domain §5.2, M25)."""
        return self.filter(kind__in=COUNTED)

    def issued_by_day(self, day):
        return self.filter(by_end_of(day, "issued_at"))

    def replied_by_day(self, day):
        return self.filter(answered_by_day(day))

    def overdue_on(self, day):
        """Issued, and unanswered past the day by which a reply was then due."""
        late = self.issued_by_day(day).with_reply_due_then(day).filter(reply_due_then__lt=day)
        return late.exclude(answered_by_day(day))

    def with_reply_due_then(self, day):
        """Annotates reply_due_then: by when a reply was due on that day, before a refused reply
        moved it."""
        refused_later = InstrumentReply.objects.filter(
            instrument=OuterRef("pk"), rejected_at__gte=end_of(day)
        ).order_by("rejected_at", "pk")
        then = Subquery(refused_later.values("reply_due_on")[:1])
        return self.annotate(
            reply_due_then=models.Case(
                models.When(Exists(refused_later), then=then),
                default=F("reply_due_on"),
                output_field=models.DateField(),
            )
        )


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

    @property
    def kind_entry(self) -> Kind:
        """What the catalogue says of its kind."""
        return KINDS[self.kind]

    def values_at_issue(self, **known) -> dict[str, str]:
        """What a text names that is settled when the document is issued."""
        own = {
            "reply_due": chinese_day(self.reply_due_on),
            "held_on": chinese_day(self.held_on),
            "held_where": self.held_where,
            "present": self.present,
        }
        return own | known

    def text_of(self, key: str, **known) -> str:
        """The text of one part, with what is settled at issue as far as it is settled."""
        return filled(self.parts.get(key, ""), self.values_at_issue(**known)).strip()

    def composed(self) -> str:
        """All parts as one text, each under its heading: what lists, search and history read."""
        texts = ((part.heading, self.parts.get(part.key, "")) for part in self.kind_entry.parts)
        return "\n\n".join(f"{heading}\n{text.strip()}" for heading, text in texts if text.strip())

    def lacking(self) -> Unfilled:
        """Everything the document still lacks, each with the place where it is entered."""
        missing = Unfilled({})

        def lacks(name, label, where=""):
            missing.gaps.setdefault(name, Gap(_t(label), where and _t(where)))
            missing.add(name)

        entry, values = self.kind_entry, self.values_at_issue()
        if not self.title.strip():
            lacks("title", "title")
        if entry.is_held:
            for name in ("held_on", "held_where", "present"):
                if not values[name].strip():
                    lacks(name, AT_ISSUE[name])
        # The reply day and the due day of the tasks may come from the time limits, at issue.
        later = {"reply_due"} if entry.is_answered else set()
        later |= {"rectify_due"} if entry.opens_tasks else set()
        for part in entry.parts:
            text = self.parts.get(part.key, "")
            if part.is_required and not text.strip():
                lacks(f"part_{part.key}", part.label)
            for name in placeholders(text):
                if name not in later and not values.get(name, "").strip():
                    lacks(name, VALUES.get(name, name), part.label)
        return missing

    def missing_words(self) -> str | None:
        """What the document still lacks, in words; None when it can be issued."""
        try:
            self.lacking().refuse()
        except NotPossible as refusal:
            return str(refusal)
        return self.named_words()

    def named_words(self) -> str | None:
        """Who can be told from a document that many read; None where nobody can."""
        if not self.kind_entry.is_public:
            return None
        named = persons_named(self.unit, f"{self.title}\n{self.body}")
        if not named:
            return None
        return _t("A bulletin tells nobody from it. Take out: %(names)s.") % {
            "names": _t("; ").join(named)
        }


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
