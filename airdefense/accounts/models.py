"""Who acts, for which organisation, in which roles, and how far each role reaches."""

from datetime import date
from functools import cached_property, reduce
from operator import or_

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import ADMINISTRATORS, EVERY_CASE_ROLE, ROLE_CLASSES, SYSTEM, Role

# Those besides the administrators who keep or read reference rows.
DESK_ROLES = (Role.INSPECTION_OFFICE, Role.CASE_SUPERVISION, Role.DATA_CLERK)


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

    @property
    def home_region(self) -> "Organisation":
        """The region whose figures this body counts for: itself when it is a region."""
        is_region = self.kind in (OrganisationKind.CITY, OrganisationKind.COUNTY)
        return self if is_region else self.region


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """People are shown to those of the same reach: no directory of the whole city."""
        if user.has_role(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR):
            return self.all()
        return self.filter(within(user, "organisation") | Q(pk=user.pk))

    def holding(self, *roles, path: str | None = None, on: date | None = None):
        """Active people with one of the roles, whose grant covers `path` (any path when None)."""
        grants = RoleGrant.objects.in_force(on or timezone.localdate()).filter(role__in=roles)
        if path is not None:
            grants = grants.alias(wanted=models.Value(path)).filter(
                wanted__startswith=F("scope__path")
            )
        return self.filter(is_active=True, pk__in=grants.values("user"))


class PeopleManager(UserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False


class User(AbstractUser):
    """A person of one organisation; what the person may do is in the role grants."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="users", verbose_name=_("organisation")
    )
    display_name = models.CharField(_("name"), max_length=60)
    post = models.CharField(_("post"), max_length=80, blank=True)
    is_demo = models.BooleanField(_("demo account"), default=False)

    REQUIRED_FIELDS = ("display_name", "organisation_id")
    objects = PeopleManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.display_name or self.username

    @cached_property
    def grants(self) -> list["RoleGrant"]:
        """The role grants in force today, read once per request."""
        if not self.is_active:
            return []
        return list(self.role_grants.in_force(timezone.localdate()).select_related("scope"))

    def has_desk(self) -> bool:
        """Whether the reference desk (Django's admin site) has anything for this person."""
        return self.has_role(*ADMINISTRATORS, *DESK_ROLES)

    @property
    def role_codes(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def role_labels(self) -> list[str]:
        return [ROLE_CLASSES[code].role.label for code in Role.values if code in self.role_codes]

    def has_role(self, *roles: str) -> bool:
        return not self.role_codes.isdisjoint(roles)

    def paths(self, *roles: str) -> list[str]:
        """Roots of what the roles reach; the three administrator roles reach no case."""
        wanted = set(roles or EVERY_CASE_ROLE) - ADMINISTRATORS
        return sorted({grant.scope.path for grant in self.grants if grant.role in wanted})

    def roles_over(self, paths) -> frozenset[str]:
        """The roles this person holds over a case standing at any of these organisation paths."""
        if self.username == settings.SYSTEM_USERNAME:
            return frozenset({SYSTEM})
        return frozenset(
            grant.role
            for grant in self.grants
            if any(path.startswith(grant.scope.path) for path in paths)
        )


def within(user, field: str = "organisation", roles=()) -> Q:
    """The filter that limits a query to what the user's roles reach; administrators reach nothing.

    `field` names the organisation relation, or "" for the organisation itself.
    """
    prefix = f"{field}__path__startswith" if field else "path__startswith"
    reach = [Q(**{prefix: path}) for path in user.paths(*roles)] if user.is_authenticated else []
    return reduce(or_, reach, Q(pk__in=[]))


class RoleGrantQuerySet(models.QuerySet):
    def in_force(self, day: date):
        return self.filter(valid_from__lte=day, withdrawn_at=None).filter(
            Q(valid_until=None) | Q(valid_until__gte=day)
        )

    def visible_to(self, user):
        if user.has_role(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR):
            return self.all()
        return self.filter(user=user)


class RoleGrant(models.Model):
    """One role of one person: how far it reaches, from when until when, and who granted it."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="role_grants", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    scope = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("scope")
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"))
    reason = models.CharField(_("reason"), max_length=200)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            models.CheckConstraint(
                name="role_grant_withdrawn_in_full",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(
                name="role_grant_runs_forward",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="role_grant_says_why", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="one_open_grant_per_role_and_scope",
                fields=["user", "role", "scope"],
                condition=Q(withdrawn_at=None, valid_until=None),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.scope} #{self.pk}"


class ListPreference(models.Model):
    """The columns a person chose for a list."""

    user = models.ForeignKey(User, models.CASCADE, related_name="list_preferences")
    listing_key = models.CharField(max_length=60)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_preference_per_list", fields=["user", "listing_key"])
        ]

    def __str__(self):
        return f"{self.user}: {self.listing_key}"


def system_user() -> User:
    """The account in whose name scheduled jobs act; it holds no role and cannot sign in."""
    city = Organisation.objects.regions().order_by("path").first()
    user, _created = User.objects.get_or_create(
        username=settings.SYSTEM_USERNAME,
        defaults={
            "display_name": "系统",
            "organisation": city,
            "is_active": False,
            "password": "!",
        },
    )
    return user
