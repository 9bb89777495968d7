"""How a request for a role moves. One row per step."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import HEADS, Role, heads_for
from airdefense.casework.workflow import Workflow, any_of, step

DECIDERS = (Role.SECURITY_ADMIN, *HEADS)
PROPOSERS = (Role.SYSTEM_ADMIN, *DECIDERS)


class RequestStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


def three_people(request: Any, user: Any) -> str | None:
    if request.proposed_by_id == user.pk:
        return _t("Who proposed a role does not decide on it: a second person does.")
    if request.person_id == user.pk:
        return _t("Nobody decides on a role of his or her own.")
    return None


def one_is_security(request: Any, user: Any) -> str | None:
    """One of the two is a security administrator; the other may be the head of the office."""
    roles = user.roles_over(request.scope_paths)
    if Role.SECURITY_ADMIN in roles:
        return None
    if request.proposed_as != Role.SECURITY_ADMIN:
        return _t("A security administrator decides on what somebody else proposed.")
    if roles.isdisjoint(heads_for(request.role)):
        return _t("The head of another office answers for this role.")
    return None


def still_stands(request: Any, user: Any) -> str | None:
    """What the database would refuse, said before it does."""
    return request.objection()


def only_the_proposer(request: Any, user: Any) -> str | None:
    if request.proposed_by_id == user.pk:
        return None
    return _t("Only who proposed it takes it back.")


REQUEST_WORKFLOW = Workflow(
    step(
        "grant",
        _("Grant the role"),
        source=[RequestStatus.PROPOSED],
        target=RequestStatus.GRANTED,
        roles=DECIDERS,
        objection=any_of(three_people, one_is_security, still_stands),
        stamp="decided_at",
    ),
    step(
        "refuse",
        _("Refuse the role"),
        source=[RequestStatus.PROPOSED],
        target=RequestStatus.REFUSED,
        roles=DECIDERS,
        objection=any_of(three_people, one_is_security),
        stamp="decided_at",
        note_required=True,
        takes_back=True,
    ),
    step(
        "withdraw",
        _("Take back"),
        source=[RequestStatus.PROPOSED],
        target=RequestStatus.WITHDRAWN,
        roles=PROPOSERS,
        objection=only_the_proposer,
        stamp="decided_at",
        takes_back=True,
    ),
    tones={"proposed": "warn", "granted": "ok", "refused": "bad"},
)
