"""Programs that speak for a person: their tokens, and the answers they were given."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.models.cases import Case, both_or_neither, moment, person
from airdefense.casework.programs.workflow import TOKEN_WORKFLOW, TokenStatus
from airdefense.casework.secrecy import EncryptedTextField

USER = settings.AUTH_USER_MODEL
# Who sees the tokens of everybody: to withdraw them, and to audit them.
OVERSEERS = (Role.SECURITY_ADMIN, Role.AUDITOR)


class ProgramTokenQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; those of everybody for whoever watches over access."""
        return self.all() if user.has_role(*OVERSEERS) else self.filter(made_by=user.pk)

    def in_force(self, on: date):
        return self.filter(status=TokenStatus.IN_FORCE, expires_on__gte=on)


class ProgramToken(Case):
    """Lets a program read or write in the name of a person, never more than the person may.

    The token itself is shown once; only its keyed hash is kept.
    """

    workflow = TOKEN_WORKFLOW
    event_labels = {"create": _("Token made")}
    step_view = "take_token_step"

    name = models.CharField(_("program"), max_length=80)
    purpose = models.CharField(_("what for"), max_length=200)
    # The first characters, by which people tell tokens apart.
    mark = models.CharField(_("begins with"), max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=30), verbose_name=_("may"))
    addresses = ArrayField(
        models.CharField(max_length=50), verbose_name=_("from addresses"), default=list, blank=True
    )
    expires_on = models.DateField(_("last day"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        USER, models.PROTECT, related_name="program_tokens", verbose_name=_("person")
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    last_used_from = models.GenericIPAddressField(_("from"), null=True, blank=True, editable=False)
    withdrawn_at, withdrawn_by = moment(_("withdrawn at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=TokenStatus, default=TokenStatus.IN_FORCE
    )

    objects = ProgramTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token of a program")
        verbose_name_plural = _("tokens of programs")
        constraints = [
            both_or_neither("program_token", "withdrawn"),
            models.CheckConstraint(
                name="program_token_may_something", condition=Q(scopes__len__gt=0)
            ),
        ]

    def __str__(self):
        return f"{self.name} · {self.mark}…"

    def get_absolute_url(self):
        return reverse("casework:token_detail", args=[self.pk])

    @property
    def region(self):
        return self.made_by.organisation

    @property
    def scope_paths(self):
        """Its person withdraws it by whatever role reaches furthest from the own body."""
        return (self.region.path, *self.made_by.paths())

    def may_attach(self, user) -> bool:
        return False

    def is_in_force(self, on: date) -> bool:
        return self.status == TokenStatus.IN_FORCE and self.expires_on >= on


class ProgramHookQuerySet(models.QuerySet):
    def due(self, at: datetime):
        """Those to tell now: of tokens in force, of people whose account is open."""
        tokens = ProgramToken.objects.in_force(timezone.localdate(at))
        return self.filter(due_at__lte=at, token__in=tokens, token__made_by__is_active=True)


class ProgramHook(models.Model):
    """Where a program wants to be told that something happened, and how far it was told."""

    token = models.OneToOneField(ProgramToken, models.PROTECT, related_name="hook")
    url = models.CharField(_("tell this address"), max_length=300)
    secret = EncryptedTextField()
    told_up_to = models.PositiveBigIntegerField()
    told_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=60, blank=True)

    objects = ProgramHookQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that is told of changes")
        verbose_name_plural = _("addresses that are told of changes")

    def __str__(self):
        return f"{self.token} → {self.url}"


class KeptAnswer(models.Model):
    """The answer to a request that a program may send twice, kept for a day under its key.

    What was answered about a lead is not kept: only that it was done.
    """

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    code = models.PositiveSmallIntegerField()
    body = EncryptedTextField(blank=True)
    etag = models.CharField(max_length=60, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [
            models.UniqueConstraint(name="one_answer_per_person_and_key", fields=["user", "key"])
        ]
        indexes = [models.Index(name="kept_answer_by_time", fields=["saved_at"])]

    def __str__(self):
        return f"{self.user}: {self.key}"
