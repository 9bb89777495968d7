"""The statuses of what stands in rectification, and who verifies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role

VERIFIERS = (Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE)


class TaskStatus(models.TextChoices):
    ISSUED = "issued", _("Plan awaited")
    RECTIFYING = "rectifying", _("Being rectified")
    SUBMITTED = "submitted", _("Handed in for review")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")
    CLOSED = "closed", _("Closed out")
    REOPENED = "reopened", _("Reopened")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Nothing is to be done any more.
SETTLED = (TaskStatus.CLOSED, TaskStatus.WITHDRAWN)
OPEN_STATUSES = tuple(status for status in TaskStatus if status not in SETTLED)
# The unit has to move next; more time can be asked for in these only.
OPEN_TO_UNIT = (
    TaskStatus.ISSUED,
    TaskStatus.RECTIFYING,
    TaskStatus.RETURNED,
    TaskStatus.REOPENED,
)
# Where a unit may hand in what it did.
SUBMITTABLE = (TaskStatus.RECTIFYING, TaskStatus.RETURNED, TaskStatus.REOPENED)


class ExtensionStatus(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class SuspensionStatus(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Suspension over")


class ContributionStatus(models.TextChoices):
    ASKED = "asked", _("Contribution awaited")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RecheckStatus(models.TextChoices):
    DRAWN = "drawn", _("To be re-checked")
    HOLDS = "holds", _("Close-out holds")
    REOPENED = "reopened", _("Reopened")


class InstrumentStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Issued")
    REPLIED = "replied", _("Replied")
    CONCLUDED = "concluded", _("Concluded")
    VOID = "void", _("Void")
