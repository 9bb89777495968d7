"""Approval forms (呈批表): who signs in which order, and what each of them wrote."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, User, within
from airdefense.accounts.roles import Role
from airdefense.casework.models import both_or_neither, moment, person
from airdefense.casework.triggers import append_only
from leads.models.cases import DisciplineCase
from leads.models.content import OfLeadQuerySet
from leads.models.leads import Lead
from leads.workflow import DisposalMethod

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
# Levels whose person is named beside the lead's officer and its approving leader.
NAMED_LEVELS = (Level.DIRECTOR, Level.SECRETARY)


def in_order(levels) -> list[str]:
    """Each level once, from the desk upwards."""
    return [level.value for level in Level if level in levels]


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

    def named_levels(self, on, organisation) -> list[str]:
        """The levels besides officer and leader for which some route of that day asks."""
        routes = self.filter(effective_on__lte=on).filter(
            Q(organisation=None) | Q(organisation=organisation)
        )
        asked = {level for levels in routes.values_list("levels", flat=True) for level in levels}
        return [level.value for level in NAMED_LEVELS if level in asked]


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

    @property
    def shown_levels(self) -> str:
        return " → ".join(str(Level(level).label) for level in self.levels)

    @property
    def shown_method(self) -> str:
        return str(DisposalMethod(self.method).label) if self.method else ""

    def clean(self):
        """The levels follow each other from the desk upwards, and somebody above it signs."""
        # None where what was sent for them is no list of levels; the field has said so.
        levels = self.levels or []
        if levels != in_order(levels):
            raise ValidationError(
                {"levels": _("Each level once, from the case officer up to the secretary.")}
            )
        if levels == [Level.OFFICER]:
            raise ValidationError({"levels": _("Somebody above the case officer signs.")})
        if self.matter == ApprovalMatter.ASSIGNMENT and Level.OFFICER in levels:
            raise ValidationError(
                {"levels": _("The officer to whom a lead is assigned does not sign for it.")}
            )


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


class ItemOf(Func):
    """One item of an array by its number, which PostgreSQL counts from 1."""

    function = ""
    template = "((%(expressions)s])"
    arg_joiner = ")["
    arity = 2
    output_field = models.CharField()


class ApprovalFormQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The compartment; and the register, what it proposes itself."""
        kept = within(user, "lead__commission", [Role.CASE_SUPERVISION])
        return self.filter(
            Q(lead__in=Lead.objects.in_compartment_of(user))
            | Q(matter=ApprovalMatter.ASSIGNMENT) & kept
        )

    def with_next_level(self):
        """Annotates `next_level`: who signs next, by the levels signed so far."""
        signed = Opinion.objects.filter(form=OuterRef("pk")).order_by().values("form")
        signed = Coalesce(Subquery(signed.annotate(count=Count("pk")).values("count")), 0)
        return self.annotate(next_level=ItemOf(F("levels"), signed + 1))

    def awaiting(self, user):
        """Open forms on which this person's signature comes next."""
        named = LeadSignatory.objects.filter(lead=OuterRef("lead"), level=OuterRef("next_level"))
        forms = (
            self.filter(concluded_at=None)
            .with_next_level()
            .annotate(
                named_signer=Subquery(named.values("user")[:1]),
                leader=Coalesce("case__approver", "lead__approver"),
            )
        )
        assigned = Q(matter=ApprovalMatter.ASSIGNMENT)
        proposed = [
            Q(next_level=level, **{f"terms__people__{level}": user.pk}) for level in Level.values
        ]
        return forms.filter(
            ~assigned & Q(next_level=Level.DEPUTY, leader=user.pk)
            | ~assigned & Q(next_level__in=NAMED_LEVELS, named_signer=user.pk)
            | assigned & reduce(or_, proposed)
        )


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

    objects = ApprovalFormQuerySet.as_manager()

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

    def get_absolute_url(self):
        return reverse("leads:approval_detail", args=[self.lead_id, self.pk])

    @property
    def is_open(self) -> bool:
        return self.concluded_at is None

    def signer_id(self, level: str) -> int | None:
        """Whose signature stands at a level, as the lead or the case is staffed today."""
        if self.matter == ApprovalMatter.ASSIGNMENT:
            return self.terms["people"].get(level)
        if level in NAMED_LEVELS:
            named = self.lead.signatories.filter(level=level)
            return named.values_list("user", flat=True).first()
        holder = self.case or self.lead
        return holder.handler_id if level == Level.OFFICER else holder.approver_id

    def open_levels(self) -> list[str]:
        """The levels that have not signed, in their order; none once the form is concluded."""
        if not self.is_open:
            return []
        return self.levels[self.opinions.count() :]

    def awaited(self):
        """The person whose signature comes next, or nobody."""
        levels = self.open_levels()
        return User.objects.filter(pk=self.signer_id(levels[0])).first() if levels else None


class Opinion(models.Model):
    """What one level wrote on a form, signed once and never changed."""

    form = models.ForeignKey(ApprovalForm, models.PROTECT, related_name="opinions")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="opinions")
    level = models.CharField(_("level"), max_length=20, choices=Level)
    words = models.TextField(_("opinion"))
    is_agreed = models.BooleanField(_("in agreement"))
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
