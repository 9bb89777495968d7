"""A role that somebody is to have: proposed by one person, decided on by another."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, RoleGrant, covered, of_house
from airdefense.accounts.roles import Role
from airdefense.casework.models import Case, both_or_neither, moment
from airdefense.casework.models import person as hand
from airdefense.people.clashes import clash
from airdefense.people.workflow import REQUEST_WORKFLOW, RequestStatus

USER = settings.AUTH_USER_MODEL


class GrantRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Administrators within the reach of their role, heads of office for the roles of their
        house, who proposed it, and whom it is about."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        own = Q(person=user) | Q(proposed_by=user)
        return self.filter(covered(user, "scope") | of_house(user, "scope") | own)

    def open(self):
        return self.filter(status=RequestStatus.PROPOSED)


class GrantRequest(Case):
    """Somebody proposes that a person holds a role over a place for a time."""

    workflow = REQUEST_WORKFLOW
    event_labels = {"propose": _("Proposed")}
    step_view = "take_request_step"

    person = models.ForeignKey(
        USER, models.PROTECT, related_name="role_requests", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    scope = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("scope")
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    # In which role it was proposed: who decides depends on it, and people change.
    proposed_as = models.CharField(_("proposed as"), max_length=20, choices=Role)
    decided_at, decided_by = moment(_("decided at")), hand(verbose_name=_("decision by"))
    status = models.CharField(
        _("status"), max_length=20, choices=RequestStatus, default=RequestStatus.PROPOSED
    )
    grant = models.OneToOneField(
        RoleGrant, models.PROTECT, null=True, blank=True, related_name="request", editable=False
    )

    objects = GrantRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a role")
        verbose_name_plural = _("requests for roles")
        constraints = [
            both_or_neither("grant_request", "decided"),
            models.CheckConstraint(
                name="grant_request_runs_forward",
                condition=Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="grant_request_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="grant_request_decided_by_second_person",
                condition=~Q(status__in=["granted", "refused"])
                | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("person"))),
            ),
            models.CheckConstraint(
                name="grant_request_is_not_for_oneself", condition=~Q(proposed_by=F("person"))
            ),
            models.CheckConstraint(
                name="granted_request_has_its_grant",
                condition=Q(status="granted", grant__isnull=False)
                | (~Q(status="granted") & Q(grant=None)),
            ),
            models.UniqueConstraint(
                name="one_open_request_per_role_and_scope",
                fields=["person", "role", "scope"],
                condition=Q(status="proposed"),
            ),
        ]

    def __str__(self):
        return f"{self.person} · {self.get_role_display()} · {self.scope} #{self.pk}"

    def get_absolute_url(self):
        return reverse("people:request_detail", args=[self.pk])

    @property
    def region(self) -> Any:
        return self.scope

    def may_attach(self, user: Any) -> bool:
        return False

    def objection(self) -> str | None:
        """What stands against the grant today, in a sentence; once it is made, nothing does."""
        if self.grant_id is not None:
            return None
        return clash(self.person, self.role, self.scope, self.valid_from, self.valid_until)
