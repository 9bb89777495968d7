"""What a lead says, whom it is about and who reported it, behind a narrower wall."""

from django.apps import apps
from django.db import models
from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation
from airdefense.casework.clock import by_end_of
from airdefense.casework.models import both_or_neither, moment, person
from airdefense.casework.secrecy import EncryptedTextField
from airdefense.secrecy import keyed_hash
from inspections.models import Power
from leads.models.leads import Lead


class OfLeadQuerySet(models.QuerySet):
    """Content is for the compartment alone: the register does not open it."""

    def visible_to(self, user):
        return self.filter(lead__in=Lead.objects.in_compartment_of(user))


def masked(number: str) -> str:
    """An identity number with the birthday hidden."""
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if number else ""


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


class PersonQuerySet(OfLeadQuerySet):
    def known_by_day(self, day):
        """Annotates `known_hash`: the keyed hash of the identity number, as far as it had been
        entered by the end of that day."""
        entered = When(by_end_of(day, "identified_at"), then=F("id_hash"))
        return self.annotate(
            known_hash=Choice(entered, default=Value(""), output_field=models.CharField())
        )

    def same_as(self, number: str):
        """The rows that carry this identity number, found by its keyed hash."""
        return self.filter(id_hash=keyed_hash(number))


class Sex(models.TextChoices):
    MALE = "male", _("male")
    FEMALE = "female", _("female")


class PoliticalStatus(models.TextChoices):
    PARTY_MEMBER = "party_member", _("Party member")
    PROBATIONARY = "probationary", _("Probationary Party member")
    OTHER_PARTY = "other_party", _("Member of another party")
    NON_PARTY = "non_party", _("Without party")


class HeadStatus(models.TextChoices):
    """Whether the person was the head of a body (一把手): then, now, or both (domain §3.8)."""

    NONE = "", _("not a head")
    AT_HANDLING = "at_handling", _("head when handled")
    AT_BREACH = "at_breach", _("head at the time of the breach")
    BOTH = "both", _("head at both times")


class Rank(models.TextChoices):
    """The ranks by which sanctions are told in statistics (domain §3.9)."""

    PROVINCE = "province", _("Provincial or ministerial level")
    BUREAU = "bureau", _("Department or bureau level")
    COUNTY = "county", _("County or division level")
    TOWNSHIP = "township", _("Township or section level")
    GENERAL = "general", _("General staff")
    GRASSROOTS = "grassroots", _("Villages, enterprises and others")


class Person(models.Model):
    """A person a lead is about. The name is shown to the compartment only.

    The identity number is kept encrypted and shown masked; equal ones are found by their keyed
    hash, so that one person in two leads counts once (人).
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="persons")
    name = models.CharField(_("full name"), max_length=60)
    unit = models.CharField(_("unit"), max_length=120)
    post = models.CharField(_("post"), max_length=80, blank=True)
    rank = models.CharField(_("rank"), max_length=40, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Rank, blank=True)
    id_number = EncryptedTextField(_("identity number"), blank=True)
    id_hash = models.CharField(max_length=64, blank=True, editable=False)
    # From when on this person and another row of the same number are known to be one.
    identified_at, identified_by = moment(_("identified at")), person()
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, blank=True)
    ethnicity = models.CharField(_("ethnicity"), max_length=20, blank=True)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    education = models.CharField(_("education"), max_length=40, blank=True)
    political_status = models.CharField(
        _("political status"), max_length=20, choices=PoliticalStatus, blank=True
    )
    joined_party_on = models.DateField(_("joined the Party on"), null=True, blank=True)
    is_supervised = models.BooleanField(_("subject to supervision law"), null=True, blank=True)
    head_status = models.CharField(
        _("head of a body"), max_length=20, choices=HeadStatus, blank=True
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person concerned")
        verbose_name_plural = _("persons concerned")
        constraints = [
            models.CheckConstraint(
                name="person_identity_with_its_hash",
                condition=Q(id_number="", id_hash="") | (~Q(id_number="") & ~Q(id_hash="")),
            ),
            models.CheckConstraint(
                name="person_identified_with_a_moment",
                condition=Q(id_hash="", identified_at=None)
                | (~Q(id_hash="") & Q(identified_at__isnull=False)),
            ),
            both_or_neither("person", "identified"),
        ]
        indexes = [
            models.Index(name="person_by_identity", fields=["id_hash"], condition=~Q(id_hash=""))
        ]

    def __str__(self):
        return f"{self.name} #{self.pk}"

    @property
    def masked_id(self) -> str:
        """The identity number as it is shown: 530402********1234."""
        return masked(self.id_number)


class ReporterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A reporter's identity is sealed: it opens to who asked for it with a reason, when the
        custodian granted it, until the day given."""
        requests = apps.get_model("leads", "SealRequest").objects
        granted = requests.open_on(timezone.localdate()).filter(asked_by_id=user.pk)
        return self.filter(
            Exists(granted.filter(lead=OuterRef("lead"))),
            lead__in=Lead.objects.in_compartment_of(user),
        )


class Reporter(models.Model):
    """Who reported, in the sealed part of the transfer."""

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="reporter")
    name = EncryptedTextField(_("full name"), blank=True)
    contact = EncryptedTextField(_("contact"), blank=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    # By what the same person is noticed in another lead without being read; "" when anonymous.
    identity_hash = models.CharField(max_length=64, blank=True, editable=False)

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
