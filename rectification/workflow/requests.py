"""How requests about a task move: more time, a rest, a contribution, a re-check."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import INSPECTION_TEAM, SYSTEM, Role
from airdefense.casework.workflow import Workflow, any_of, step
from rectification.workflow.statuses import (
    VERIFIERS,
    ContributionStatus,
    ExtensionStatus,
    RecheckStatus,
    SuspensionStatus,
)
from rectification.workflow.tasks import not_own_closure, not_own_unit


def not_own_request(extension, user):
    if extension.requested_by_id != user.pk:
        return None
    return _t("Who asks for more time does not grant it.")


EXTENSION_WORKFLOW = Workflow(
    step(
        "grant",
        _("Grant"),
        source=[ExtensionStatus.REQUESTED],
        target=ExtensionStatus.GRANTED,
        roles=VERIFIERS,
        objection=not_own_request,
        stamp="decided_at",
    ),
    step(
        "refuse",
        _("Refuse"),
        source=[ExtensionStatus.REQUESTED],
        target=ExtensionStatus.REFUSED,
        roles=VERIFIERS,
        objection=not_own_request,
        stamp="decided_at",
        note_required=True,
        takes_back=True,
    ),
    tones={"requested": "warn", "granted": "ok", "refused": "bad"},
)


SUSPENSION_WORKFLOW = Workflow(
    step(
        "grant",
        _("Grant"),
        source=[SuspensionStatus.REQUESTED],
        target=SuspensionStatus.GRANTED,
        roles=VERIFIERS,
        objection=not_own_request,
        stamp="decided_at",
    ),
    step(
        "refuse",
        _("Refuse"),
        source=[SuspensionStatus.REQUESTED],
        target=SuspensionStatus.REFUSED,
        roles=VERIFIERS,
        objection=not_own_request,
        stamp="decided_at",
        note_required=True,
        takes_back=True,
    ),
    step(
        "lift",
        _("End the suspension"),
        source=[SuspensionStatus.GRANTED],
        target=SuspensionStatus.ENDED,
        roles=VERIFIERS,
        stamp="ended_at",
        note_required=True,
        takes_back=True,
    ),
    step(
        "expire",
        _("Suspension expired"),
        source=[SuspensionStatus.GRANTED],
        target=SuspensionStatus.ENDED,
        roles=[SYSTEM],
        stamp="ended_at",
    ),
    tones={"requested": "warn", "granted": "run", "refused": "bad", "ended": ""},
)


def only_the_asked_unit(contribution, user):
    if Role.UNIT_CONTACT in user.roles_over([contribution.unit.path]):
        return None
    return _t("Only %(unit)s answers this.") % {"unit": contribution.unit}


def not_the_asked_unit(contribution, user):
    """The unit in the lead or an office takes its request back, not who was asked."""
    roles = user.roles_over(contribution.task.scope_paths)
    if roles.isdisjoint((Role.UNIT_CONTACT, *VERIFIERS)):
        return _t("Only %(unit)s answers this.") % {"unit": contribution.unit}
    return None


CONTRIBUTION_WORKFLOW = Workflow(
    step(
        "answer",
        _("Answer for our part"),
        source=[ContributionStatus.ASKED],
        target=ContributionStatus.ANSWERED,
        roles=[Role.UNIT_CONTACT],
        objection=only_the_asked_unit,
        stamp="answered_at",
        form_url="rectification:contribution_answer",
        note_required=True,
    ),
    step(
        "withdraw",
        _("Withdraw the request"),
        source=[ContributionStatus.ASKED],
        target=ContributionStatus.WITHDRAWN,
        roles=[Role.UNIT_CONTACT, *VERIFIERS],
        objection=not_the_asked_unit,
        stamp="withdrawn_at",
        note_required=True,
        takes_back=True,
    ),
    tones={"asked": "warn", "answered": "ok", "withdrawn": ""},
)


def not_closed_by_oneself(recheck, user):
    return not_own_closure(recheck.task, user)


def not_of_own_unit(recheck, user):
    return not_own_unit(recheck.task, user)


RECHECK_WORKFLOW = Workflow(
    step(
        "confirm",
        _("It holds"),
        source=[RecheckStatus.DRAWN],
        target=RecheckStatus.HOLDS,
        form_url="rectification:recheck_confirm",
        roles=(*VERIFIERS, *INSPECTION_TEAM),
        objection=any_of(not_of_own_unit, not_closed_by_oneself),
        stamp="checked_at",
        note_required=True,
    ),
    step(
        "reopen",
        _("Reopen the task"),
        source=[RecheckStatus.DRAWN],
        target=RecheckStatus.REOPENED,
        form_url="rectification:recheck_reopen",
        roles=(*VERIFIERS, *INSPECTION_TEAM),
        objection=any_of(not_of_own_unit, not_closed_by_oneself),
        stamp="checked_at",
        note_required=True,
        takes_back=True,
    ),
    tones={"drawn": "warn", "holds": "ok", "reopened": "bad"},
)
