"""What a lead says, whom it is about and who reported it, behind a narrower wall."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from inspections.models import Power
from leads.models.leads import Lead


class OfLeadQuerySet(models.QuerySet):
    """Content is for the compartment alone: the register does not open it."""

    def visible_to(self, user):
        return self.filter(lead__in=Lead.objects.in_compartment_of(user))


class LeadContent(models.Model):
    """What a lead says (domain §3.7: each view is logged)."""

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="content")
    subject_unit = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("unit concerned")
    )
    power = models.ForeignKey(
        Power,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_contents",
        verbose_name=_("power"),
    )
    matter = models.CharField(_("matter"), max_length=200)
    facts = models.TextField(_("facts"))
    amount_yuan = models.DecimalField(
        _("amount (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("content of a lead")
        verbose_name_plural = _("contents of leads")

    def __str__(self):
        return f"{_('Content')} · {self.lead_id}"


class Person(models.Model):
    """A person a lead is about. The name is shown to the compartment only."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="persons")
    name = models.CharField(_("full name"), max_length=60)
    unit = models.CharField(_("unit"), max_length=120)
    post = models.CharField(_("post"), max_length=80, blank=True)
    rank = models.CharField(_("rank"), max_length=40, blank=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("person concerned")
        verbose_name_plural = _("persons concerned")

    def __str__(self):
        return f"{self.name} #{self.pk}"


class ReporterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A reporter's identity is sealed: the officer handling the lead alone opens it."""
        return self.filter(lead__handler=user, lead__in=Lead.objects.in_compartment_of(user))


class Reporter(models.Model):
    """Who reported, in the sealed part of the transfer."""

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="reporter")
    name = models.CharField(_("full name"), max_length=60, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)

    objects = ReporterQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporter")
        verbose_name_plural = _("reporters")
        constraints = [
            models.CheckConstraint(
                name="reporter_named_unless_anonymous",
                condition=Q(is_anonymous=True, name="", contact="")
                | (Q(is_anonymous=False) & ~Q(name="")),
            )
        ]

    def __str__(self):
        return f"{_('Reporter')} · {self.lead_id}"
