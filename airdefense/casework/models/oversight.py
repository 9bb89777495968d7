"""Waivers of case-quality checks, and the hand-over of a leaver's work."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import Role
from airdefense.casework.models.cases import Case, both_or_neither, moment, person
from airdefense.casework.oversight import (
    HAND_OVER_WORKFLOW,
    WAIVER_WORKFLOW,
    HandOverStatus,
    WaiverStatus,
)

USER = settings.AUTH_USER_MODEL
OFFICES = (Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE, Role.TEAM_LEADER)
# Who hands over the work of whoever leaves: of the commission, those who manage its people.
HANDING_OVER = (*OFFICES, Role.CASE_SUPERVISION, Role.OFFICE_DIRECTOR)


class WaiverQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The offices of the region, and who asked."""
        asked = Q(requested_by=user.pk) if user.is_authenticated and user.paths() else Q(pk=None)
        return self.filter(within(user, "region", OFFICES) | asked)

    def in_force(self, day):
        return self.filter(status=WaiverStatus.GRANTED, expires_on__gte=day)


class Waiver(Case):
    """A hit of a case-quality check that somebody accepts with a reason, until a day."""

    workflow = WAIVER_WORKFLOW
    event_labels = {"create": _("Waiver asked for")}
    step_view = "take_waiver_step"

    rule = models.CharField(_("rule"), max_length=10)
    case_type = models.CharField(max_length=60)
    case_id = models.PositiveBigIntegerField()
    region = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("region")
    )
    reason = models.TextField(_("reason"))
    expires_on = models.DateField(_("until"))
    requested_at = models.DateTimeField(_("asked at"))
    requested_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_at, decided_by = moment(_("decided at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=WaiverStatus, default=WaiverStatus.REQUESTED
    )

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints = [
            both_or_neither("waiver", "decided"),
            models.UniqueConstraint(
                name="one_waiver_at_a_time",
                fields=["rule", "case_type", "case_id"],
                condition=Q(status="requested"),
            ),
            models.CheckConstraint(
                name="waiver_decided_by_somebody_else",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
            ),
        ]

    def __str__(self):
        return f"{self.rule} · {self.case_type} {self.case_id} #{self.pk}"

    def get_absolute_url(self):
        return reverse("casework:waiver_detail", args=[self.pk])

    def may_attach(self, user) -> bool:
        return False


class HandOverQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who gives, who takes, who made it; and the offices and team leaders over the giver's
        body, where no compartmented work is on the list."""
        if not user.is_authenticated or not user.paths():
            return self.none()
        near = within(user, "giver__organisation", OFFICES)
        hands = Q(giver=user) | Q(taker=user) | Q(made_by=user)
        return self.filter(hands | (near & Q(is_compartmented=False)))


class HandOver(Case):
    """The work of one person handed to another with a list; the taker signs for it (交接)."""

    workflow = HAND_OVER_WORKFLOW
    event_labels = {"create": _("Work handed over")}
    step_view = "take_hand_over_step"

    giver = models.ForeignKey(
        USER, models.PROTECT, related_name="handed_over", verbose_name=_("who leaves")
    )
    taker = models.ForeignKey(
        USER, models.PROTECT, related_name="taken_over", verbose_name=_("who takes over")
    )
    reason = models.CharField(_("reason"), max_length=200)
    # One entry for each case handed on: its kind, number and link.
    items = models.JSONField(_("handed over"), default=list)
    # Work that others may not know of is on the list: it is for those who handed it over.
    is_compartmented = models.BooleanField(default=False, editable=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("made by"))
    accepted_at, accepted_by = moment(_("signed for at")), person()
    status = models.CharField(
        _("status"), max_length=20, choices=HandOverStatus, default=HandOverStatus.MADE
    )

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [
            both_or_neither("hand_over", "accepted"),
            models.CheckConstraint(
                name="hand_over_to_somebody_else", condition=~Q(giver=F("taker"))
            ),
        ]

    def __str__(self):
        return f"{self.giver} → {self.taker} #{self.pk}"

    def get_absolute_url(self):
        return reverse("casework:hand_over_detail", args=[self.pk])

    @property
    def region(self):
        return self.giver.organisation

    @property
    def scope_paths(self):
        """The taker's own roles count: two of one team may answer for different counties."""
        return (self.region.path, *self.taker.paths())

    def may_attach(self, user) -> bool:
        return False
