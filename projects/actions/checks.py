"""What every write of the ledger asks first; each refusal says what would make it possible."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed, NotPossible
from projects.actions.after import look_again
from projects.models import Project
from projects.workflow import ProjectStatus

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 12


def check_clerk(user: Any, *paths: str) -> None:
    """Only a data clerk whose reach covers one of these organisation paths keeps the ledger."""
    if Role.DATA_CLERK not in user.roles_over(paths):
        raise NotAllowed(_("Only a data clerk of this region keeps the ledger."))


def exact(amount: Any) -> Decimal:
    """An amount of zero or more in yuan and fen; nothing is rounded in silence."""
    if not isinstance(amount, int | Decimal) or isinstance(amount, bool):
        raise NotPossible(_("Enter the amount as an exact decimal number of yuan."))
    value = Decimal(amount)
    if not value.is_finite() or not 0 <= value < LARGEST or value != value.quantize(CENT):
        raise NotPossible(_("Enter an amount in yuan with at most two decimals, not negative."))
    return value.quantize(CENT)


def positive(amount: Any) -> Decimal:
    value = exact(amount)
    if not value:
        raise NotPossible(_("Enter an amount above zero."))
    return value


def not_after(day: date, at: datetime) -> date:
    """A fact is recorded on its day or later, never before it happened."""
    if day > timezone.localdate(at):
        raise NotPossible(_("%(day)s has not come yet: enter a day up to today.") % {"day": day})
    return day


def not_before(day: date, earliest: date) -> date:
    if day < earliest:
        raise NotPossible(
            _("%(day)s lies before %(earliest)s, the day of the payment: enter a later day.")
            % {"day": day, "earliest": earliest}
        )
    return day


def said(text: str, sentence: str) -> str:
    """A text that must say something."""
    if not text.strip():
        raise NotPossible(sentence)
    return text.strip()


def lock(project: Project) -> Project:
    """The project, held until the transaction ends: all money of a project moves one by one.

    Whoever holds it writes about it, so it is screened and compared again after the commit.
    """
    held = (
        Project.objects.select_related("region", "authority", "developer")
        .select_for_update(of=("self",))
        .get(pk=project.pk)
    )
    if held.status == ProjectStatus.WITHDRAWN:
        raise NotPossible(_("%(project)s is withdrawn: reinstate it first.") % {"project": held})
    look_again([held.pk])
    return held


def lock_for_correction(project: Project) -> Project:
    """The project, held, while its facts may still be changed."""
    held = lock(project)
    check_correctable(held)
    return held


def check_correctable(project: Project) -> None:
    if not project.is_correctable:
        raise NotPossible(
            _("%(project)s is “%(status)s”: reopen it for correction first.")
            % {"project": project, "status": project.get_status_display()}
        )
