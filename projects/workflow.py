"""How an entry of the project ledger moves, and who may move it. One row per step."""

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import Workflow, step

# The events by which facts come into an entry.
ENTRIES = ("create", "edit", "add_building", "edit_building", "remove_building")


class ProjectStatus(models.TextChoices):
    RECORDED = "recorded", _("To be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def needs_a_building(project, user):
    if project.buildings.exists():
        return None
    return _t("Add at least one building before the project is confirmed.")


def not_own_entry(project, user):
    """Second person (domain §8.2): who keyed or corrected an entry does not confirm it."""
    since = {"happened_at__gte": project.confirmed_at} if project.confirmed_at else {}
    own = Event.objects.of(project).filter(actor=user, name__in=ENTRIES, **since)
    if (project.recorded_by_id != user.pk or since) and not own.exists():
        return None
    return _t("Whoever recorded a project does not confirm it: a second clerk does.")


def confirmable(project, user):
    return not_own_entry(project, user) or needs_a_building(project, user)


PROJECT_WORKFLOW = Workflow(
    step(
        "confirm",
        _("Confirm"),
        source=[ProjectStatus.RECORDED],
        target=ProjectStatus.CONFIRMED,
        roles=[Role.DATA_CLERK],
        objection=confirmable,
        stamp="confirmed_at",
    ),
    step(
        "reopen",
        _("Reopen for correction"),
        source=[ProjectStatus.CONFIRMED],
        target=ProjectStatus.RECORDED,
        roles=[Role.DATA_CLERK],
        note_required=True,
        takes_back=True,
    ),
    step(
        "withdraw",
        _("Withdraw"),
        source=[ProjectStatus.RECORDED, ProjectStatus.CONFIRMED],
        target=ProjectStatus.WITHDRAWN,
        roles=[Role.DATA_CLERK],
        note_required=True,
        takes_back=True,
    ),
    step(
        "reinstate",
        _("Reinstate"),
        source=[ProjectStatus.WITHDRAWN],
        target=ProjectStatus.RECORDED,
        roles=[Role.DATA_CLERK],
        note_required=True,
    ),
    tones={"recorded": "warn", "confirmed": "ok", "withdrawn": ""},
)
