"""The legal clocks of leads and cases: when each began, until when it runs, what moved it."""

from django.conf import settings
from django.db import models
from django.db.models import Case as Choice
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.casework.triggers import append_only
from leads.models.approvals import ApprovalForm
from leads.models.cases import DisciplineCase, Outcome
from leads.models.leads import Lead

USER = settings.AUTH_USER_MODEL


class ClockKind(models.TextChoices):
    """The limits of domain §3.3; each value is the step of its `TimeLimit`."""

    PROPOSAL = "lead.propose", _("Disposal to be proposed")
    LETTER_REPLY = "lead.letter_reply", _("Reply to a letter inquiry")
    TALK_LETTER = "lead.talk_letter", _("Report on talk or letter inquiry")
    PRELIM_CHECK = "lead.prelim_check", _("Preliminary check")
    HOLD = "lead.hold", _("Review of a held lead")
    REPLY = "lead.reply", _("Result from the body it was passed on to")
    FEEDBACK = "lead.feedback", _("Feedback to the sender")
    PETITION_TRANSFER = "petition.transfer", _("Petition to be passed on")
    PETITION_NOTICE = "petition.notice", _("Notice of acceptance to the petitioner")
    PETITION_FEEDBACK = "petition.feedback", _("Feedback to a petitioner by name")
    PETITION_ASSIGNED = "petition.assigned", _("Result of an assigned petition")
    INVESTIGATION = "case.decide", _("Decision on a filed case")
    DETENTION = "case.detention", _("Detention")
    TRIAL = "case.trial", _("Trial")
    SUPPLEMENT = "case.supplement", _("Supplement asked for by the procuratorate")
    REVIEW = "case.review", _("Decision on a review")
    RECONSIDERATION = "case.reconsideration", _("Decision on a reconsideration")
    ANNOUNCEMENT = "outcome.announce", _("Decision to be announced")
    EXECUTION = "outcome.execute", _("Decision to be executed")
    PROBATION = "outcome.probation", _("End of probation in the Party")


# The stages of handling a lead; what follows it is a case's, and a petitioner's is told apart.
LEAD_STAGES = (
    ClockKind.PROPOSAL,
    ClockKind.LETTER_REPLY,
    ClockKind.TALK_LETTER,
    ClockKind.PRELIM_CHECK,
    ClockKind.HOLD,
    ClockKind.REPLY,
)


class ClockGroup(models.TextChoices):
    """The seven that a city watches and reminds of (domain §3.3)."""

    PROPOSAL = "proposal", _("Proposal")
    INTERVIEW = "interview", _("Talk, letter, check")
    HOLD = "hold", _("Held leads")
    FILED = "filed", _("Filed cases")
    TRIAL = "trial", _("Trial and review")
    PROBATION = "probation", _("End of probation")
    EXECUTION = "execution", _("Execution")


# Each other limit goes with the one of the seven whose office keeps it.
KINDS_OF: dict[str, tuple[ClockKind, ...]] = {
    ClockGroup.PROPOSAL: (
        ClockKind.PROPOSAL,
        ClockKind.FEEDBACK,
        ClockKind.PETITION_TRANSFER,
        ClockKind.PETITION_NOTICE,
        ClockKind.PETITION_FEEDBACK,
        ClockKind.PETITION_ASSIGNED,
    ),
    ClockGroup.INTERVIEW: (
        ClockKind.TALK_LETTER,
        ClockKind.LETTER_REPLY,
        ClockKind.PRELIM_CHECK,
        ClockKind.REPLY,
    ),
    ClockGroup.HOLD: (ClockKind.HOLD,),
    ClockGroup.FILED: (ClockKind.INVESTIGATION, ClockKind.DETENTION, ClockKind.SUPPLEMENT),
    ClockGroup.TRIAL: (ClockKind.TRIAL, ClockKind.REVIEW, ClockKind.RECONSIDERATION),
    ClockGroup.PROBATION: (ClockKind.PROBATION,),
    ClockGroup.EXECUTION: (ClockKind.ANNOUNCEMENT, ClockKind.EXECUTION),
}
GROUP_OF = {kind: group for group, kinds in KINDS_OF.items() for kind in kinds}
# What lies with the trial office; the rest lies with the officer of the lead.
OF_TRIAL_OFFICE = (ClockGroup.TRIAL, ClockGroup.PROBATION, ClockGroup.EXECUTION)


class LeadClockQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Members of the compartment, and the register, which watches every limit (§3.7)."""
        kept = within(user, "lead__commission", [Role.CASE_SUPERVISION])
        return self.filter(Q(lead__in=Lead.objects.in_compartment_of(user)) | kept)

    def of_proposal(self):
        return self.filter(kind=ClockKind.PROPOSAL, case=None, outcome=None)

    def of_lead_stages(self):
        return self.filter(kind__in=LEAD_STAGES, case=None, outcome=None)

    def with_due(self, day):
        """Annotates `due_by`, the last day as it stood at the end of that day (empty while the
        clock is paused), and `is_paused`."""
        moves = ClockMove.objects.filter(clock=OuterRef("pk"), moved_on__lte=day).order_by("-pk")
        return self.annotate(
            last_move=Coalesce(Subquery(moves.values("kind")[:1]), Value(""))
        ).annotate(
            is_paused=ExpressionWrapper(
                Q(last_move=MoveKind.PAUSE), output_field=models.BooleanField()
            ),
            due_by=Choice(
                When(last_move=MoveKind.PAUSE, then=None),
                default=Coalesce(Subquery(moves.values("due_on")[:1]), "due_on"),
                output_field=models.DateField(),
            ),
        )

    def in_group(self, *groups):
        return self.filter(kind__in=[kind for group in groups for kind in KINDS_OF[group]])

    def running_on(self, day):
        """Begun and not stopped by the end of that day; paused ones run as well."""
        return self.filter(started_on__lte=day).filter(Q(stopped_on=None) | Q(stopped_on__gt=day))

    def overdue_on(self, day):
        """Running past their last day at the end of that day, and not paused."""
        return self.running_on(day).with_due(day).filter(due_by__lt=day)


class LeadClock(models.Model):
    """One limit at work on a lead or a case, with the limit as it stood when it began."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="clocks")
    case = models.ForeignKey(
        DisciplineCase, models.PROTECT, null=True, blank=True, related_name="clocks"
    )
    outcome = models.ForeignKey(
        Outcome, models.PROTECT, null=True, blank=True, related_name="clocks"
    )
    kind = models.CharField(_("limit"), max_length=30, choices=ClockKind)
    started_on = models.DateField(_("begun on"))
    # A clock begun again after a return counts from its first day all the same.
    counted_from = models.DateField(_("counted from"))
    # The first one; what moved it stands in the moves.
    due_on = models.DateField(_("last day"))
    # The limit that gave the day; nothing where somebody set the day by hand.
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    is_working_days = models.BooleanField(_("working days"), default=False)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    stopped_on = models.DateField(_("stopped on"), null=True, blank=True)

    objects = LeadClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.UniqueConstraint(
                name="one_running_clock_per_kind",
                fields=["lead", "case", "outcome", "kind"],
                condition=Q(stopped_on=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="clock_runs_forward",
                condition=Q(counted_from__lte=F("started_on"))
                & (Q(stopped_on=None) | Q(stopped_on__gte=F("started_on"))),
            ),
        ]
        indexes = [
            models.Index(
                name="clock_running", fields=["kind", "due_on"], condition=Q(stopped_on=None)
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.lead}"

    @property
    def group(self) -> str:
        return GROUP_OF[ClockKind(self.kind)]


class MoveKind(models.TextChoices):
    PAUSE = "pause", _("Paused")
    RESUME = "resume", _("Runs again")
    EXTEND = "extend", _("Extended")


class ClockMoveQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(clock__in=LeadClock.objects.visible_to(user))


class ClockMove(models.Model):
    """A pause, its end, or an extension: a dated row, so that a past day keeps its own limit."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="clock_moves")
    clock = models.ForeignKey(LeadClock, models.PROTECT, related_name="moves")
    kind = models.CharField(_("kind"), max_length=10, choices=MoveKind)
    moved_on = models.DateField(_("on"))
    due_on = models.DateField(_("last day"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    form = models.ForeignKey(
        ApprovalForm, models.PROTECT, null=True, blank=True, related_name="clock_moves"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = ClockMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("move of a clock")
        verbose_name_plural = _("moves of clocks")
        constraints = [
            models.CheckConstraint(
                name="clock_move_says_until_when",
                condition=Q(kind="pause", due_on=None)
                | (~Q(kind="pause") & Q(due_on__isnull=False)),
            ),
            models.CheckConstraint(name="clock_move_says_why", condition=~Q(reason="")),
        ]
        triggers = [append_only("clock_move_is_append_only")]

    def __str__(self):
        return f"{self.clock_id} · {self.kind} #{self.pk}"
