"""The list of powers and duties (权责清单): what an authority may do, must do, and answers for."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.casework.models import Case, both_or_neither, moment, person
from inspections.workflow import POWER_LIST_WORKFLOW, PowerListStatus

USER = settings.AUTH_USER_MODEL


class PowerKind(models.TextChoices):
    """The classes of powers on published lists (domain §6)."""

    LICENCE = "licence", _("Administrative licence")
    PENALTY = "penalty", _("Administrative penalty")
    COERCION = "coercion", _("Administrative coercion")
    LEVY = "levy", _("Administrative levy")
    INSPECTION = "inspection", _("Administrative inspection")
    CONFIRMATION = "confirmation", _("Administrative confirmation")
    AWARD = "award", _("Administrative award")
    OTHER = "other", _("Other powers")


class KeyLink(models.TextChoices):
    """The two links of the chain where money is lost (domain §6)."""

    APPROVAL = "approval", _("Approval of projects")
    COLLECTION = "collection", _("Fee collection")


class DutyStep(models.TextChoices):
    ACCEPTANCE = "acceptance", _("Acceptance")
    EXAMINATION = "examination", _("Examination")
    DECISION = "decision", _("Making the decision")
    SERVICE = "service", _("Service of the decision")
    SUPERVISION = "supervision", _("Supervision afterwards")
    OTHER = "other", _("Other duties")


class PowerListQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A list in force is public; a draft is read by those who work on the region's cases."""
        if not user.is_authenticated or not user.paths():
            return self.none()
        return self.filter(~Q(status=PowerListStatus.DRAFT) | within(user, "region"))

    def in_force(self):
        return self.filter(status=PowerListStatus.IN_FORCE)


class PowerList(Case):
    """One version of the list of a region, adopted by a document, with the totals it declares."""

    workflow = POWER_LIST_WORKFLOW
    event_labels = {
        "create": _("List taken in"),
        "add_control": _("Control added"),
        "end_control": _("Control ended"),
    }
    step_view = "take_power_list_step"

    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="power_lists", verbose_name=_("region")
    )
    name = models.CharField(_("name"), max_length=120)
    document = models.CharField(_("document"), max_length=120)
    adopted_on = models.DateField(_("adopted on"))
    declared_classes = models.PositiveSmallIntegerField(_("classes declared"))
    declared_powers = models.PositiveSmallIntegerField(_("powers declared"))
    declared_duties = models.PositiveSmallIntegerField(_("duties declared"))
    declared_accountabilities = models.PositiveSmallIntegerField(_("accountabilities declared"))
    # A list made up to show the system with, labelled 示例 wherever it is shown.
    is_sample = models.BooleanField(_("sample list"), default=False)
    proposed_at = models.DateTimeField(_("taken in at"))
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    approved_at, approved_by = moment(_("put in force at")), person()
    ended_at, ended_by = moment(_("replaced at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=PowerListStatus, default=PowerListStatus.DRAFT
    )

    objects = PowerListQuerySet.as_manager()

    class Meta:
        verbose_name = _("power list")
        verbose_name_plural = _("power lists")
        constraints = [
            both_or_neither("power_list", "approved"),
            both_or_neither("power_list", "ended"),
            models.UniqueConstraint(
                name="one_power_list_in_force",
                fields=["region"],
                condition=Q(status="in_force"),
            ),
            models.CheckConstraint(
                name="power_list_put_in_force_by_somebody_else",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.document} #{self.pk}"

    def get_absolute_url(self):
        return reverse("inspections:power_list_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == PowerListStatus.DRAFT

    @property
    def is_in_force(self) -> bool:
        return self.status == PowerListStatus.IN_FORCE

    def totals(self) -> dict[str, tuple[int, int]]:
        """Each declared total beside what the list really holds."""
        powers = self.powers.all()
        return {
            "classes": (self.declared_classes, powers.values("kind").distinct().count()),
            "powers": (self.declared_powers, powers.count()),
            "duties": (self.declared_duties, Duty.objects.filter(power__in=powers).count()),
            "accountabilities": (
                self.declared_accountabilities,
                Accountability.objects.filter(power__in=powers).count(),
            ),
        }


class PowerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(power_list__in=PowerList.objects.visible_to(user))

    def in_force(self):
        return self.filter(power_list__status=PowerListStatus.IN_FORCE)

    def without_control(self, day):
        """Powers for which no measure of control is in force on that day."""
        controls = Control.objects.in_force(day).filter(power=OuterRef("pk"))
        return self.filter(~Exists(controls))


class Power(models.Model):
    """One power of a list, with its legal basis and who exercises it."""

    power_list = models.ForeignKey(
        PowerList, models.PROTECT, related_name="powers", verbose_name=_("power list")
    )
    kind = models.CharField(_("class"), max_length=20, choices=PowerKind)
    number = models.PositiveSmallIntegerField(_("no."))
    name = models.CharField(_("power"), max_length=200)
    sub_item = models.CharField(_("sub-item"), max_length=200, blank=True)
    basis = models.TextField(_("legal basis"))
    responsible = models.CharField(_("responsible body"), max_length=120)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_core = models.BooleanField(_("core power"), default=False)
    link = models.CharField(_("key link"), max_length=20, choices=KeyLink, blank=True)

    objects = PowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("power")
        verbose_name_plural = _("powers")
        ordering = ("power_list", "number")
        constraints = [
            models.UniqueConstraint(name="power_once_per_list", fields=["power_list", "number"]),
            models.CheckConstraint(name="power_is_cited", condition=~Q(basis="")),
        ]

    def __str__(self):
        return f"{self.number}. {self.name}{f' · {self.sub_item}' if self.sub_item else ''}"

    def get_absolute_url(self):
        return reverse("inspections:power_detail", args=[self.pk])


class OfPowerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(power__in=Power.objects.visible_to(user))


class Duty(models.Model):
    """What the body must do in one step of exercising a power (责任事项)."""

    power = models.ForeignKey(Power, models.PROTECT, related_name="duties")
    order = models.PositiveSmallIntegerField(_("no."))
    step = models.CharField(_("step"), max_length=20, choices=DutyStep)
    text = models.TextField(_("duty"))
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    objects = OfPowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ("power", "order")
        constraints = [
            models.UniqueConstraint(name="duty_once_per_power", fields=["power", "order"])
        ]

    def __str__(self):
        return f"{self.power.number}-{self.order} {self.text[:40]}"


class Accountability(models.Model):
    """When the body and its people answer for how a power was exercised (追责情形)."""

    power = models.ForeignKey(Power, models.PROTECT, related_name="accountabilities")
    order = models.PositiveSmallIntegerField(_("no."))
    situation = models.TextField(_("situation"))
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    objects = OfPowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("accountability situation")
        verbose_name_plural = _("accountability situations")
        ordering = ("power", "order")
        constraints = [
            models.UniqueConstraint(name="accountability_once_per_power", fields=["power", "order"])
        ]

    def __str__(self):
        return f"{self.power.number}-{self.order} {self.situation[:40]}"


class ControlQuerySet(OfPowerQuerySet):
    def in_force(self, day):
        return self.filter(effective_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gte=day))


class Control(models.Model):
    """A rule or measure that keeps a power in check (防控措施), in force for a time."""

    power = models.ForeignKey(Power, models.PROTECT, related_name="controls")
    title = models.CharField(_("measure"), max_length=200)
    document = models.CharField(_("document"), max_length=200)
    effective_on = models.DateField(_("effective on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = ControlQuerySet.as_manager()

    class Meta:
        verbose_name = _("control")
        verbose_name_plural = _("controls")
        constraints = [
            models.CheckConstraint(name="control_is_cited", condition=~Q(document="")),
            models.CheckConstraint(
                name="control_period_runs_forward",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("effective_on")),
            ),
        ]

    def __str__(self):
        return f"{self.title} {self.document} #{self.pk}"
