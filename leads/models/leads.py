"""Problem leads: a header without content, and the content behind a narrower wall."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import Role
from airdefense.casework.clock import by_end_of, end_of, not_by_end_of
from airdefense.casework.models import Case, both_or_neither, moment, person
from airdefense.casework.search import search_index
from inspections.models import Finding
from leads.models.labels import EVENT_LABELS
from leads.workflow import LEAD_WORKFLOW, DisposalMethod, HandlingWay, LeadStatus
from projects.models import Project

USER = settings.AUTH_USER_MODEL


class LeadSource(models.TextChoices):
    """Where a lead came from (domain §3.1); it never changes, whatever happens to the lead."""

    INSPECTION = "INSPECTION", _("Party inspection")
    AUDIT = "AUDIT", _("Audit")
    FINANCE = "FINANCE", _("Finance")
    SECTOR_DEPT = "SECTOR_DEPT", _("Sector department")
    PETITION = "PETITION", _("Petition")
    SUPERIOR = "SUPERIOR", _("Superior")
    OWN_FINDING = "OWN_FINDING", _("Own finding")
    CASE_SPINOFF = "CASE_SPINOFF", _("Spin-off of a case")
    OTHER = "OTHER", _("Other")


class Access(models.TextChoices):
    """How much of a lead somebody sees: its content, its register entry, or only its receipt."""

    CONTENT = "content", _("Member of the compartment")
    REGISTER = "register", _("Register of leads")
    RECEIPT = "receipt", _("Sender")


# What the sender may know of the way a lead takes: that it arrived, or came back (domain §3.7).
KNOWN_TO_SENDER = (LeadStatus.TRANSFERRED, LeadStatus.RETURNED)
AWAITING_PROPOSAL = (LeadStatus.REGISTERED, LeadStatus.ASSIGNED)


def clocks():
    """The clocks of leads, whose model stands on this one."""
    return apps.get_model("leads", "LeadClock").objects


def prefixes(path: str) -> list[str]:
    """The paths of a body and of all above it."""
    codes = path.split(".")[:-1]
    return [".".join(codes[: n + 1]) + "." for n in range(len(codes))]


class LeadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The header: members of the compartment, the case supervision office of the commission,
        and who sent it. Nobody else learns that the lead exists (domain §3.7)."""
        if not user.is_authenticated or not user.paths():
            return self.none()
        return self.filter(self._is_member(user) | self._is_kept(user) | Q(transferred_by=user))

    def kept_by(self, user):
        """Leads whose register entry this user keeps, or manages: the case supervision office of
        the commission, and of an office's own leads its director; neither reads what they say."""
        return self.filter(self._is_kept(user))

    def in_compartment_of(self, user):
        """Leads whose content this user may read; who holds no role of casework any more is out,
        whatever the membership says."""
        if not user.is_authenticated or not user.paths():
            return self.none()
        return self.filter(self._is_member(user))

    def as_seen_by(self, user):
        """Annotates how much this user sees of each lead, and the status and date that go with it,
        so that lists filter and sort by what is shown and never by what is not."""
        is_shown_whole = ~Q(access=Access.RECEIPT)
        return self.annotate(
            access=Choice(
                When(self._is_member(user), then=Value(Access.CONTENT)),
                When(self._is_kept(user), then=Value(Access.REGISTER)),
                default=Value(Access.RECEIPT),
                output_field=models.CharField(),
            )
        ).annotate(
            shown_status=Choice(
                When(is_shown_whole | Q(status__in=KNOWN_TO_SENDER), then=F("status")),
                default=Value(LeadStatus.REGISTERED),
                output_field=models.CharField(),
            ),
            shown_due_on=Choice(
                When(is_shown_whole, then=self._proposal_due(timezone.localdate())),
                default=None,
                output_field=models.DateField(),
            ),
        )

    def with_proposal_due(self, day):
        """Annotates `proposal_due_on`: until when a disposal is to be proposed, where that clock
        runs at the end of that day and is not paused."""
        return self.annotate(proposal_due_on=self._proposal_due(day))

    def _proposal_due(self, day):
        running = clocks().of_proposal().filter(lead=OuterRef("pk")).running_on(day)
        return Subquery(running.with_due(day).values("due_by")[:1])

    def _is_member(self, user):
        members = LeadMember.objects.in_force(timezone.localdate())
        return Exists(members.filter(lead=OuterRef("pk"), user=user))

    def _is_kept(self, user):
        kept = within(user, "commission", [Role.CASE_SUPERVISION])
        if not user.is_authenticated or not user.has_role(Role.OFFICE_DIRECTOR):
            return kept
        own = user.organisation.path
        of_own_office = Q(
            commission__path__in=prefixes(own), handler__organisation__path__startswith=own
        )
        return kept | (within(user, "commission", [Role.OFFICE_DIRECTOR]) & of_own_office)

    def with_history_for(self, user):
        """Leads whose every step this user may read about: the compartment."""
        return self.in_compartment_of(user)

    def awaiting_proposal(self):
        return self.filter(status__in=AWAITING_PROPOSAL)

    def transferred_by_day(self, day):
        """Handed over, and neither returned nor void by the end of that day; what was merged into
        another lead was transferred all the same (domain §3.1)."""
        return self.filter(
            by_end_of(day, "transferred_at"),
            not_by_end_of(day, "returned_at"),
            not_by_end_of(day, "voided_at"),
        )

    def registered_by_day(self, day):
        """In the register at the end of that day; a void entry counts no longer."""
        return self.filter(by_end_of(day, "registered_at"), not_by_end_of(day, "voided_at"))

    def _settled_elsewhere(self, day):
        """Keys of leads that were, at the end of that day, merged into one disposed by then."""
        return self.model.objects.filter(
            Q(merges__undone_at=None) | Q(merges__undone_at__gte=end_of(day)),
            merges__merged_at__lt=end_of(day),
            merges__into__disposed_at__lt=end_of(day),
        ).values("pk")

    def disposed_by_day(self, day):
        """Disposed, or merged into a lead that was, by the end of that day."""
        return self.filter(by_end_of(day, "disposed_at") | Q(pk__in=self._settled_elsewhere(day)))

    def open_on(self, day):
        """Registered and not yet disposed at the end of that day, whatever happened since."""
        kept = self.registered_by_day(day).filter(not_by_end_of(day, "disposed_at"))
        return kept.exclude(pk__in=self._settled_elsewhere(day))

    def overdue_on(self, day):
        """In hand at the end of that day with a limit of its own stages passed and not kept."""
        late = clocks().of_lead_stages().overdue_on(day)
        return self.open_on(day).filter(Exists(late.filter(lead=OuterRef("pk"))))


class Lead(Case):
    """The register entry of a problem lead (问题线索): number, source, status, dates, handlers."""

    workflow = LEAD_WORKFLOW

    number = models.CharField(_("number"), max_length=60, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=20, choices=LeadSource)
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    commission = models.ForeignKey(
        Organisation, models.PROTECT, related_name="leads", verbose_name=_("receiving commission")
    )
    finding = models.ForeignKey(
        Finding,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("from finding"),
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("project"),
    )
    # The package it came with; empty for a lead handed over on its own.
    package = models.ForeignKey(
        "leads.TransferPackage",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="leads",
        verbose_name=_("transfer package"),
    )
    letter_number = models.CharField(_("transfer letter number"), max_length=60)
    is_on_site = models.BooleanField(_("transferred during on-site inspection"), default=False)
    transferred_at = models.DateTimeField(_("transferred at"), editable=False)
    transferred_by = models.ForeignKey(
        USER, models.PROTECT, related_name="leads_transferred", editable=False
    )
    registered_at, registered_by = moment(_("received and registered at")), person()
    returned_at, returned_by = moment(_("returned at")), person()
    assigned_at, assigned_by = moment(_("assigned at")), person()
    proposed_at, proposed_by = moment(_("proposed at")), person()
    approved_at, approved_by = moment(_("approved at")), person()
    held_at, held_by = moment(_("held at")), person()
    disposed_at, disposed_by = moment(_("disposed at")), person()
    voided_at, voided_by = moment(_("voided at")), person()
    way = models.CharField(
        _("way of handling"), max_length=20, choices=HandlingWay, default=HandlingWay.OWN
    )
    handled_by_body = models.CharField(_("body it was passed on to"), max_length=120, blank=True)
    handler = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads_handled",
        verbose_name=_("case officer"),
    )
    approver = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads_to_approve",
        verbose_name=_("approving leader"),
    )
    method = models.CharField(
        _("disposal method"), max_length=20, choices=DisposalMethod, blank=True
    )
    review_on = models.DateField(_("held until review on"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=LeadStatus, default=LeadStatus.TRANSFERRED
    )
    # Number and letter alone: what a lead says is found by nobody's search.
    search_text = models.TextField(editable=False, default="")

    event_labels = EVENT_LABELS
    is_compartmented = True
    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        constraints = [
            *(
                both_or_neither("lead", name)
                for name in (
                    "registered",
                    "returned",
                    "assigned",
                    "proposed",
                    "approved",
                    "held",
                    "disposed",
                    "voided",
                )
            ),
            models.UniqueConstraint(
                name="lead_number_once", fields=["number"], condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="lead_registered_with_its_number",
                condition=Q(registered_at=None, number="")
                | (Q(registered_at__isnull=False) & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="lead_disposed_at_iff_disposed",
                condition=Q(status="disposed", disposed_at__isnull=False)
                | (~Q(status="disposed") & Q(disposed_at=None)),
            ),
            models.CheckConstraint(
                name="lead_handler_is_not_its_approver",
                condition=Q(handler=None) | Q(approver=None) | ~Q(handler=F("approver")),
            ),
        ]
        indexes = [
            search_index("lead_search"),
            models.Index(name="lead_newest", fields=["-transferred_at", "-id"]),
            models.Index(name="lead_by_registration", fields=["registered_at"]),
        ]

    def __str__(self):
        return self.number or f"{self.letter_number} #{self.pk}"

    def get_absolute_url(self):
        return reverse("leads:detail", args=[self.pk])

    @property
    def scope_paths(self):
        return (self.commission.path,)

    def is_open_to(self, user) -> bool:
        """Whether this user is inside the compartment today."""
        return self.members.in_force(timezone.localdate()).filter(user=user).exists()

    def may_attach(self, user) -> bool:
        return self.is_open_to(user)

    def may_read_attachments(self, user) -> bool:
        return self.is_open_to(user)

    @property
    def proposal_clock(self):
        """The latest clock of the proposal with its last day of today in `due_by`."""
        today = timezone.localdate()
        return self.clocks.of_proposal().with_due(today).order_by("-pk").first()

    @property
    def shown_status_label(self):
        return LeadStatus(self.shown_status).label

    @property
    def shown_tone(self):
        return self.workflow.tone(self.shown_status)


class LeadMemberQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who is inside is known inside, and to who keeps the register entry."""
        leads = Lead.objects.in_compartment_of(user) | Lead.objects.kept_by(user)
        return self.filter(lead__in=leads)

    def in_force(self, day):
        return self.filter(valid_from__lte=day, withdrawn_at=None).filter(
            Q(expires_on=None) | Q(expires_on__gte=day)
        )


class LeadMember(models.Model):
    """Who is inside a lead's compartment, why, until when, and who let them in."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="members")
    user = models.ForeignKey(USER, models.PROTECT, related_name="lead_memberships")
    reason = models.CharField(_("reason"), max_length=200)
    valid_from = models.DateField(_("from"))
    expires_on = models.DateField(_("until"), null=True, blank=True)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    withdrawn_at, withdrawn_by = moment(_("taken out at")), person()

    objects = LeadMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the compartment")
        verbose_name_plural = _("members of the compartment")
        constraints = [
            models.UniqueConstraint(
                name="member_once_per_lead",
                fields=["lead", "user"],
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(name="lead_member_has_a_reason", condition=~Q(reason="")),
            both_or_neither("lead_member", "withdrawn"),
        ]

    def __str__(self):
        return f"{self.lead_id}: {self.user_id} #{self.pk}"

    def is_in_force(self, day) -> bool:
        is_begun = self.valid_from <= day and self.withdrawn_at is None
        return is_begun and (self.expires_on is None or self.expires_on >= day)
