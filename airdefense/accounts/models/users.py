"""Who acts, for which organisation, in which roles, and how far each role reaches."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models.granting import granted_by_two_people, one_hat_at_a_time
from airdefense.accounts.models.happenings import SIGN_IN_EVENTS
from airdefense.accounts.models.organisations import Organisation
from airdefense.accounts.models.reach import covered, of_house, within
from airdefense.accounts.roles import ADMINISTRATORS, EVERY_CASE_ROLE, ROLE_CLASSES, SYSTEM, Role

# Those besides the administrators who keep or read reference rows.
DESK_ROLES = (Role.INSPECTION_OFFICE, Role.CASE_SUPERVISION, Role.DATA_CLERK)


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
    event_labels = SIGN_IN_EVENTS
    objects = PeopleManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.display_name or self.username

    def get_absolute_url(self):
        """What this person can see: the page of the access review."""
        return reverse("people:person_detail", args=[self.pk])

    @cached_property
    def grants(self) -> list["RoleGrant"]:
        """The role grants in force today, read once per request."""
        if not self.is_active:
            return []
        today = timezone.localdate()
        grants = self.role_grants.in_force(today).select_related("scope")
        return list(grants.with_narrowings(today))

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

    def roles_narrowed(self, case, step: str) -> frozenset[str]:
        """The roles of this person from which the customer took a step of this case."""
        return frozenset(
            grant.role
            for grant in self.grants
            for one in grant.narrowings
            if one["step"] == step
            and one["case_type"] == case._meta.label_lower
            and any(path.startswith(one["path"]) for path in case.scope_paths)
        )


class RoleGrantQuerySet(models.QuerySet):
    def with_narrowings(self, day: date):
        """Each grant with the steps that its role lost, read along with it: no question more."""
        narrowing = apps.get_model("people", "Narrowing")
        counting = narrowing.objects.counting(day).filter(role=models.OuterRef("role"))
        facts = JSONObject(case_type="case_type", step="step", path="scope__path")
        return self.annotate(narrowings=ArraySubquery(counting.order_by().values(facts=facts)))

    def in_force(self, day: date):
        return self.filter(valid_from__lte=day, withdrawn_at=None).filter(
            Q(valid_until=None) | Q(valid_until__gte=day)
        )

    def visible_to(self, user):
        """One's own; to administrators those within their reach, to the head of an office those
        of the own house."""
        return self.filter(covered(user, "scope") | of_house(user, "scope") | Q(user=user))


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
    # Nobody for the grants an installation begins with; every later one has two people behind it.
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    reason = models.CharField(_("reason"), max_length=200)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    withdrawal_reason = models.CharField(
        _("why it was withdrawn"), max_length=200, blank=True, default="", db_default=""
    )

    objects = RoleGrantQuerySet.as_manager()
    # What `with_narrowings` reads: steps that the customer took away from the role.
    narrowings: Sequence[dict[str, str]] = ()

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
            granted_by_two_people("role_grant_by_two_people"),
            models.CheckConstraint(
                name="role_grant_withdrawn_says_why",
                condition=Q(withdrawn_at=None) | Q(proposed_by=None) | ~Q(withdrawal_reason=""),
            ),
            one_hat_at_a_time("role_grant_one_hat_at_a_time"),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.scope} #{self.pk}"

    def get_absolute_url(self):
        return reverse("people:grant_detail", args=[self.pk])


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
