"""What is done about a lead: inquiries, preliminary checks, and leads that turn out to be one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import both_or_neither, moment, person
from leads.models.content import OfLeadQuerySet, Person
from leads.models.leads import Lead

USER = settings.AUTH_USER_MODEL


class InquiryKind(models.TextChoices):
    TALK = "talk", _("Talk")
    LETTER = "letter", _("Letter inquiry")


class Inquiry(models.Model):
    """A talk with a person, or a letter to which the person replies (谈话函询)."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="inquiries")
    reported_at, reported_by = moment(_("reported at")), person()
    person = models.ForeignKey(Person, models.PROTECT, related_name="inquiries")
    kind = models.CharField(_("kind"), max_length=10, choices=InquiryKind)
    held_on = models.DateField(_("talk held or letter sent on"))
    conducted_by = models.CharField(_("conducted by"), max_length=120)
    replied_on = models.DateField(_("reply received on"), null=True, blank=True)
    reply = models.TextField(_("what was replied"), blank=True)
    result = models.TextField(_("result"), blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("talk or letter inquiry")
        verbose_name_plural = _("talks and letter inquiries")
        constraints = [
            both_or_neither("inquiry", "reported"),
            models.CheckConstraint(
                name="inquiry_replied_after_it_was_sent",
                condition=Q(replied_on=None) | Q(replied_on__gte=F("held_on")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} #{self.pk}"


class Suggestion(models.TextChoices):
    """What a report on a preliminary check may suggest (监察法 Art. 41-42)."""

    FILE = "file", _("File a case")
    CLOSE = "close", _("Close the lead")
    REMIND = "remind", _("Talk and remind")
    HOLD = "hold", _("Hold for later check")
    PASS_ON = "pass_on", _("Pass on to the organ that is competent")


class PrelimCheck(models.Model):
    """A preliminary check (初步核实): approved, with a team, a plan and a written report."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="prelim_checks")
    leader = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("head of the checking team")
    )
    plan = models.TextField(_("plan"))
    started_on = models.DateField(_("begun on"))
    set_up_at = models.DateTimeField()
    set_up_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    report = models.TextField(_("report"), blank=True)
    suggestion = models.CharField(_("suggestion"), max_length=10, choices=Suggestion, blank=True)
    reported_at, reported_by = moment(_("reported at")), person()

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("preliminary check")
        verbose_name_plural = _("preliminary checks")
        constraints = [
            both_or_neither("prelim_check", "reported"),
            models.CheckConstraint(
                name="prelim_check_reported_in_words",
                condition=Q(reported_at=None) | (~Q(report="") & ~Q(suggestion="")),
            ),
            models.UniqueConstraint(
                name="one_open_prelim_check", fields=["lead"], condition=Q(reported_at=None)
            ),
        ]

    def __str__(self):
        return f"{_('Preliminary check')} · {self.lead_id} #{self.pk}"


class CheckTeamMember(models.Model):
    """Somebody in the team of a preliminary check; two people at least work together."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    prelim_check = models.ForeignKey(PrelimCheck, models.PROTECT, related_name="team")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("person"))

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a checking team")
        verbose_name_plural = _("members of checking teams")
        constraints = [
            models.UniqueConstraint(name="once_per_checking_team", fields=["prelim_check", "user"])
        ]

    def __str__(self):
        return f"{self.prelim_check_id} · {self.user_id}"


class LeadMerge(models.Model):
    """A lead found to be the same as another one: handled there, counted here as before."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Lead, models.PROTECT, related_name="merged_leads")
    reason = models.CharField(_("reason"), max_length=300)
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    undone_at, undone_by = moment(_("undone at")), person()
    undo_reason = models.CharField(_("why it was undone"), max_length=300, blank=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of leads")
        verbose_name_plural = _("merges of leads")
        constraints = [
            both_or_neither("lead_merge", "undone"),
            models.CheckConstraint(
                name="lead_not_merged_into_itself", condition=~Q(lead=F("into"))
            ),
            models.CheckConstraint(name="lead_merge_says_why", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="lead_merged_once_at_a_time", fields=["lead"], condition=Q(undone_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.lead_id} → {self.into_id}"
