"""Where a lead, a case and a transfer stand, how leads are handled, and who signs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role


class LeadStatus(models.TextChoices):
    TRANSFERRED = "transferred", _("Transferred, awaiting receipt")
    RETURNED = "returned", _("Returned to sender")
    REGISTERED = "registered", _("In the register")
    ASSIGNED = "assigned", _("Assigned")
    PROPOSED = "proposed", _("Disposal proposed")
    IN_DISPOSAL = "in_disposal", _("In disposal")
    HELD = "held", _("Held for later check")
    DISPOSED = "disposed", _("Disposed")
    MERGED = "merged", _("Merged into another lead")
    VOIDED = "voided", _("Void")


class CaseStatus(models.TextChoices):
    PROPOSED = "proposed", _("Filing proposed")
    INVESTIGATION = "investigation", _("Under investigation")
    TRIAL = "trial", _("In trial")
    CONCLUDED = "concluded", _("Concluded")
    REJECTED = "rejected", _("Filing not approved")
    WITHDRAWN = "withdrawn", _("Case withdrawn")


class TransferStatus(models.TextChoices):
    PREPARED = "prepared", _("Being prepared")
    SENT = "sent", _("Sent, awaiting receipt")
    SIGNED = "signed", _("Receipt signed")
    RETURNED = "returned", _("Returned to sender")


class HandlingWay(models.TextChoices):
    """自办、转办、交办、督办、协办 (domain §3.2)."""

    OWN = "own", _("Handled here")
    PASSED_ON = "passed_on", _("Passed on")
    ASSIGNED_DOWN = "assigned_down", _("Assigned to a lower level")
    SUPERVISED = "supervised", _("Supervised")
    ASSISTED = "assisted", _("Assisted")


class DisposalMethod(models.TextChoices):
    """The four methods (domain §3.2)."""

    TALK_LETTER = "TALK_LETTER", _("Talk or letter inquiry")
    PRELIM_CHECK = "PRELIM_CHECK", _("Preliminary check")
    HOLD = "HOLD", _("Held for later check")
    CLOSE = "CLOSE", _("Closed")


# Whoever signs a form of approval above the desk.
SIGNERS = (Role.APPROVING_LEADER, Role.OFFICE_DIRECTOR, Role.SECRETARY)
