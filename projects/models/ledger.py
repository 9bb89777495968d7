"""The construction projects of the city: who builds what where, and on which papers."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import DecimalField, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import Role
from airdefense.casework.models import Case
from airdefense.casework.search import search_index
from airdefense.casework.totals import Total
from projects.models.plain import plain_number
from projects.workflow import PROJECT_WORKFLOW, ProjectStatus

MONEY = DecimalField(max_digits=14, decimal_places=2)
NOT_NEGATIVE = (MinValueValidator(0),)


def sqm(label, **options):
    return DecimalField(label, max_digits=12, decimal_places=2, validators=NOT_NEGATIVE, **options)


class DeveloperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Developers are parties, not users: whoever works on cases may look them up."""
        return self.all() if user.is_authenticated and user.paths() else self.none()


class Developer(models.Model):
    """A party that builds (建设单位); it has no account and stands outside the tree."""

    name = models.CharField(_("name"), max_length=120)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    search_text = models.TextField(editable=False, default="")

    objects = DeveloperQuerySet.as_manager()

    class Meta:
        verbose_name = _("developer")
        verbose_name_plural = _("developers")
        constraints = [
            models.UniqueConstraint(
                name="credit_code_is_one_developer",
                fields=["credit_code"],
                condition=~Q(credit_code=""),
            )
        ]
        indexes = [search_index("developer_search")]

    def __str__(self):
        return self.name


class Zone(models.TextChoices):
    NORMAL = "NORMAL", _("Ordinary")
    DEVELOPMENT_ZONE = "DEVELOPMENT_ZONE", _("Development zone")


class OffsiteGround(models.TextChoices):
    """The four cases of 计价格〔2000〕474号 (domain §1.2)."""

    PILES = "A", _("A: pile foundation, caps under 3 m deep")
    PARTIAL = "B", _("B: area covers part of the first floor only")
    GEOLOGY = "C", _("C: quicksand, hidden river or shallow bedrock")
    DENSITY = "D", _("D: dense houses or pipes")


class SaidByForms:
    """Forms and actions have a sentence for each constraint, and PostgreSQL keeps whatever slips
    past them: asked here as well, each would cost a form a statement, of every building anew
    (tests/projects/test_constraints.py holds the sentences against the constraints)."""

    def validate_constraints(self, exclude=None):
        """Nothing is asked a second time."""


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Projects whose supervising authority lies in the user's reach."""
        return self.filter(within(user, "authority"))

    def with_money(self, user=None):
        """Annotates payable_yuan (assessment in force), paid_yuan (valid receipts less refunds),
        gap_yuan, recovered_yuan, written_off_yuan and balance_yuan (what is open of the gaps): of
        the gaps that this user may see, or of all when nobody is named."""
        return self.annotate(
            payable_yuan=self._total("assessments", "payable_yuan", Q(superseded_by=None)),
            paid_yuan=self._total("receipts", "amount_yuan", Q(voided_at=None))
            - self._total("receipts", "refunds__amount_yuan"),
            gap_yuan=self._total("gaps", "amount_yuan", user=user),
            recovered_yuan=self._total("gaps", "allocations__amount_yuan", user=user),
            written_off_yuan=self._total("gaps", "write_offs__amount_yuan", user=user),
        ).annotate(balance_yuan=F("gap_yuan") - F("recovered_yuan") - F("written_off_yuan"))

    def _total(self, relation, amount, condition=None, user=None):
        rows = self.model._meta.get_field(relation).related_model._default_manager
        if user is not None and user.has_role(Role.UNIT_CONTACT):
            rows = rows.visible_to(user)
        sums = Total(rows.filter(condition or Q()), "project", amount, MONEY)
        return Coalesce(sums, 0, output_field=MONEY)


class Project(SaidByForms, Case):
    """A construction project with its duty to build an air-defence basement or pay the fee."""

    workflow = PROJECT_WORKFLOW
    event_labels = {
        "create": _("Recorded"),
        "add_building": _("Building added"),
        "edit_building": _("Building corrected"),
        "remove_building": _("Building removed"),
        "record_permit": _("Permit recorded"),
        "match_paper": _("Paper assigned"),
        "unmatch_paper": _("Paper taken away again"),
        "edit_permit": _("Permit corrected"),
        "undo_permit": _("Permit taken back with its file"),
        "record_receipt": _("Payment recorded"),
        "undo_receipt": _("Payment taken back with its file"),
        "undo_import": _("Taken back with its file"),
        "void_receipt": _("Receipt voided"),
        "remit": _("Remitted to the treasury"),
        "refund": _("Refunded"),
        "open_gap": _("Gap opened"),
        "allocate": _("Allocated to a gap"),
        "write_off": _("Written off"),
        "demand": _("Demand notice issued"),
        "defer": _("Payment deferred"),
        "cancel_demand": _("Demand notice taken back"),
        "cancel_deferral": _("Deferral taken back"),
        "cancel_remittance": _("Remittance taken back"),
        "cancel_refund": _("Refund taken back"),
        "cancel_allocation": _("Allocation taken back"),
        "cancel_write_off": _("Write-off taken back"),
    }

    code = models.CharField(_("number"), max_length=30, unique=True)
    name = models.CharField(_("project name"), max_length=200)
    national_code = models.CharField(
        _("project code"),
        max_length=30,
        blank=True,
        validators=[
            RegexValidator(
                r"^(\d{4}-\d{6}-\d{2}-\d{2}-\d{6}|\d{20}|\d{24})$",
                _("A project code looks like 2019-530402-47-03-000123."),
            )
        ],
        help_text=_("GB/T 40058-2021, 24 places with hyphens; older projects have none."),
    )
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    authority = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="supervised_projects",
        verbose_name=_("supervising authority"),
        help_text=_("The housing and construction (civil air defence) body in charge."),
    )
    developer = models.ForeignKey(
        Developer, models.PROTECT, related_name="projects", verbose_name=_("developer")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    zone = models.CharField(_("zone"), max_length=20, choices=Zone, default=Zone.NORMAL)
    planned_once_id = models.CharField(
        _("planned at one time as"),
        max_length=40,
        blank=True,
        help_text=_("The same mark on every project of one plan (一次性规划)."),
    )
    approved_on = models.DateField(
        _("approved on"), help_text=_("Day of approval; rate and reductions are those of this day.")
    )
    is_offsite_approved = models.BooleanField(_("off-site construction approved"), default=False)
    offsite_ground = models.CharField(_("ground"), max_length=1, choices=OffsiteGround, blank=True)
    offsite_document = models.CharField(_("approval document"), max_length=120, blank=True)
    built_g6_sqm = sqm(_("accepted area, grade 6 (㎡)"), default=0)
    built_g6b_sqm = sqm(_("accepted area, grade 6B (㎡)"), default=0)
    status = models.CharField(
        _("status"), max_length=20, choices=ProjectStatus, default=ProjectStatus.RECORDED
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    search_text = models.TextField(editable=False, default="")

    objects = ProjectQuerySet.as_manager()

    def may_read_event(self, user, name) -> bool:
        """That a gap was opened is the finding's to tell, and the unit hears it at feedback."""
        return name != "open_gap" or bool(
            user.roles_over(self.scope_paths).difference([Role.UNIT_CONTACT])
        )

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("construction projects")
        constraints = [
            models.CheckConstraint(
                name="project_confirmed_in_full",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="project_built_area_not_negative",
                condition=Q(built_g6_sqm__gte=0, built_g6b_sqm__gte=0),
            ),
            models.CheckConstraint(
                name="project_offsite_ground_needs_approval",
                condition=Q(is_offsite_approved=True) | Q(offsite_ground="", offsite_document=""),
            ),
        ]
        indexes = [
            search_index("project_search"),
            models.Index(
                name="project_by_national_code",
                fields=["national_code"],
                condition=~Q(national_code=""),
            ),
            models.Index(
                name="project_of_plan",
                fields=["planned_once_id"],
                condition=~Q(planned_once_id=""),
            ),
            models.Index(plain_number("code"), name="project_by_plain_code"),
            models.Index(name="project_newest", fields=["-approved_on", "-id"]),
            models.Index(name="project_of_authority", fields=["authority", "-approved_on", "-id"]),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    def get_absolute_url(self):
        return reverse("projects:detail", args=[self.pk])

    @property
    def scope_paths(self):
        return (self.region.path, self.authority.path)

    @property
    def is_correctable(self) -> bool:
        """What a second clerk confirmed is changed only after it was reopened, with a reason."""
        return self.status == ProjectStatus.RECORDED

    @property
    def assessment(self):
        """The assessment in force, or None."""
        return self.assessments.filter(superseded_by=None).first()


class BuildingUse(models.TextChoices):
    RESIDENTIAL = "RESIDENTIAL", _("Residential")
    OTHER = "OTHER", _("Other civil use")
    INDUSTRIAL = "INDUSTRIAL", _("Industrial production")


class Building(SaidByForms, models.Model):
    """One building as the fee rules see it: use, height, depth, areas, claimed reductions."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="buildings")
    name = models.CharField(_("building"), max_length=80)
    use = models.CharField(_("use"), max_length=20, choices=BuildingUse)
    floors = models.PositiveSmallIntegerField(_("floors above ground"))
    foundation_depth_m = models.DecimalField(
        _("foundation depth (m)"), max_digits=6, decimal_places=2, validators=NOT_NEGATIVE
    )
    first_floor_sqm = sqm(_("first-floor area (㎡)"))
    above_ground_sqm = sqm(_("above-ground area (㎡)"))
    is_rebuild = models.BooleanField(_("dilapidated-housing rebuild"), default=False)
    is_area_increased = models.BooleanField(_("area increased"), default=False)
    claims = ArrayField(
        models.CharField(max_length=4),
        default=list,
        blank=True,
        verbose_name=_("claimed reductions"),
        help_text=_("Codes of the closed list R1–R8."),
    )

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="building_areas_not_negative",
                condition=Q(first_floor_sqm__gte=0, above_ground_sqm__gte=0)
                & Q(foundation_depth_m__gte=0),
            ),
            models.UniqueConstraint(
                name="building_named_once_per_project", fields=["project", "name"]
            ),
        ]

    def __str__(self):
        return f"{self.name} · {self.project.code}"
