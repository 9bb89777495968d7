"""How a request for a role moves. One row per step."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import HEADS, Role, heads_for
from airdefense.casework.workflow import Workflow, any_of, only_the_proposer, step

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
        _("Take the request back"),
        source=[RequestStatus.PROPOSED],
        target=RequestStatus.WITHDRAWN,
        roles=PROPOSERS,
        objection=only_the_proposer,
        stamp="decided_at",
        takes_back=True,
    ),
    tones={"proposed": "warn", "granted": "ok", "refused": "bad"},
)


class NarrowingStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    IN_FORCE = "in_force", _("In force")
    ENDING = "ending", _("End proposed")
    ENDED = "ended", _("Ended")
    REFUSED = "refused", _("Refused")


# While its end is only proposed, it counts on.
COUNTING = (NarrowingStatus.IN_FORCE, NarrowingStatus.ENDING)


def second_person(narrowing: Any, user: Any) -> str | None:
    if narrowing.proposed_by_id == user.pk:
        return _t("Who proposed it does not put it in force: a second person does.")
    return None


def one_of_two_is_security(narrowing: Any, user: Any) -> str | None:
    roles = user.roles_over(narrowing.scope_paths)
    if Role.SECURITY_ADMIN in roles or narrowing.proposed_as == Role.SECURITY_ADMIN:
        return None
    return _t("A security administrator decides on what somebody else proposed.")


def leaves_somebody(narrowing: Any, user: Any) -> str | None:
    return narrowing.objection()


def second_to_end_it(narrowing: Any, user: Any) -> str | None:
    if narrowing.ending_by_id == user.pk:
        return _t("Who proposed the end does not decide on it: a second person does.")
    return None


NARROWING_WORKFLOW = Workflow(
    step(
        "put_in_force",
        _("Put in force"),
        source=[NarrowingStatus.PROPOSED],
        target=NarrowingStatus.IN_FORCE,
        roles=DECIDERS,
        objection=any_of(second_person, one_of_two_is_security, leaves_somebody),
        stamp="approved_at",
    ),
    step(
        "refuse",
        _("Turn down"),
        source=[NarrowingStatus.PROPOSED],
        target=NarrowingStatus.REFUSED,
        roles=DECIDERS,
        note_required=True,
        takes_back=True,
    ),
    step(
        "propose_end",
        _("Propose the end"),
        source=[NarrowingStatus.IN_FORCE],
        target=NarrowingStatus.ENDING,
        roles=DECIDERS,
        stamp="ending_at",
        note_required=True,
        takes_back=True,
    ),
    step(
        "end",
        _("End"),
        source=[NarrowingStatus.ENDING],
        target=NarrowingStatus.ENDED,
        roles=(Role.SECURITY_ADMIN,),
        objection=second_to_end_it,
        stamp="ended_at",
        takes_back=True,
    ),
    step(
        "keep",
        _("Keep in force"),
        source=[NarrowingStatus.ENDING],
        target=NarrowingStatus.IN_FORCE,
        roles=DECIDERS,
        note_required=True,
    ),
    tones={"proposed": "warn", "in_force": "ok", "ending": "warn", "refused": "bad"},
)
