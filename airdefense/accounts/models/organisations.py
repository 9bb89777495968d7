"""The bodies of the city and its counties."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models.reach import within


class OrganisationKind(models.TextChoices):
    CITY = "city", _("City")
    COUNTY = "county", _("County, district or county-level city")
    COMMISSION = "commission", _("Discipline and supervision commission")
    COMMISSION_OFFICE = "commission_office", _("Office of the commission")
    INSPECTION_OFFICE = "inspection_office", _("Inspection office")
    INSPECTION_TEAM = "inspection_team", _("Inspection team")
    HOUSING = "housing", _("Housing and construction (civil air defence)")
    FINANCE = "finance", _("Finance")
    AUDIT = "audit", _("Audit")
    PLANNING = "planning", _("Natural resources and planning")
    REFORM = "reform", _("Development and reform")
    TAX = "tax", _("Tax")
    PARTY_COMMITTEE = "party_committee", _("Party committee and government")
    OTHER = "other", _("Other organisation")


class OrganisationQuerySet(models.QuerySet):
    def regions(self):
        """The supervised regions: the city itself (municipal level) and its counties."""
        return self.filter(kind__in=[OrganisationKind.CITY, OrganisationKind.COUNTY])

    def valid_on(self, day: date):
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def visible_to(self, user):
        """The organisation tree is public inside the system; case data about it is not."""
        return self.all() if user.is_authenticated else self.none()

    def within_reach_of(self, user):
        return self.filter(within(user, ""))


class Organisation(models.Model):
    """A body of the city or its counties; `region` is the division whose figures it belongs to."""

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    short_name = models.CharField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent body"),
    )
    region = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        editable=False,
        verbose_name=_("region"),
    )
    code = models.CharField(_("code"), max_length=20, help_text=_("GB/T 2260 code for a region."))
    path = models.CharField(
        _("path"),
        max_length=255,
        unique=True,
        help_text=_("Codes from the root, each ended by a dot."),
    )
    valid_from = models.DateField(_("valid from"), default=date(1949, 10, 1))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor body"),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                name="organisation_path_ends_with_its_code",
                condition=Q(path__endswith="."),
            ),
            models.CheckConstraint(
                name="organisation_period_runs_forward",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(
                name="organisation_path_prefix", fields=["path"], opclasses=["varchar_pattern_ops"]
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Who can see its data: the page of the access review."""
        return reverse("people:body_detail", args=[self.pk])

    def is_valid_on(self, day: date) -> bool:
        """The same of one body as `valid_on` of many."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)

    @property
    def home_region(self) -> "Organisation":
        """The region whose figures this body counts for: itself when it is a region."""
        is_region = self.kind in (OrganisationKind.CITY, OrganisationKind.COUNTY)
        return self if is_region else self.region
