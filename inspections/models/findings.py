"""What a round finds: one matter, one working paper."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.casework.clock import by_end_of, not_by_end_of
from airdefense.casework.models import (
    RESTRICTED,
    Attachment,
    Case,
    both_or_neither,
    moment,
    person,
)
from airdefense.casework.search import search_index
from airdefense.casework.workflow import NotAllowed
from inspections.categories import CATEGORIES
from inspections.models.powers import Power
from inspections.models.rounds import Organ, Round, TeamMember
from inspections.workflow import FINDING_WORKFLOW, FindingStatus
from projects.models import Gap, Project, Suspicion

USER = settings.AUTH_USER_MODEL


def category_choices():
    return [(category.code, _(category.label)) for category in CATEGORIES.values()]


class Method(models.TextChoices):
    """How it was found out (domain §2.3); talks and petitions restrict who sees the evidence."""

    FILES = "files", _("Reading files and ledgers")
    ON_SITE = "on_site", _("On-site check")
    TALK = "talk", _("Individual talk")
    PETITION = "petition", _("Petition")
    REPORT = "report", _("Work report")
    QUESTIONNAIRE = "questionnaire", _("Questionnaire")
    VISIT = "visit", _("Visit and research")
    ASSISTANCE = "assistance", _("Department asked to assist")


CONFIDENTIAL_METHODS = (Method.TALK, Method.PETITION)


class Nature(models.TextChoices):
    GENERAL = "general", _("General problem")
    INSTITUTIONAL = "institutional", _("Institutional weakness")


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A working paper belongs to its team until approved; the unit sees it after feedback."""
        team = within(user, "unit", INSPECTION_TEAM)
        others = within(
            user,
            "unit",
            [
                Role.INSPECTION_OFFICE,
                Role.SUPERVISION_OFFICE,
                Role.LEADERSHIP,
                Role.EXAMINER,
                Role.DATA_CLERK,
                Role.CASE_SUPERVISION,
                Role.CASE_OFFICER,
                Role.OFFICE_DIRECTOR,
                Role.APPROVING_LEADER,
                Role.SECRETARY,
                Role.TRIAL_OFFICER,
            ],
        )
        own_unit = within(user, "unit", [Role.UNIT_CONTACT])
        approved = Q(status=FindingStatus.APPROVED)
        return self.filter(
            team | (others & approved) | (own_unit & approved & Q(feedback_on__isnull=False))
        )

    def approved_by_day(self, day):
        """Approved by the end of that day, and then neither void nor merged into another one."""
        return self.filter(
            by_end_of(day, "approved_at"),
            not_by_end_of(day, "voided_at"),
            not_by_end_of(day, "merged_at"),
        )

    def unfinished_of(self, user):
        """What this person still writes on: drafts, and what came back."""
        return self.filter(made_by=user, status__in=[FindingStatus.DRAFT, FindingStatus.RETURNED])

    def awaiting(self, user):
        """What waits for this person's signature as deputy or leader of the round's team."""
        waits = Q(pk__in=[])
        if user.has_role(Role.DEPUTY_LEADER):
            waits |= Q(status=FindingStatus.DEPUTY_REVIEW)
        if user.has_role(Role.TEAM_LEADER):
            waits |= Q(status=FindingStatus.LEADER_REVIEW) & ~Q(reviewed_by=user)
        team = TeamMember.objects.serving().filter(
            user=user, team__round=OuterRef("round"), team__regions=OuterRef("region")
        )
        return self.filter(waits & ~Q(made_by=user), Exists(team))

    def of_office(self, user):
        """What this person feeds back and merges as the inspection office of its unit."""
        return self.filter(within(user, "unit", [Role.INSPECTION_OFFICE]))

    def standing(self):
        """Approved and counted on their own."""
        return self.filter(status=FindingStatus.APPROVED, merged_into=None)

    def to_feed_back(self):
        """Approved, standing on their own, and not yet known to the unit."""
        return self.standing().filter(feedback_on=None)

    def alike(self, *, project, category=None):
        """What was already found on the same project (in the same category) and still stands."""
        rows = self.alike_in([project])
        return rows.filter(category=category) if category else rows

    def alike_in(self, projects):
        """What was already found on these projects and still stands."""
        return self.filter(project__in=projects).exclude(status=FindingStatus.VOID)


class Finding(Case):
    """One matter, one paper (底稿): what is wrong, by which rule, of whom, how much."""

    workflow = FINDING_WORKFLOW
    event_labels = {
        "feed_back": _("Fed back to the unit"),
        "merge": _("Merged"),
        "hand_over": _("Handed over"),
        "custody": _("Evidence changed hands"),
        "field_note": _("Note from the field"),
    }

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="findings", verbose_name=_("round")
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("project"),
    )
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region"), editable=False
    )
    unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="findings", verbose_name=_("unit responsible")
    )
    organ = models.CharField(_("organ"), max_length=20, choices=Organ, editable=False)
    nature = models.CharField(_("nature"), max_length=20, choices=Nature, default=Nature.GENERAL)
    category = models.CharField(_("category"), max_length=40, choices=category_choices)
    method = models.CharField(_("method"), max_length=20, choices=Method)
    title = models.CharField(_("problem"), max_length=200)
    description = models.TextField(_("facts"))
    process = models.TextField(
        _("how it was found"),
        blank=True,
        help_text=_("The steps taken, where, when and with whom; printed in the working paper."),
    )
    basis = models.CharField(_("basis"), max_length=200, help_text=_("Article and document."))
    power = models.ForeignKey(
        Power,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("power"),
    )
    amount_yuan = models.DecimalField(
        _("amount (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    gap = models.OneToOneField(
        Gap, models.PROTECT, null=True, blank=True, related_name="finding", editable=False
    )
    suspicion = models.ForeignKey(
        Suspicion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("suspicion"),
        editable=False,
    )
    # What was computed when the paper was written, with its articles; later rates change nothing.
    worksheet = models.JSONField(default=dict, blank=True, editable=False)
    found_on = models.DateField(_("found on"))
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    status = models.CharField(
        _("status"), max_length=20, choices=FindingStatus, default=FindingStatus.DRAFT
    )
    made_at = models.DateTimeField(_("made at"), editable=False)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="findings_made", editable=False)
    submitted_at, submitted_by = moment(_("handed in at")), person()
    reviewed_at, reviewed_by = moment(_("reviewed at")), person()
    approved_at, approved_by = moment(_("approved at")), person()
    voided_at, voided_by = moment(_("voided at")), person()
    merged_at, merged_by = moment(_("merged at")), person()
    feedback_on = models.DateField(_("fed back on"), null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, default="")

    objects = FindingQuerySet.as_manager()

    def may_read_event(self, user, name) -> bool:
        """How the team came to its finding stays with it and the offices; the unit reads what
        happened from the feedback on."""
        return name in ("feed_back", "merge", "void") or self.may_read_file(user)

    def may_read_file(self, user) -> bool:
        """Whether this person learns how it was found and not only what (domain §3.7): the unit
        could tell from the method who spoke."""
        return bool(user.roles_over(self.scope_paths).difference([Role.UNIT_CONTACT]))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            both_or_neither("finding", "submitted"),
            both_or_neither("finding", "reviewed"),
            both_or_neither("finding", "approved"),
            both_or_neither("finding", "voided"),
            both_or_neither("finding", "merged"),
            models.CheckConstraint(
                name="finding_merged_at_iff_merged",
                condition=Q(merged_at=None, merged_into=None)
                | Q(merged_at__isnull=False, merged_into__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="finding_gap_only_once_approved",
                condition=Q(gap=None) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_fed_back_only_once_approved",
                condition=Q(feedback_on=None) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_approved_at_when_approved",
                condition=~Q(status="approved") | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_amount_is_positive",
                condition=Q(amount_yuan=None) | Q(amount_yuan__gt=0),
            ),
            models.CheckConstraint(
                name="finding_maker_is_not_its_reviewer",
                condition=~Q(reviewed_by=F("made_by")) | Q(reviewed_by=None),
            ),
            models.CheckConstraint(
                name="finding_maker_is_not_its_approver",
                condition=~Q(approved_by=F("made_by")) | Q(approved_by=None),
            ),
            models.CheckConstraint(
                name="finding_reviewer_is_not_its_approver",
                condition=~Q(approved_by=F("reviewed_by"))
                | Q(approved_by=None)
                | Q(reviewed_by=None),
            ),
        ]
        indexes = [
            search_index("finding_search"),
            models.Index(name="finding_newest", fields=["-found_on", "-id"]),
            models.Index(name="finding_by_day", fields=["approved_at", "organ"]),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("inspections:detail", args=[self.pk])

    @property
    def scope_paths(self):
        return (self.region.path, self.unit.path)

    @property
    def category_entry(self):
        return CATEGORIES[self.category]

    @property
    def is_confidential(self) -> bool:
        """Evidence of talks and petitions could point at who spoke (domain §3.7)."""
        return self.method in CONFIDENTIAL_METHODS

    @property
    def is_editable(self) -> bool:
        return self.status in (FindingStatus.DRAFT, FindingStatus.RETURNED)

    @property
    def stands(self) -> bool:
        """Approved and counted on its own."""
        return self.status == FindingStatus.APPROVED and self.merged_into_id is None

    def is_of_team(self, user) -> bool:
        """Whether this person serves in the round's team for the region, or wrote the paper."""
        if user.pk == self.made_by_id:
            return True
        return self.round.membership_of(user, self.region) is not None

    def may_read_attachments(self, user) -> bool:
        return not self.is_confidential or self.is_of_team(user)

    def may_attach(self, user) -> bool:
        """The maker while writing; once handed in, the paper stands with the evidence it has."""
        return self.is_editable and user.pk == self.made_by_id

    def attachments(self):
        return Attachment.objects.filter(case_type=self._meta.label_lower, case_id=self.pk)

    def attachments_for(self, user):
        """The evidence as far as this person may read it. Raises NotAllowed."""
        if not self.may_read_attachments(user):
            raise NotAllowed(RESTRICTED)
        return self.attachments()

    def has_attachments(self) -> bool:
        return self.attachments().exists()
