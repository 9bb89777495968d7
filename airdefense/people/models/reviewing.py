"""Each half-year whoever answers for a role says that its holder still needs it."""

from datetime import date, datetime, time

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import RoleGrant, covered, of_house
from airdefense.accounts.roles import HOUSES, Role
from airdefense.casework.triggers import append_only

# What no head of office answers for is confirmed by a security administrator.
OF_NO_HOUSE = sorted(set(Role) - frozenset().union(*HOUSES.values()))


def half_year(day: date) -> str:
    """The round a day belongs to, such as 2026-2."""
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def first_moment(day: date) -> datetime:
    """When the round of a day began."""
    first = date(day.year, 1 if day.month <= 6 else 7, 1)
    return timezone.make_aware(datetime.combine(first, time.min))


def answered_for(user):
    """The grants in force that this person confirms or withdraws, never the own ones."""
    of_security = covered(user, "scope", Role.SECURITY_ADMIN) & models.Q(role__in=OF_NO_HOUSE)
    mine = of_house(user, "scope") | of_security
    return RoleGrant.objects.filter(mine).exclude(user=user)


class ConfirmationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(grant__in=RoleGrant.objects.visible_to(user).order_by().values("pk"))


class Confirmation(models.Model):
    """A grant that somebody looked at in a round and kept."""

    grant = models.ForeignKey(
        RoleGrant, models.PROTECT, related_name="confirmations", verbose_name=_("role grant")
    )
    round = models.CharField(_("half-year"), max_length=6)
    confirmed_at = models.DateTimeField(_("confirmed at"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation of a role")
        verbose_name_plural = _("confirmations of roles")
        constraints = [
            models.UniqueConstraint(
                name="one_confirmation_per_grant_and_round", fields=["grant", "round"]
            )
        ]
        triggers = [append_only("confirmation_is_append_only")]

    def __str__(self):
        return f"{self.grant} · {self.round} #{self.pk}"


def to_confirm(user, day: date):
    """What waits for this person in the round of a day: granted before it began, not yet kept."""
    done = Confirmation.objects.filter(round=half_year(day)).values("grant")
    rows = answered_for(user).in_force(day).filter(granted_at__lt=first_moment(day))
    return rows.filter(user__is_active=True).exclude(pk__in=done)
