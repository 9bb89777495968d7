"""How a package of leads is transferred, and who signs for it."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import Workflow, any_of, step
from leads.workflow.statuses import LeadStatus, TransferStatus


def has_entries(package, user):
    if package.entries.standing().exists():
        return None
    return _t("Put at least one lead on the list of the package.")


def not_the_preparer(package, user):
    if package.is_paper or package.prepared_by_id != user.pk:
        return None
    return _t("You prepared this package: the leader of the sending body approves it.")


def only_its_approver(package, user):
    """Of a paper letter the approval is on the paper; who keyed it enters it into the register."""
    allowed = package.prepared_by_id if package.is_paper else package.approver_id
    if allowed == user.pk:
        return None
    if package.is_paper:
        return _t("Only who keyed this letter enters it.")
    return _t("Only the leader named on the package approves and sends it.")


def has_leads_left(package, user):
    if package.leads.filter(status=LeadStatus.TRANSFERRED).exists():
        return None
    return _t("Every lead of this package was returned: return the package.")


def not_its_sender(package, user):
    if user.pk not in (package.prepared_by_id, package.sent_by_id):
        return None
    return _t("You sent this package: somebody else signs for its receipt.")


TRANSFER_WORKFLOW = Workflow(
    step(
        "send",
        _("Approve and send"),
        source=[TransferStatus.PREPARED],
        target=TransferStatus.SENT,
        roles=[Role.TEAM_LEADER, Role.INSPECTION_OFFICE, Role.CASE_SUPERVISION],
        objection=any_of(has_entries, not_the_preparer, only_its_approver),
        stamp="sent_at",
        note_required=True,
    ),
    step(
        "sign",
        _("Sign for receipt"),
        source=[TransferStatus.SENT],
        target=TransferStatus.SIGNED,
        roles=[Role.CASE_SUPERVISION],
        objection=any_of(not_its_sender, has_leads_left),
        stamp="signed_at",
    ),
    step(
        "return_package",
        _("Return to sender"),
        source=[TransferStatus.SENT],
        target=TransferStatus.RETURNED,
        roles=[Role.CASE_SUPERVISION],
        objection=not_its_sender,
        stamp="returned_at",
        note_required=True,
        takes_back=True,
    ),
    tones={"prepared": "", "sent": "warn", "signed": "ok", "returned": "bad"},
)
