"""Standard wordings, and the receipts of what was sent in from the field."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.casework.models import both_or_neither, moment, person
from airdefense.casework.search import search_index
from airdefense.casework.triggers import append_only
from inspections.models.findings import Finding, Method, category_choices
from inspections.models.powers import Power
from inspections.models.rounds import ProjectCheck

USER = settings.AUTH_USER_MODEL


class WordingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Wordings of a region serve everybody who works in it: the city's serve the counties."""
        paths = user.paths() if user.is_authenticated else []
        above = Q(pk__in=[])
        for path in paths:
            codes = path.split(".")[:-1]
            roots = [".".join(codes[: n + 1]) + "." for n in range(len(codes))]
            above |= Q(region__path__in=roots)
        return self.filter(above | within(user, "region"))

    def current(self):
        return self.filter(retired_at=None)


class Wording(models.Model):
    """How one kind of problem is put (问题表述), on which basis (定性依据), under which power.

    Its texts may use placeholders in braces from a closed list (inspections.placeholders).
    """

    event_labels = {"retire": _("Retired")}

    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    category = models.CharField(_("category"), max_length=40, choices=category_choices)
    method = models.CharField(_("method"), max_length=20, choices=Method, default=Method.FILES)
    title = models.CharField(_("problem"), max_length=200)
    text = models.TextField(_("facts"))
    basis = models.CharField(_("basis"), max_length=200)
    power = models.ForeignKey(
        Power,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="wordings",
        verbose_name=_("power"),
    )
    is_sample = models.BooleanField(_("sample"), default=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    retired_at, retired_by = moment(_("retired at")), person()
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.TextField(editable=False, default="")

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints = [
            both_or_neither("wording", "retired"),
            models.CheckConstraint(name="wording_is_cited", condition=~Q(basis="")),
        ]
        indexes = [search_index("wording_search")]

    def __str__(self):
        return f"{self.title} #{self.pk}"

    def get_absolute_url(self):
        return reverse("inspections:wording_detail", args=[self.pk])


class FieldReceiptQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(received_by=user)


class FieldReceipt(models.Model):
    """What the server answered to a finding or a completed check sent in from the field: the
    same one sent again finds its receipt, and what differs is told as a conflict."""

    client_id = models.UUIDField(primary_key=True)
    number = models.CharField(_("field receipt no."), max_length=40, unique=True)
    finding = models.OneToOneField(
        Finding, models.PROTECT, null=True, blank=True, related_name="field_receipt"
    )
    project_check = models.OneToOneField(
        ProjectCheck, models.PROTECT, null=True, blank=True, related_name="field_receipt"
    )
    payload_sha256 = models.CharField(max_length=64)
    device_time = models.CharField(_("written on the device"), max_length=40, blank=True)
    received_at = models.DateTimeField(_("received at"))
    received_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = FieldReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("field receipt")
        verbose_name_plural = _("field receipts")
        constraints = [
            models.CheckConstraint(
                name="field_receipt_is_for_one_thing",
                condition=Q(finding__isnull=False, project_check=None)
                | Q(finding=None, project_check__isnull=False),
            )
        ]
        triggers = [append_only("field_receipt_is_append_only")]

    def __str__(self):
        return self.number
