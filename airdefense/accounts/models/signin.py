"""What signing in leaves behind: sessions begun and ended, and who set which password when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models.users import User
from airdefense.accounts.roles import ADMINISTRATORS


class SignInMethod(models.TextChoices):
    PASSWORD = "password", _("Password")
    DIRECTORY = "directory", _("Directory (LDAP)")
    ISSUER = "issuer", _("Unified sign-in (OpenID Connect)")
    DEMO = "demo", _("Demonstration")


class SessionEnding(models.TextChoices):
    SIGNED_OUT = "signed_out", _("Signed out")
    IDLE = "idle", _("Left idle too long")
    AGED = "aged", _("Reached its longest time")
    ENDED = "ended", _("Ended from elsewhere")
    REPLACED = "replaced", _("Replaced by a newer sign-in")
    ISSUER = "issuer", _("Ended at the unified sign-in")


class OwnQuerySet(models.QuerySet):
    """Rows about a person: read by that person and by the three administrators."""

    owner = ""

    def visible_to(self, user):
        return self.all() if user.has_role(*ADMINISTRATORS) else self.filter(**{self.owner: user})


class SignInSessionQuerySet(OwnQuerySet):
    owner = "began_by"

    def open(self):
        return self.filter(ended_at=None)


class SignInSession(models.Model):
    """One time somebody was signed in: where, since when, and how it ended. The key of the
    session, and the hashes of what the issuer calls person and session, are kept only while it is
    open."""

    began_by = models.ForeignKey(
        User, models.PROTECT, related_name="sign_in_sessions", verbose_name=_("user")
    )
    began_at = models.DateTimeField(_("since"))
    method = models.CharField(_("signed in by"), max_length=20, choices=SignInMethod)
    has_second_factor = models.BooleanField(_("second factor"), default=False)
    session_key = models.CharField(max_length=40, blank=True)
    issuer_subject = models.CharField(max_length=64, blank=True, default="", db_default="")
    issuer_session = models.CharField(max_length=64, blank=True, default="", db_default="")
    address = models.GenericIPAddressField(_("address"), null=True)
    device = models.CharField(_("device"), max_length=60, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ending = models.CharField(_("how it ended"), max_length=20, blank=True, choices=SessionEnding)

    objects = SignInSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [
            models.Index(name="open_session", fields=["began_by"], condition=Q(ended_at=None))
        ]
        constraints = [
            models.CheckConstraint(
                name="sign_in_session_ended_in_full",
                condition=Q(ended_at=None, ended_by=None, ending="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ending="")),
            ),
            models.CheckConstraint(
                name="ended_session_keeps_no_key",
                condition=Q(ended_at=None) | Q(session_key=""),
            ),
            models.CheckConstraint(
                name="sign_in_session_runs_forward",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
            ),
        ]

    def __str__(self):
        return f"{self.began_by} · {self.began_at:%Y-%m-%d %H:%M} #{self.pk}"


class PasswordChangeQuerySet(OwnQuerySet):
    owner = "user"


class PasswordChange(models.Model):
    """A password somebody was given: by whom and when, with the hash that later ones are
    compared with."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="password_changes", verbose_name=_("user")
    )
    encoded = models.CharField(max_length=128, editable=False)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )

    objects = PasswordChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of password")
        verbose_name_plural = _("changes of passwords")
        indexes = [models.Index(name="password_change_of_user", fields=["user", "-changed_at"])]

    def __str__(self):
        return f"{self.user} · {self.changed_at:%Y-%m-%d %H:%M} #{self.pk}"
