"""The steps of a public statement: drafted, approved by somebody else, withdrawn."""

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import Workflow, any_of, step

DRAFTERS = (Role.INSPECTION_OFFICE,)
APPROVERS = (Role.LEADERSHIP, Role.APPROVING_LEADER)


class StatementStatus(models.TextChoices):
    DRAFTED = "drafted", _("Drafted")
    APPROVED = "approved", _("Approved for publication")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = StatementStatus


def not_the_drafter(statement, user):
    if statement.drafted_by_id == user.pk:
        return _t("Somebody else approves what one has drafted.")
    return None


def not_corrected_since(statement, user):
    if statement.is_outdated:
        return _t("The report was corrected since: take its last revision into the draft first.")
    return None


def sees_what_is_published(statement, user):
    """Small numbers of leads become public by this step; who decides it must know them."""
    if statement.withholds_from(user):
        return _t(
            "It tells numbers of leads too small for your role: the approving leader of the "
            "commission decides whether they become public."
        )
    return None


STATEMENT_WORKFLOW = Workflow(
    step(
        "approve",
        _("Approve for publication"),
        source=[S.DRAFTED],
        target=S.APPROVED,
        roles=APPROVERS,
        objection=any_of(not_the_drafter, not_corrected_since, sees_what_is_published),
        stamp="approved_at",
    ),
    step(
        "withdraw",
        _("Withdraw it"),
        source=[S.DRAFTED, S.APPROVED],
        target=S.WITHDRAWN,
        roles=(*DRAFTERS, *APPROVERS),
        stamp="withdrawn_at",
        note_required=True,
        takes_back=True,
    ),
    tones={S.DRAFTED: "run", S.APPROVED: "ok", S.WITHDRAWN: ""},
)
