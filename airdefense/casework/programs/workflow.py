"""How a token of a program moves: it is in force until somebody withdraws it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import EVERY_CASE_ROLE, Role
from airdefense.casework.workflow import Workflow, step


class TokenStatus(models.TextChoices):
    IN_FORCE = "in_force", _("Usable")
    WITHDRAWN = "withdrawn", _("Withdrawn")


TOKEN_WORKFLOW = Workflow(
    step(
        "withdraw",
        _("Withdraw the token"),
        source=[TokenStatus.IN_FORCE],
        target=TokenStatus.WITHDRAWN,
        roles=(*EVERY_CASE_ROLE, Role.SECURITY_ADMIN),
        stamp="withdrawn_at",
        note_required=True,
        takes_back=True,
    ),
    tones={"in_force": "ok", "withdrawn": ""},
)
