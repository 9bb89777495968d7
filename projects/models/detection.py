"""What the machine noticed: suspicions of the screening, differences between the departments' data,
and matches it suggests. Each keeps the facts it rests on; a person decides."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import EVERY_CASE_ROLE, Role
from airdefense.casework.models import Case, both_or_neither, moment, person
from projects.models.ledger import Project
from projects.models.money import yuan
from projects.models.papers import Permit, TreasuryEntry
from projects.models.receipts import Receipt
from projects.workflow import (
    DIFFERENCE_WORKFLOW,
    MATCH_WORKFLOW,
    SUSPICION_WORKFLOW,
    DifferenceStatus,
    MatchStatus,
    SuspicionStatus,
)

OTHERS_THAN_UNITS = tuple(role for role in EVERY_CASE_ROLE if role != Role.UNIT_CONTACT)


class DetectedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Units are not told what they are suspected of before a finding is fed back."""
        return self.filter(within(user, "authority", OTHERS_THAN_UNITS))

    def standing(self):
        """What still holds by the facts of today."""
        return self.filter(is_standing=True)


class Detected(Case):
    """A row the machine keeps: `subject` names what it is about, once; `facts` what it rests on;
    `fingerprint` is of those facts. It stands as long as the facts say so; people move its status.
    """

    # The status in which the row is dealt with as long as it stands, whatever becomes of its facts.
    in_hand = ""

    subject = models.CharField(max_length=80, editable=False)
    authority = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("supervising authority")
    )
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    facts = models.JSONField(default=dict, editable=False)
    fingerprint = models.CharField(max_length=32, editable=False)
    is_standing = models.BooleanField(_("stands"), default=True)
    amount_yuan = yuan(_("at stake (yuan)"), default=0)

    objects = DetectedQuerySet.as_manager()
    event_labels = {
        "appear": _("Noticed"),
        "change": _("Its facts changed"),
        "stand_again": _("Holds again"),
        "lapse": _("Holds no longer"),
        "ask": _("Screening asked for"),
        "screen": _("Ledger screened"),
    }

    class Meta:
        abstract = True

    @property
    def scope_paths(self):
        return (self.region.path, self.authority.path)


class Suspicion(Detected):
    """A suspicion of the screening (疑点): a check, a project or paper, the amount at stake."""

    workflow = SUSPICION_WORKFLOW
    in_hand = SuspicionStatus.FOUND
    step_view = "take_suspicion_step"

    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="suspicions"
    )
    permit = models.ForeignKey(
        Permit, models.PROTECT, null=True, blank=True, related_name="suspicions"
    )
    check_code = models.CharField(_("check"), max_length=4)
    status = models.CharField(
        _("status"), max_length=20, choices=SuspicionStatus, default=SuspicionStatus.OPEN
    )
    dismissed_at = moment(_("dismissed at"))
    dismissed_by = person(verbose_name=_("dismissed by"))
    found_at = moment(_("made a finding at"))
    found_by = person(verbose_name=_("made a finding by"))

    class Meta:
        verbose_name = _("suspicion")
        verbose_name_plural = _("suspicions")
        ordering = ("-amount_yuan", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="suspicion_once_per_check_and_subject", fields=["check_code", "subject"]
            ),
            models.CheckConstraint(
                name="suspicion_is_of_a_project_or_a_paper",
                condition=Q(project__isnull=False) | Q(permit__isnull=False),
            ),
            both_or_neither("suspicion", "dismissed"),
            both_or_neither("suspicion", "found"),
        ]
        indexes = [
            models.Index(
                name="suspicion_by_money",
                fields=["-amount_yuan", "-id"],
                condition=Q(is_standing=True),
            ),
            models.Index(
                name="suspicion_of_authority",
                fields=["authority", "-amount_yuan", "-id"],
                condition=Q(is_standing=True),
            ),
            models.Index(
                name="suspicion_by_check",
                fields=["check_code", "-amount_yuan", "-id"],
                condition=Q(is_standing=True),
            ),
        ]

    def __str__(self):
        return f"{self.check_code} · {self.about} #{self.pk}"

    def get_absolute_url(self):
        return reverse("projects:suspicion_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == SuspicionStatus.OPEN

    @property
    def is_dismissed(self) -> bool:
        return self.status == SuspicionStatus.DISMISSED

    @property
    def about(self) -> str:
        """The name of the project; of a paper that names none of the ledger, what it says."""
        if self.project:
            return self.project.name
        return self.permit.stated_name or str(self.permit)


class Difference(Detected):
    """Two departments' data that do not agree about one project or payment."""

    workflow = DIFFERENCE_WORKFLOW
    step_view = "take_difference_step"

    class Kind(models.TextChoices):
        NO_PROJECT = "no_project", _("Paper without a project")
        NO_PLANNING = "no_planning", _("No planning permit")
        NO_DECISION = "no_decision", _("No air-defence decision")
        NO_PAYMENT = "no_payment", _("Assessed, no payment")
        AREA = "area", _("Areas differ")
        NAME = "name", _("Names differ")
        DEVELOPER = "developer", _("Developers differ")
        ORDER = "order", _("Days out of order")
        NOT_IN_TREASURY = "not_in_treasury", _("Receipt not in the treasury file")
        NOT_IN_LEDGER = "not_in_ledger", _("Treasury entry not in the ledger")
        AMOUNT = "amount", _("Amounts differ")
        TWICE = "twice", _("Number used twice")

    kind = models.CharField(_("class"), max_length=20, choices=Kind)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="differences"
    )
    permit = models.ForeignKey(
        Permit, models.PROTECT, null=True, blank=True, related_name="differences"
    )
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="differences"
    )
    treasury_entry = models.ForeignKey(
        TreasuryEntry, models.PROTECT, null=True, blank=True, related_name="differences"
    )
    status = models.CharField(
        _("status"), max_length=20, choices=DifferenceStatus, default=DifferenceStatus.OPEN
    )
    explained_at = moment(_("explained at"))
    explained_by = person(verbose_name=_("explained by"))

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        ordering = ("-amount_yuan", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="difference_once_per_kind_and_subject", fields=["kind", "subject"]
            ),
            both_or_neither("difference", "explained"),
        ]
        indexes = [
            models.Index(
                name="difference_of_authority",
                fields=["authority", "-amount_yuan", "-id"],
                condition=Q(is_standing=True),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} #{self.pk}"

    def get_absolute_url(self):
        return reverse("projects:difference_detail", args=[self.pk])


class MatchQuerySet(DetectedQuerySet):
    def waiting(self):
        """Suggestions that a person should look at: the paper has found no place meanwhile."""
        return self.filter(
            Q(permit__isnull=False, permit__project=None)
            | Q(treasury_entry__isnull=False, treasury_entry__receipt=None),
            status=MatchStatus.SUGGESTED,
            score__gt=0,
        )


class Match(Case):
    """A paper and the project (or a treasury line and the receipt) it may belong to: a score with
    reasons, and what somebody decided. A decision is taken back by a step, never erased."""

    workflow = MATCH_WORKFLOW
    step_view = "take_match_step"

    permit = models.ForeignKey(
        Permit, models.PROTECT, null=True, blank=True, related_name="matches"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="matches"
    )
    treasury_entry = models.ForeignKey(
        TreasuryEntry, models.PROTECT, null=True, blank=True, related_name="matches"
    )
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="matches"
    )
    authority = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("supervising authority")
    )
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    # Nought once the facts have changed and no longer speak for it.
    score = models.PositiveSmallIntegerField(_("score"))
    reasons = models.JSONField(default=list, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=MatchStatus, default=MatchStatus.SUGGESTED
    )
    decided_at = moment(_("time of the decision"))
    decided_by = person(verbose_name=_("decided by"))

    objects = MatchQuerySet.as_manager()
    event_labels = {"suggest": _("Match suggested")}

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ("-score", "-pk")
        constraints = [
            models.CheckConstraint(
                name="match_pairs_paper_and_project_or_entry_and_receipt",
                condition=Q(
                    permit__isnull=False,
                    project__isnull=False,
                    treasury_entry=None,
                    receipt=None,
                )
                | Q(
                    permit=None,
                    project=None,
                    treasury_entry__isnull=False,
                    receipt__isnull=False,
                ),
            ),
            models.CheckConstraint(name="match_score_is_a_percentage", condition=Q(score__lte=100)),
            models.UniqueConstraint(name="match_paper_and_project", fields=["permit", "project"]),
            models.UniqueConstraint(
                name="match_entry_and_receipt", fields=["treasury_entry", "receipt"]
            ),
            both_or_neither("match", "decided"),
        ]

    def __str__(self):
        return f"{self.permit or self.treasury_entry} → {self.project or self.receipt} #{self.pk}"

    def get_absolute_url(self):
        return reverse("projects:match_detail", args=[self.pk])

    @property
    def scope_paths(self):
        return (self.region.path, self.authority.path)


class CheckParameter(models.Model):
    """A number a check works with, confirmed by the customer with its basis; without a row the
    check's own assumption holds and says so."""

    check_code = models.CharField(_("check"), max_length=4)
    name = models.CharField(_("parameter"), max_length=40)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    basis = models.CharField(_("basis"), max_length=200)

    class Meta:
        verbose_name = _("check parameter")
        verbose_name_plural = _("check parameters")
        constraints = [
            models.UniqueConstraint(name="check_parameter_once", fields=["check_code", "name"]),
            models.CheckConstraint(name="check_parameter_has_a_basis", condition=~Q(basis="")),
        ]

    def __str__(self):
        return f"{self.check_code} {self.name}"
