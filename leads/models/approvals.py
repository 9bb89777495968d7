"""Approval forms (呈批表): who signs in which order, and what each of them wrote."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.casework.models import both_or_neither, moment, person
from airdefense.casework.triggers import append_only
from leads.models.cases import DisciplineCase
from leads.models.content import OfLeadQuerySet
from leads.models.leads import Lead

USER = settings.AUTH_USER_MODEL


class ApprovalMatter(models.TextChoices):
    """What an approval form is about."""

    ASSIGNMENT = "assignment", _("Assignment of the lead")
    DISPOSAL = "disposal", _("Disposal of the lead")
    FILING = "filing", _("Filing of a case")
    EXTENSION = "extension", _("Extension or pause of a time limit")


class Level(models.TextChoices):
    """Who signs, from the desk upwards: 承办人 → 室主任 → 分管领导 → 书记."""

    OFFICER = "officer", _("Case officer")
    DIRECTOR = "director", _("Director of the office")
    DEPUTY = "deputy", _("Leader in charge")
    SECRETARY = "secretary", _("Secretary")


# Who may be named for a level of signature.
LEVEL_ROLES: dict[str, Role] = {
    Level.OFFICER: Role.CASE_OFFICER,
    Level.DIRECTOR: Role.OFFICE_DIRECTOR,
    Level.DEPUTY: Role.APPROVING_LEADER,
    Level.SECRETARY: Role.SECRETARY,
}
# Without a route of the customer's own, the leader in charge signs alone.
DEFAULT_LEVELS = [Level.DEPUTY]


class ApprovalRouteQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.all() if user.is_authenticated and user.paths() else self.none()

    def in_force(self, matter: str, on, organisation, method: str = ""):
        """The route of a matter on that day: one for the method before one for all methods, an
        organisation's own before the general one; None where the customer entered none."""
        return (
            self.filter(matter=matter, effective_on__lte=on)
            .filter(Q(organisation=None) | Q(organisation=organisation))
            .filter(Q(method="") | Q(method=method))
            .order_by(F("organisation").asc(nulls_last=True), "-method", "-effective_on")
            .first()
        )


class ApprovalRoute(models.Model):
    """Which levels sign what, from which day, on which basis; entered by the customer."""

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commission"),
    )
    matter = models.CharField(_("matter"), max_length=20, choices=ApprovalMatter)
    method = models.CharField(_("disposal method"), max_length=20, blank=True)
    levels = ArrayField(
        models.CharField(max_length=20, choices=Level), verbose_name=_("levels that sign")
    )
    basis = models.CharField(_("basis"), max_length=200)
    effective_on = models.DateField(_("effective on"))

    objects = ApprovalRouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("route of approval")
        verbose_name_plural = _("routes of approval")
        constraints = [
            models.UniqueConstraint(
                name="one_route_per_matter_and_day",
                fields=["organisation", "matter", "method", "effective_on"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="route_is_cited", condition=~Q(basis="")),
            models.CheckConstraint(name="route_has_levels", condition=~Q(levels=[])),
        ]

    def __str__(self):
        return f"{self.get_matter_display()} · {self.effective_on}"


class LeadSignatory(models.Model):
    """Who signs at a level for one lead, besides its officer and its approving leader."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="signatories")
    level = models.CharField(_("level"), max_length=20, choices=Level)
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("person"))
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            models.UniqueConstraint(name="one_signatory_per_level", fields=["lead", "level"])
        ]

    def __str__(self):
        return f"{self.lead_id} · {self.level}"


class Verdict(models.TextChoices):
    GRANTED = "granted", _("Approved")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ApprovalForm(models.Model):
    """One form laid before its signatories: what is asked, who signs, and how it ended."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="approval_forms")
    case = models.ForeignKey(
        DisciplineCase, models.PROTECT, null=True, blank=True, related_name="approval_forms"
    )
    matter = models.CharField(_("matter"), max_length=20, choices=ApprovalMatter)
    # What exactly is asked, in the words and values of the matter (method, way, day …).
    terms = models.JSONField(default=dict)
    levels = ArrayField(models.CharField(max_length=20, choices=Level))
    opened_at = models.DateTimeField(_("laid before at"))
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    concluded_at, concluded_by = moment(_("concluded at")), person()
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict, blank=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval form")
        verbose_name_plural = _("approval forms")
        constraints = [
            both_or_neither("approval", "concluded"),
            models.CheckConstraint(
                name="approval_concluded_with_its_verdict",
                condition=Q(concluded_at=None, verdict="")
                | (Q(concluded_at__isnull=False) & ~Q(verdict="")),
            ),
            models.UniqueConstraint(
                name="one_open_form_per_matter",
                fields=["lead", "case", "matter"],
                condition=Q(concluded_at=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.get_matter_display()} · {self.lead_id} #{self.pk}"


class Opinion(models.Model):
    """What one level wrote on a form, signed once and never changed."""

    form = models.ForeignKey(ApprovalForm, models.PROTECT, related_name="opinions")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="opinions")
    level = models.CharField(_("level"), max_length=20, choices=Level)
    words = models.TextField(_("opinion"))
    is_agreed = models.BooleanField(_("agrees"))
    signed_at = models.DateTimeField(_("signed at"))
    signed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        constraints = [
            models.UniqueConstraint(name="one_opinion_per_level", fields=["form", "level"]),
            models.CheckConstraint(name="opinion_has_words", condition=~Q(words="")),
        ]
        triggers = [append_only("opinion_is_append_only")]

    def __str__(self):
        return f"{self.form_id} · {self.level}"
