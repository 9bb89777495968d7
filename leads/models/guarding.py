"""Who stays out of a lead, who asked about it, and who opened the sealed part."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import Role
from airdefense.casework.models import both_or_neither, moment, person
from airdefense.casework.triggers import append_only
from leads.models.leads import Lead

USER = settings.AUTH_USER_MODEL


class RecusalGround(models.TextChoices):
    """监察法 Art. 67, 政务处分法 Art. 47 (domain §3.6)."""

    RELATIVE = "relative", _("Near relative of the subject or of the reporter")
    WITNESS = "witness", _("Was a witness in the matter")
    INTEREST = "interest", _("Oneself or a near relative has an interest in the matter")
    FAIRNESS = "fairness", _("Other ground that may harm fairness")


class RecusalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The compartment, and who keeps the register entry; not who is recused, if outside."""
        leads = Lead.objects.in_compartment_of(user) | Lead.objects.kept_by(user)
        return self.filter(lead__in=leads)

    def in_force(self):
        return self.filter(lifted_at=None)


class Recusal(models.Model):
    """Somebody declares to stay out of a lead; lifted only by whoever leads (Art. 48)."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="recusals")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("person"))
    ground = models.CharField(_("ground"), max_length=20, choices=RecusalGround)
    words = models.CharField(_("in words"), max_length=300)
    declared_at = models.DateTimeField(_("declared at"))
    declared_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    lifted_at, lifted_by = moment(_("lifted at")), person()
    lift_reason = models.CharField(_("why it was lifted"), max_length=300, blank=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [
            both_or_neither("recusal", "lifted"),
            models.UniqueConstraint(
                name="recused_once_per_lead", fields=["lead", "user"], condition=Q(lifted_at=None)
            ),
            models.CheckConstraint(
                name="recusal_lifted_with_a_reason",
                condition=Q(lifted_at=None, lift_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lift_reason="")),
            ),
        ]

    def __str__(self):
        return f"{self.lead_id} · {self.user_id} #{self.pk}"


class RelationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own declarations, and those of the people whose leads one's register assigns."""
        kept = within(user, "user__organisation", [Role.CASE_SUPERVISION])
        return self.filter(Q(user_id=user.pk) | kept)

    def in_force(self):
        return self.filter(ended_at=None)


class Relation(models.Model):
    """A tie that a person of the commission declares: to a unit, or to somebody by name."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="relations")
    unit = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit"),
    )
    relative = models.CharField(_("person related to"), max_length=60, blank=True)
    relation = models.CharField(_("relation"), max_length=60)
    declared_at = models.DateTimeField(_("declared at"))
    declared_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    ended_at, ended_by = moment(_("ended at")), person()

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declared relation")
        verbose_name_plural = _("declared relations")
        constraints = [
            both_or_neither("relation", "ended"),
            models.CheckConstraint(
                name="relation_to_a_unit_or_a_person",
                condition=Q(unit=None) & ~Q(relative="") | Q(unit__isnull=False, relative=""),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} · {self.relation} #{self.pk}"

    def get_absolute_url(self):
        return reverse("leads:relation_detail", args=[self.pk])


class IntercessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who registered it, and the register of the commission."""
        kept = within(user, "commission", [Role.CASE_SUPERVISION])
        return self.filter(Q(registered_by_id=user.pk) | kept)


class Intercession(models.Model):
    """Somebody asked about a matter or put in a word for somebody (打听、说情, 监察法 Art. 66)."""

    commission = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("commission")
    )
    lead = models.ForeignKey(
        Lead, models.PROTECT, null=True, blank=True, related_name="intercessions"
    )
    who = models.CharField(_("who asked"), max_length=60)
    who_unit = models.CharField(_("unit and post"), max_length=120, blank=True)
    words = models.TextField(_("what was asked or said"))
    happened_on = models.DateField(_("on"))
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = IntercessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("registered intercession")
        verbose_name_plural = _("registered intercessions")
        triggers = [append_only("intercession_is_append_only")]

    def __str__(self):
        return f"{self.who} · {self.happened_on} #{self.pk}"

    def get_absolute_url(self):
        return reverse("leads:intercession_detail", args=[self.pk])


class SealRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The custodian, and the compartment, for whom all requests are kept."""
        custodian = within(user, "commission", [Role.CUSTODIAN])
        return self.filter(custodian | Q(lead__in=Lead.objects.in_compartment_of(user)))

    def undecided(self):
        return self.filter(decided_at=None)

    def open_on(self, day):
        return self.filter(is_granted=True, open_until__gte=day)


class SealRequest(models.Model):
    """A motivated request to open the sealed identity of a reporter, and the decision on it."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="seal_requests")
    # What the custodian is told of a lead whose register entry he or she may not read.
    commission = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("commission")
    )
    lead_number = models.CharField(_("number of the lead"), max_length=60)
    reason = models.TextField(_("why it is needed"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_at, decided_by = moment(_("decided at")), person()
    is_granted = models.BooleanField(_("granted"), null=True, blank=True)
    decision = models.TextField(_("grounds of the decision"), blank=True)
    open_until = models.DateField(_("may be opened until"), null=True, blank=True)

    objects = SealRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to open a seal")
        verbose_name_plural = _("requests to open a seal")
        constraints = [
            both_or_neither("seal_request", "decided"),
            models.CheckConstraint(
                name="seal_request_decided_by_somebody_else",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="seal_request_granted_or_refused",
                condition=Q(decided_at=None, is_granted=None, open_until=None)
                | Q(decided_at__isnull=False, is_granted=True, open_until__isnull=False)
                | Q(decided_at__isnull=False, is_granted=False, open_until=None),
            ),
            models.UniqueConstraint(
                name="one_open_seal_request",
                fields=["lead", "asked_by"],
                condition=Q(decided_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.lead_number} #{self.pk}"

    def get_absolute_url(self):
        return reverse("leads:seal_detail", args=[self.pk])

    @property
    def words(self):
        """The state of the request in words."""
        if self.decided_at is None:
            return _("Awaiting a decision")
        return _("Granted") if self.is_granted else _("Refused")

    @property
    def tone(self) -> str:
        if self.decided_at is None:
            return "warn"
        return "ok" if self.is_granted else "bad"
