"""The steps of an instruction (批示、催办): given, answered, accepted or asked again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import Workflow, step

# Who instructs from a report, and who answers for the office instructed.
GIVERS = (
    Role.LEADERSHIP,
    Role.INSPECTION_OFFICE,
    Role.SUPERVISION_OFFICE,
    Role.APPROVING_LEADER,
)
ANSWERERS = (
    Role.INSPECTION_OFFICE,
    Role.SUPERVISION_OFFICE,
    Role.UNIT_CONTACT,
)


class InstructionStatus(models.TextChoices):
    GIVEN = "given", _("To be answered")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Settled")
    WITHDRAWN = "withdrawn", _("Taken back")


S = InstructionStatus


def only_the_giver(instruction, user):
    if instruction.given_by_id == user.pk:
        return None
    return _("Only who gave the instruction takes this step.")


INSTRUCTION_WORKFLOW = Workflow(
    step(
        "answer",
        _("Answer"),
        source=[S.GIVEN],
        target=S.ANSWERED,
        roles=ANSWERERS,
        stamp="answered",
        note_required=True,
    ),
    step(
        "ask_again",
        _("Ask again"),
        source=[S.ANSWERED],
        target=S.GIVEN,
        roles=GIVERS,
        objection=only_the_giver,
        note_required=True,
        takes_back=True,
    ),
    step(
        "settle",
        _("Settle"),
        source=[S.ANSWERED],
        target=S.CLOSED,
        roles=GIVERS,
        objection=only_the_giver,
        stamp="closed",
    ),
    step(
        "withdraw",
        _("Take back"),
        source=[S.GIVEN],
        target=S.WITHDRAWN,
        roles=GIVERS,
        objection=only_the_giver,
        stamp="withdrawn",
        note_required=True,
        takes_back=True,
    ),
    tones={S.GIVEN: "warn", S.ANSWERED: "run", S.CLOSED: "ok", S.WITHDRAWN: ""},
)
