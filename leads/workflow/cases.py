"""How a case moves, and who may move it."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import Workflow, any_of, step
from leads.workflow.objections import not_the_handler, only_the_approver, only_the_handler
from leads.workflow.statuses import SIGNERS, CaseStatus


def needs_a_party(case, user):
    if case.persons.exists() or case.organisation_subject:
        return None
    return _t("Name at least one person, or the organisation investigated.")


def only_who_signs_the_filing(case, user):
    signs = case.lead.signatories.filter(user=user).exists()
    if case.approver_id == user.pk or signs:
        return None
    return _t("Only the leader before whom this lead was put decides it.")


def filing_in_turn(case, user):
    form = case.approval_forms.filter(matter="filing", concluded_at=None).first()
    awaited = form.awaited() if form else user
    if awaited == user:
        return None
    return _t("The signature of %(person)s comes first.") % {"person": awaited}


def only_who_tries_or_approves(case, user):
    if user.pk in (case.approver_id, case.trial_officer_id):
        return None
    return _t("Only the trial officer of the case or the leader before whom it is takes this step.")


def needs_a_decided_trial(case, user):
    """Where a trial officer was named, the collective deliberation comes first (监察法 Art. 51)."""
    if case.trial_officer_id is None:
        return None
    ended = case.trials.filter(result="decided", ended_at__gte=case.sent_to_trial_at)
    if ended.exists():
        return None
    return _t("The trial officer has not recorded the decided trial yet.")


def nobody_is_detained(case, user):
    if not case.detentions.filter(ended_on=None).exists():
        return None
    return _t("A person of this case is in detention: record its end first.")


def has_no_outcome(case, user):
    if not case.outcomes.filter(revoked_on=None).exists():
        return None
    return _t("An outcome stands in this case: it is concluded, not withdrawn.")


CASE_WORKFLOW = Workflow(
    step(
        "approve_filing",
        _("Approve filing"),
        source=[CaseStatus.PROPOSED],
        target=CaseStatus.INVESTIGATION,
        roles=SIGNERS,
        objection=any_of(only_who_signs_the_filing, not_the_handler, filing_in_turn, needs_a_party),
        stamp="filed_at",
        note_required=True,
    ),
    step(
        "reject_filing",
        _("Do not approve filing"),
        source=[CaseStatus.PROPOSED],
        target=CaseStatus.REJECTED,
        roles=SIGNERS,
        objection=any_of(only_who_signs_the_filing, not_the_handler, filing_in_turn),
        stamp="rejected_at",
        note_required=True,
        takes_back=True,
    ),
    step(
        "send_to_trial",
        _("Send to trial"),
        source=[CaseStatus.INVESTIGATION],
        target=CaseStatus.TRIAL,
        roles=[Role.CASE_OFFICER],
        objection=only_the_handler,
        stamp="sent_to_trial_at",
        note_required=True,
        form_url="leads:trial_new",
    ),
    step(
        "send_back",
        _("Send back for supplement"),
        source=[CaseStatus.TRIAL],
        target=CaseStatus.INVESTIGATION,
        roles=[Role.APPROVING_LEADER, Role.TRIAL_OFFICER],
        objection=only_who_tries_or_approves,
        note_required=True,
        takes_back=True,
    ),
    step(
        "conclude",
        _("Conclude the case"),
        source=[CaseStatus.TRIAL],
        target=CaseStatus.CONCLUDED,
        roles=[Role.APPROVING_LEADER],
        objection=any_of(only_the_approver, needs_a_decided_trial, nobody_is_detained),
        stamp="concluded_at",
        note_required=True,
    ),
    step(
        "withdraw",
        _("Withdraw the case"),
        source=[CaseStatus.INVESTIGATION, CaseStatus.TRIAL],
        target=CaseStatus.WITHDRAWN,
        roles=[Role.APPROVING_LEADER],
        objection=any_of(only_the_approver, has_no_outcome, nobody_is_detained),
        stamp="withdrawn_at",
        note_required=True,
        takes_back=True,
    ),
    tones={
        "proposed": "warn",
        "investigation": "run",
        "trial": "run",
        "concluded": "ok",
        "rejected": "",
        "withdrawn": "",
    },
)
