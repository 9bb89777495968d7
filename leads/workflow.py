"""How a problem lead and a case move, and who may move them. One row per step."""

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import Workflow, any_of, step


class LeadStatus(models.TextChoices):
    TRANSFERRED = "transferred", _("Transferred, awaiting receipt")
    RETURNED = "returned", _("Returned to sender")
    REGISTERED = "registered", _("In the register")
    ASSIGNED = "assigned", _("Assigned")
    PROPOSED = "proposed", _("Disposal proposed")
    IN_DISPOSAL = "in_disposal", _("In disposal")
    HELD = "held", _("Held for later check")
    DISPOSED = "disposed", _("Disposed")
    MERGED = "merged", _("Merged into another lead")
    VOIDED = "voided", _("Void")


class CaseStatus(models.TextChoices):
    PROPOSED = "proposed", _("Filing proposed")
    INVESTIGATION = "investigation", _("Under investigation")
    TRIAL = "trial", _("In trial")
    CONCLUDED = "concluded", _("Concluded")
    REJECTED = "rejected", _("Filing not approved")
    WITHDRAWN = "withdrawn", _("Case withdrawn")


class TransferStatus(models.TextChoices):
    PREPARED = "prepared", _("Being prepared")
    SENT = "sent", _("Sent, awaiting receipt")
    SIGNED = "signed", _("Receipt signed")
    RETURNED = "returned", _("Returned to sender")


class HandlingWay(models.TextChoices):
    """自办、转办、交办、督办、协办 (domain §3.2)."""

    OWN = "own", _("Handled here")
    PASSED_ON = "passed_on", _("Passed on")
    ASSIGNED_DOWN = "assigned_down", _("Assigned to a lower level")
    SUPERVISED = "supervised", _("Supervised")
    ASSISTED = "assisted", _("Assisted")


class DisposalMethod(models.TextChoices):
    """The four methods (domain §3.2)."""

    TALK_LETTER = "TALK_LETTER", _("Talk or letter inquiry")
    PRELIM_CHECK = "PRELIM_CHECK", _("Preliminary check")
    HOLD = "HOLD", _("Held for later check")
    CLOSE = "CLOSE", _("Closed")


# Whoever signs a form of approval above the desk.
SIGNERS = (Role.APPROVING_LEADER, Role.OFFICE_DIRECTOR, Role.SECRETARY)


def needs_handler(lead, user):
    if lead.handler_id and lead.approver_id:
        return None
    return _t("Name a case officer and an approving leader.")


def only_the_handler(lead, user):
    if lead.handler_id == user.pk:
        return None
    return _t("Only the case officer assigned to this lead takes this step.")


def only_the_approver(lead, user):
    if lead.approver_id == user.pk:
        return None
    return _t("Only the leader before whom this lead was put decides it.")


def only_who_signs(lead, user):
    """The leader in charge, or who else was named to sign for this lead."""
    if lead.approver_id == user.pk or lead.signatories.filter(user=user).exists():
        return None
    return _t("Only the leader before whom this lead was put decides it.")


def only_in_turn(lead, user):
    form = lead.approval_forms.filter(matter="disposal", concluded_at=None).first()
    awaited = form.awaited() if form else user
    if awaited == user:
        return None
    return _t("The signature of %(person)s comes first.") % {"person": awaited}


def no_change_is_open(lead, user):
    if not lead.approval_forms.filter(matter="disposal", concluded_at=None).exists():
        return None
    return _t("Another method is before its signatories: wait for them, or withdraw it.")


def not_the_handler(lead, user):
    if lead.handler_id != user.pk:
        return None
    return _t("Who proposes a disposal does not approve it.")


def not_the_sender(lead, user):
    """The sender's approval and the receiver's signature are two people's (domain §3.1)."""
    if lead.transferred_by_id != user.pk:
        return None
    return _t("You sent this lead: somebody else signs for its receipt.")


def not_in_a_package(lead, user):
    """What came with a package is registered when the whole of it is signed for."""
    packages = lead._meta.get_field("package").related_model.objects
    if not packages.filter(pk=lead.package_id, status=TransferStatus.SENT).exists():
        return None
    return _t("This lead came with a transfer package: sign for the package as a whole.")


def nothing_merged_into_it(lead, user):
    if not lead.merged_leads.filter(undone_at=None).exists():
        return None
    return _t("Another lead was merged into this one: undo that first.")


def needs_a_method(lead, user):
    if lead.method:
        return None
    return _t("Choose one of the four disposal methods.")


def needs_a_review_day(lead, user):
    if lead.method != DisposalMethod.HOLD or lead.review_on:
        return None
    return _t("Name the day on which the held lead comes up for review.")


def is_not_held(lead, user):
    if lead.method != DisposalMethod.HOLD:
        return None
    return _t("This lead is approved to be held: hold it, or propose another method later.")


def is_held(lead, user):
    if lead.method == DisposalMethod.HOLD:
        return None
    return _t("The approved method is %(method)s, not holding.") % {
        "method": lead.get_method_display()
    }


LEAD_WORKFLOW = Workflow(
    step(
        "receive",
        _("Sign for receipt and register"),
        source=[LeadStatus.TRANSFERRED],
        target=LeadStatus.REGISTERED,
        roles=[Role.CASE_SUPERVISION],
        objection=any_of(not_the_sender, not_in_a_package),
        stamp="registered_at",
    ),
    step(
        "return_to_sender",
        _("Return to sender"),
        source=[LeadStatus.TRANSFERRED],
        target=LeadStatus.RETURNED,
        roles=[Role.CASE_SUPERVISION],
        objection=not_the_sender,
        stamp="returned_at",
        note_required=True,
        takes_back=True,
    ),
    step(
        "assign",
        _("Assign"),
        source=[LeadStatus.REGISTERED, LeadStatus.ASSIGNED],
        target=LeadStatus.ASSIGNED,
        roles=[Role.CASE_SUPERVISION],
        objection=needs_handler,
        stamp="assigned_at",
        form_url="leads:assign",
    ),
    step(
        "assign_as_signed",
        _("Assignment approved"),
        source=[LeadStatus.REGISTERED, LeadStatus.ASSIGNED],
        target=LeadStatus.ASSIGNED,
        roles=SIGNERS,
        objection=needs_handler,
        stamp="assigned_at",
        by_signature=True,
    ),
    step(
        "propose",
        _("Propose disposal"),
        source=[LeadStatus.ASSIGNED, LeadStatus.HELD],
        target=LeadStatus.PROPOSED,
        roles=[Role.CASE_OFFICER],
        objection=any_of(only_the_handler, needs_a_method, needs_a_review_day),
        stamp="proposed_at",
        note_required=True,
        form_url="leads:propose",
    ),
    step(
        "approve",
        _("Approve disposal"),
        source=[LeadStatus.PROPOSED],
        target=LeadStatus.IN_DISPOSAL,
        roles=SIGNERS,
        objection=any_of(only_who_signs, not_the_handler, only_in_turn),
        stamp="approved_at",
        note_required=True,
    ),
    step(
        "refuse",
        _("Return the proposal"),
        source=[LeadStatus.PROPOSED],
        target=LeadStatus.ASSIGNED,
        roles=SIGNERS,
        objection=any_of(only_who_signs, not_the_handler, only_in_turn),
        note_required=True,
        takes_back=True,
    ),
    step(
        "withdraw_proposal",
        _("Withdraw the proposal"),
        source=[LeadStatus.PROPOSED],
        target=LeadStatus.ASSIGNED,
        roles=[Role.CASE_OFFICER],
        objection=only_the_handler,
        note_required=True,
        takes_back=True,
    ),
    step(
        "propose_change",
        _("Propose another method"),
        source=[LeadStatus.IN_DISPOSAL],
        target=LeadStatus.IN_DISPOSAL,
        roles=[Role.CASE_OFFICER],
        objection=any_of(only_the_handler, no_change_is_open),
        note_required=True,
        takes_back=True,
        form_url="leads:propose",
    ),
    step(
        "change_method",
        _("Other method approved"),
        source=[LeadStatus.IN_DISPOSAL],
        target=LeadStatus.IN_DISPOSAL,
        roles=SIGNERS,
        objection=any_of(only_who_signs, not_the_handler),
        stamp="approved_at",
        note_required=True,
        by_signature=True,
    ),
    step(
        "keep_method",
        _("Other method returned"),
        source=[LeadStatus.IN_DISPOSAL],
        target=LeadStatus.IN_DISPOSAL,
        roles=SIGNERS,
        objection=any_of(only_who_signs, not_the_handler),
        note_required=True,
        takes_back=True,
        by_signature=True,
    ),
    step(
        "hold",
        _("Hold for later check"),
        source=[LeadStatus.IN_DISPOSAL],
        target=LeadStatus.HELD,
        roles=[Role.CASE_OFFICER],
        objection=any_of(only_the_handler, is_held, no_change_is_open),
        stamp="held_at",
    ),
    step(
        "dispose",
        _("Record the disposal as executed"),
        source=[LeadStatus.IN_DISPOSAL],
        target=LeadStatus.DISPOSED,
        roles=[Role.CASE_OFFICER],
        objection=any_of(only_the_handler, is_not_held, no_change_is_open),
        stamp="disposed_at",
        note_required=True,
    ),
    step(
        "void",
        _("Make the number void"),
        source=[LeadStatus.REGISTERED, LeadStatus.ASSIGNED],
        target=LeadStatus.VOIDED,
        roles=[Role.CASE_SUPERVISION],
        objection=nothing_merged_into_it,
        stamp="voided_at",
        note_required=True,
        takes_back=True,
    ),
    step(
        "merge",
        _("Merge into another lead"),
        source=[LeadStatus.ASSIGNED, LeadStatus.HELD],
        target=LeadStatus.MERGED,
        roles=[Role.CASE_OFFICER],
        objection=any_of(only_the_handler, nothing_merged_into_it),
        note_required=True,
        takes_back=True,
        form_url="leads:merge",
    ),
    step(
        "unmerge",
        _("Undo the merging"),
        source=[LeadStatus.MERGED],
        target=LeadStatus.ASSIGNED,
        roles=[Role.CASE_OFFICER],
        objection=only_the_handler,
        note_required=True,
        takes_back=True,
    ),
    tones={
        "transferred": "warn",
        "returned": "bad",
        "registered": "",
        "assigned": "run",
        "proposed": "warn",
        "in_disposal": "run",
        "held": "sec",
        "disposed": "ok",
        "merged": "",
        "voided": "",
    },
)


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
