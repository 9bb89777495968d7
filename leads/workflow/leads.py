"""How a problem lead moves, and who may move it. One row per step."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import Workflow, any_of, step
from leads.workflow.objections import not_the_handler, only_the_handler
from leads.workflow.statuses import SIGNERS, DisposalMethod, LeadStatus, TransferStatus


def needs_handler(lead, user):
    if lead.handler_id and lead.approver_id:
        return None
    return _t("Name a case officer and an approving leader.")


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
