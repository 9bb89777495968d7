"""What follows the investigation of a case: detention, trial, prosecution, execution, review."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import both_or_neither, moment, person
from leads.models.cases import DisciplineCase, Outcome
from leads.models.content import OfLeadQuerySet, Person
from leads.models.leads import Lead

USER = settings.AUTH_USER_MODEL


class Detention(models.Model):
    """Detention under supervision law (留置, 监察法 Art. 46-48), with its extensions."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="detentions")
    case = models.ForeignKey(DisciplineCase, models.PROTECT, related_name="detentions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="detentions")
    approval = models.CharField(_("approved by"), max_length=120)
    document = models.CharField(_("document"), max_length=120)
    started_on = models.DateField(_("begun on"))
    until_on = models.DateField(_("until"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("detention")
        verbose_name_plural = _("detentions")
        constraints = [
            models.CheckConstraint(
                name="detention_runs_forward",
                condition=Q(until_on__gte=F("started_on"))
                & (Q(ended_on=None) | Q(ended_on__gte=F("started_on"))),
            ),
            models.UniqueConstraint(
                name="detained_once_at_a_time", fields=["person"], condition=Q(ended_on=None)
            ),
        ]

    def __str__(self):
        return f"{_('Detention')} · {self.person_id} #{self.pk}"


class ExtensionGround(models.TextChoices):
    """Why a detention may last longer: each once (监察法 Art. 48)."""

    SPECIAL = "special", _("Special circumstances, approved one level above")
    TEN_YEARS = "ten_years", _("Ten years of imprisonment or more, approved by the State")
    RESTART = "restart", _("Counted anew for another grave offence")


class DetentionExtension(models.Model):
    """A detention lasts longer, on one of the grounds of the statute and with its approval."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    detention = models.ForeignKey(Detention, models.PROTECT, related_name="extensions")
    ground = models.CharField(_("ground"), max_length=20, choices=ExtensionGround)
    approval = models.CharField(_("approved by"), max_length=120)
    document = models.CharField(_("document"), max_length=120)
    until_on = models.DateField(_("until"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension of a detention")
        verbose_name_plural = _("extensions of detentions")
        constraints = [
            models.UniqueConstraint(
                name="detention_extended_once_each", fields=["detention", "ground"]
            ),
            models.CheckConstraint(
                name="detention_extension_is_approved",
                condition=~Q(approval="") & ~Q(document=""),
            ),
        ]

    def __str__(self):
        return f"{self.detention_id} · {self.ground}"


class TrialResult(models.TextChoices):
    DECIDED = "decided", _("Decided")
    SENT_BACK = "sent_back", _("Sent back for supplement")


class Trial(models.Model):
    """One turn of a case before the trial office, with its collective deliberation (Art. 51)."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="trials")
    case = models.ForeignKey(DisciplineCase, models.PROTECT, related_name="trials")
    officer = models.ForeignKey(
        USER, models.PROTECT, related_name="trials", verbose_name=_("trial officer")
    )
    accepted_on = models.DateField(_("accepted on"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    deliberated_on = models.DateField(_("deliberated on"), null=True, blank=True)
    deliberation = models.TextField(_("outcome of the deliberation"), blank=True)
    result = models.CharField(_("result"), max_length=20, choices=TrialResult, blank=True)
    ended_at, ended_by = moment(_("ended at")), person()

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        constraints = [
            both_or_neither("trial", "ended"),
            models.CheckConstraint(
                name="trial_ended_with_its_result",
                condition=Q(ended_at=None, result="") | (Q(ended_at__isnull=False) & ~Q(result="")),
            ),
            models.CheckConstraint(
                name="trial_decided_after_deliberation",
                condition=~Q(result="decided")
                | (Q(deliberated_on__isnull=False) & ~Q(deliberation="")),
            ),
            models.UniqueConstraint(
                name="one_trial_at_a_time", fields=["case"], condition=Q(ended_at=None)
            ),
        ]

    def __str__(self):
        return f"{_('Trial')} · {self.case_id} #{self.pk}"


class Prosecution(models.Model):
    """The opinion sent to the procuratorate (起诉意见书, 监察法 Art. 52) for one person."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="prosecutions")
    case = models.ForeignKey(DisciplineCase, models.PROTECT, related_name="prosecutions")
    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="prosecution")
    procuratorate = models.CharField(_("procuratorate"), max_length=120)
    sent_on = models.DateField(_("sent on"))
    result = models.TextField(_("decision of the procuratorate"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer for prosecution")
        verbose_name_plural = _("transfers for prosecution")
        constraints = [
            models.CheckConstraint(
                name="prosecution_decided_after_it_was_sent",
                condition=Q(decided_on=None) | Q(decided_on__gte=F("sent_on")),
            )
        ]

    def __str__(self):
        return f"{_('Prosecution')} · {self.case_id} #{self.pk}"


class Supplement(models.Model):
    """The file came back for supplement: at most twice, one month each (监察法 Art. 54)."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    prosecution = models.ForeignKey(Prosecution, models.PROTECT, related_name="supplements")
    number = models.PositiveSmallIntegerField(_("no."))
    asked_on = models.DateField(_("asked for on"))
    demand = models.TextField(_("what is asked for"))
    sent_on = models.DateField(_("sent again on"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("supplement")
        verbose_name_plural = _("supplements")
        constraints = [
            models.UniqueConstraint(name="supplement_number", fields=["prosecution", "number"]),
            models.CheckConstraint(
                name="at_most_two_supplements", condition=Q(number__gte=1, number__lte=2)
            ),
        ]

    def __str__(self):
        return f"{self.prosecution_id} · {self.number}"


class Execution(models.Model):
    """A decision announced to the person and carried out (政务处分法 Art. 54)."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="executions")
    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="execution")
    announced_on = models.DateField(_("announced on"))
    announced_to = models.CharField(_("announced to"), max_length=200)
    executed_on = models.DateField(_("post and pay changed on"), null=True, blank=True)
    carried_out = models.TextField(_("what was carried out"), blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("execution of a decision")
        verbose_name_plural = _("executions of decisions")
        constraints = [
            models.CheckConstraint(
                name="executed_after_it_was_announced",
                condition=Q(executed_on=None) | Q(executed_on__gte=F("announced_on")),
            )
        ]

    def __str__(self):
        return f"{_('Execution')} · {self.outcome_id}"


class Probation(models.Model):
    """Probation in the Party (留党察看): until when, and what was decided at its end."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="probations")
    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="probation")
    ends_on = models.DateField(_("ends on"))
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision = models.CharField(_("decision at its end"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("probation")
        verbose_name_plural = _("probations")
        constraints = [
            models.CheckConstraint(
                name="probation_ended_in_words",
                condition=Q(decided_on=None, decision="")
                | (Q(decided_on__isnull=False) & ~Q(decision="")),
            )
        ]

    def __str__(self):
        return f"{_('Probation')} · {self.outcome_id}"


class ReviewKind(models.TextChoices):
    REVIEW = "review", _("Review (by the organ that decided)")
    RECONSIDERATION = "reconsideration", _("Reconsideration (by the organ above)")


class ReviewResult(models.TextChoices):
    UPHELD = "upheld", _("Upheld")
    CHANGED = "changed", _("Decision changed")
    REVOKED = "revoked", _("Revoked")


class Review(models.Model):
    """A person asks to have a decision looked at again (复审、复核, 监察法 Art. 56)."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="reviews")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="reviews")
    kind = models.CharField(_("kind"), max_length=20, choices=ReviewKind)
    applied_on = models.DateField(_("applied for on"))
    grounds = models.TextField(_("grounds"))
    result = models.CharField(_("result"), max_length=20, choices=ReviewResult, blank=True)
    decision = models.TextField(_("decision"), blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(name="reviewed_once_each", fields=["outcome", "kind"]),
            models.CheckConstraint(
                name="review_decided_with_its_result",
                condition=Q(decided_on=None, result="", document="")
                | (Q(decided_on__isnull=False) & ~Q(result="") & ~Q(document="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.outcome_id} #{self.pk}"
