"""How a waiver of a quality check and a hand-over of work move. One row per step."""

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import EVERY_CASE_ROLE, Role
from airdefense.casework.workflow import Workflow, step

DECIDERS = (Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE)


class WaiverStatus(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class HandOverStatus(models.TextChoices):
    MADE = "made", _("To be signed for")
    ACCEPTED = "accepted", _("Signed for")


def not_own_waiver(waiver, user):
    if waiver.requested_by_id != user.pk:
        return None
    return _t("Who asks for a waiver does not grant it.")


def only_the_taker(hand_over, user):
    if hand_over.taker_id == user.pk:
        return None
    return _t("Only %(person)s signs for what was handed over.") % {"person": hand_over.taker}


WAIVER_WORKFLOW = Workflow(
    step(
        "grant",
        _("Grant the waiver"),
        source=[WaiverStatus.REQUESTED],
        target=WaiverStatus.GRANTED,
        roles=DECIDERS,
        objection=not_own_waiver,
        stamp="decided_at",
    ),
    step(
        "refuse",
        _("Refuse the waiver"),
        source=[WaiverStatus.REQUESTED],
        target=WaiverStatus.REFUSED,
        roles=DECIDERS,
        objection=not_own_waiver,
        stamp="decided_at",
        note_required=True,
        takes_back=True,
    ),
    tones={"requested": "warn", "granted": "ok", "refused": "bad"},
)

HAND_OVER_WORKFLOW = Workflow(
    step(
        "accept",
        _("Sign for it"),
        source=[HandOverStatus.MADE],
        target=HandOverStatus.ACCEPTED,
        roles=EVERY_CASE_ROLE,
        objection=only_the_taker,
        stamp="accepted_at",
    ),
    tones={"made": "warn", "accepted": "ok"},
)
