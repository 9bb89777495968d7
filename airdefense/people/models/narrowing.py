"""What an installation takes away from a role. It never adds: what is not in the product's tables
no row can give."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, covered, within
from airdefense.accounts.roles import ADMINISTRATORS, HEADS, Role
from airdefense.casework.models import Case, both_or_neither, moment, person
from airdefense.people.matrix import actions
from airdefense.people.workflow import COUNTING, NARROWING_WORKFLOW, NarrowingStatus

USER = settings.AUTH_USER_MODEL


def roots(path: str) -> list[str]:
    """The paths of all that a place lies in, itself included."""
    codes = path.rstrip(".").split(".")
    return [".".join(codes[:count]) + "." for count in range(1, len(codes) + 1)]


class NarrowingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The administrators and heads of office whose reach meets the place of the row."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        places = [g.scope.path for g in user.grants if g.role in (*ADMINISTRATORS, *HEADS)]
        above = Q(scope__path__in={root for path in places for root in roots(path)})
        return self.filter(covered(user, "scope") | within(user, "scope", HEADS) | above)

    def counting(self, day: date):
        """What is taken away on a day."""
        return self.filter(status__in=COUNTING, effective_from__lte=day)


class Narrowing(Case):
    """One step of one kind of case, taken from one role for the cases of a body and below."""

    workflow = NARROWING_WORKFLOW
    event_labels = {"propose": _("Proposed")}
    step_view = "take_narrowing_step"

    role = models.CharField(_("role"), max_length=20, choices=Role)
    case_type = models.CharField(_("kind of case"), max_length=60)
    step = models.CharField(_("step"), max_length=60)
    scope = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("cases of")
    )
    effective_from = models.DateField(_("effective from"))
    document = models.CharField(_("document"), max_length=200)
    status = models.CharField(
        _("status"), max_length=20, choices=NarrowingStatus, default=NarrowingStatus.PROPOSED
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_as = models.CharField(_("proposed as"), max_length=20, choices=Role)
    approved_at, approved_by = moment(_("put in force at")), person()
    ending_at, ending_by = moment(_("end proposed at")), person()
    ended_at, ended_by = moment(_("ended at")), person()

    objects = NarrowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("narrowed role")
        verbose_name_plural = _("narrowed roles")
        constraints = [
            both_or_neither("narrowing", "approved"),
            both_or_neither("narrowing", "ending"),
            both_or_neither("narrowing", "ended"),
            models.CheckConstraint(name="narrowing_is_cited", condition=~Q(document="")),
            models.CheckConstraint(
                name="narrowing_in_force_by_second_person",
                condition=~Q(status__in=["in_force", "ending", "ended"])
                | (Q(approved_at__isnull=False) & ~Q(approved_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="narrowing_ended_by_second_person",
                condition=~Q(status="ended")
                | (Q(ended_at__isnull=False) & ~Q(ended_by=F("ending_by"))),
            ),
            models.UniqueConstraint(
                name="one_narrowing_at_a_time",
                fields=["role", "case_type", "step", "scope"],
                condition=Q(status__in=["proposed", "in_force", "ending"]),
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} · {self.case_type} {self.step} #{self.pk}"

    def get_absolute_url(self):
        return reverse("people:narrowing_detail", args=[self.pk])

    @property
    def region(self) -> Any:
        return self.scope

    @property
    def key(self) -> str:
        return f"{self.case_type}:{self.step}"

    def may_attach(self, user: Any) -> bool:
        return False

    def objection(self) -> str | None:
        """A step that nobody could take any more would leave its cases lying."""
        action = actions().get(self.key)
        if action is None or self.role not in action.roles:
            return _t("The product gives this step to no such role.")
        above = Narrowing.objects.filter(
            case_type=self.case_type, step=self.step, status__in=COUNTING
        ).select_related("scope")
        gone = {
            row.role
            for row in above
            if row.scope.path.startswith(self.scope.path)
            or self.scope.path.startswith(row.scope.path)
        }
        if action.roles - gone - {self.role}:
            return None
        return _t("Then nobody could take this step any more: leave it to one role at least.")
