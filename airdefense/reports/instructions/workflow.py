"""The steps of an instruction (批示、催办): given, answered, accepted or asked again."""

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed, NotPossible, Workflow, step

# Who instructs from a report, and who answers for the office instructed.
GIVERS = (
    Role.LEADERSHIP,
    Role.INSPECTION_OFFICE,
    Role.SUPERVISION_OFFICE,
    Role.APPROVING_LEADER,
)
OFFICES = (Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE)
ANSWERERS = (*OFFICES, Role.UNIT_CONTACT)


class InstructionStatus(models.TextChoices):
    GIVEN = "given", _("To be answered")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Finished")
    WITHDRAWN = "withdrawn", _("Taken back")


S = InstructionStatus


class InstructionWorkflow(Workflow):
    """Every objection here is about the person: such a step is not shown, and is not allowed."""

    def available(self, case, user):
        return [t for t in super().available(case, user) if not t.objection(case, user)]

    def check(self, case, name, user, note=""):
        try:
            return super().check(case, name, user, note)
        except NotPossible:
            if objection := self[name].objection(case, user):
                raise NotAllowed(objection) from None
            raise


def only_for_the_office(instruction, user):
    """Who answers holds an answering role over the office itself, and did not ask."""
    if instruction.given_by_id == user.pk:
        return _t("Who gave an instruction does not answer it.")
    if user.roles_over((instruction.office.path,)).isdisjoint(ANSWERERS):
        return _t("%(office)s answers this instruction.") % {"office": instruction.office}
    return None


def only_the_giver(instruction, user):
    """Who gave it; once that person works here no longer, whoever else may give instructions."""
    giver = instruction.given_by
    if giver.pk == user.pk:
        return None
    if giver.roles_over((instruction.region.path,)).isdisjoint(GIVERS):
        is_answering = instruction.office_id == user.organisation_id
        return _t("Somebody else settles what one's own office answers.") if is_answering else None
    return _t("Only who gave the instruction takes this step.")


INSTRUCTION_WORKFLOW = InstructionWorkflow(
    step(
        "answer",
        _("Answer it"),
        source=[S.GIVEN],
        target=S.ANSWERED,
        roles=ANSWERERS,
        objection=only_for_the_office,
        stamp="answered_at",
        note_required=True,
        form_url="reports:instruction_answer",
    ),
    step(
        "settle",
        _("Settle"),
        source=[S.ANSWERED],
        target=S.CLOSED,
        roles=GIVERS,
        objection=only_the_giver,
        stamp="closed_at",
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
        form_url="reports:instruction_ask",
    ),
    step(
        "withdraw",
        _("Withdraw the instruction"),
        source=[S.GIVEN],
        target=S.WITHDRAWN,
        roles=GIVERS,
        objection=only_the_giver,
        stamp="withdrawn_at",
        note_required=True,
        takes_back=True,
    ),
    tones={S.GIVEN: "warn", S.ANSWERED: "run", S.CLOSED: "ok", S.WITHDRAWN: ""},
)
