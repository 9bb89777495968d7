"""The register of leads and the list of cases: headers only, no totals, no workbook."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.exchange.listing import Column, Listing, View
from leads.actions.transfers import PREPARERS
from leads.commissions import COMMISSION_ROLES
from leads.filters import (
    CaseFilter,
    IntercessionFilter,
    LeadFilter,
    RelationFilter,
    SealFilter,
    TransferFilter,
)

PREPARING = (*PREPARERS, Role.CASE_SUPERVISION)
TRANSFERRING = (Role.TEAM_LEADER, Role.INSPECTION_OFFICE, Role.CASE_SUPERVISION)


LEADS = Listing(
    key="leads",
    title=_("Register of leads"),
    filterset=LeadFilter,
    columns=(
        Column("number", _("Number"), value=str, link=True, phone="o0"),
        Column("source", _("Source")),
        Column("region.short_name", _("Region")),
        Column(
            "status",
            _("Status"),
            kind="badge",
            value=attrgetter("shown_tone", "shown_status_label"),
            phone="o1",
        ),
        Column("letter_number", _("Transfer letter"), optional=True),
        Column("transferred_at", _("Transferred"), kind="moment"),
        Column("registered_at", _("Registered at"), kind="moment"),
        Column("shown_due_on", _("Proposal due"), kind="due"),
        Column("is_on_site", _("On site"), kind="yes_no", optional=True),
    ),
    order=("-transferred_at", "-pk"),
    new_url="leads:new",
    new_label=_("Transfer a lead"),
    new_roles=TRANSFERRING,
    peek=True,
    count=False,
    is_exportable=False,
    views=(
        View(_("All"), ""),
        View(_("To receive"), "status=transferred"),
        View(_("To propose"), "status=registered&status=assigned"),
        View(_("Before the leader"), "status=proposed"),
        View(_("Held"), "status=held"),
        View(_("Overdue"), "is_late=true"),
    ),
    empty=_("No lead here that is open to you."),
    note=_("Headers only. What a lead says opens to its compartment, and each opening is logged."),
)

CASES = Listing(
    key="cases",
    title=_("Cases"),
    filterset=CaseFilter,
    columns=(
        Column("number", _("Number"), value=str, link=True, phone="o0"),
        Column("lead", _("Lead"), value=lambda case: str(case.lead)),
        Column("region.short_name", _("Region")),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("proposed_at", _("Filing proposed"), kind="moment"),
        Column("filed_at", _("Filed"), kind="moment"),
        Column("concluded_at", _("Concluded at"), kind="moment", optional=True),
    ),
    order=("-proposed_at", "-pk"),
    peek=True,
    count=False,
    is_exportable=False,
    empty=_("No case in your compartments."),
)

SEALS = Listing(
    key="seals",
    title=_("Requests to open a sealed part"),
    filterset=SealFilter,
    columns=(
        Column("lead_number", _("Lead"), link=True, phone="o0"),
        Column("asked_by", _("Asked by")),
        Column("asked_at", _("Asked at"), kind="moment"),
        Column("reason", _("Why it is needed"), kind="long", phone="wide"),
        Column(
            "is_granted",
            _("The decision"),
            kind="badge",
            value=attrgetter("tone", "words"),
            phone="o1",
        ),
        Column("open_until", _("May be opened until"), kind="date"),
    ),
    order=("-asked_at", "-pk"),
    is_exportable=False,
    views=(View(_("All"), ""), View(_("To decide"), "decided_at=false")),
    empty=_("Nobody asked for a sealed part to be opened."),
    note=_("The custodian sees which lead and why; never what it says, nor who reported."),
)

RELATIONS = Listing(
    key="relations",
    title=_("Declared ties"),
    filterset=RelationFilter,
    columns=(
        Column("relation", _("Relation"), link=True, phone="o0"),
        Column("user", _("Person")),
        Column("unit", _("Unit")),
        Column("relative", _("Person related to")),
        Column("declared_at", _("Declared at"), kind="moment"),
        Column("ended_at", _("Ended at"), kind="moment"),
    ),
    order=("-declared_at", "-pk"),
    new_url="leads:relation_new",
    new_label=_("Declare a tie"),
    new_roles=COMMISSION_ROLES,
    is_exportable=False,
    empty=_("No tie is declared."),
    note=_("Whoever has a tie to the unit or a person of a lead is kept out of it."),
)

INTERCESSIONS = Listing(
    key="intercessions",
    title=_("Enquiries and intercessions"),
    filterset=IntercessionFilter,
    columns=(
        Column("who", _("Who asked"), link=True, phone="o0"),
        Column("who_unit", _("Unit and post")),
        Column("happened_on", _("On"), kind="date"),
        Column("words", _("What was asked or said"), kind="long", phone="wide"),
        Column("registered_by", _("Registered by")),
        Column("registered_at", _("Registered at"), kind="moment"),
    ),
    order=("-registered_at", "-pk"),
    new_url="leads:intercession_new",
    new_label=_("Register an enquiry"),
    new_roles=COMMISSION_ROLES,
    is_exportable=False,
    empty=_("Nobody asked about a lead or put in a word."),
    note=_("One's own entries; the case supervision office reads all. Never changed afterwards."),
)

TRANSFERS = Listing(
    key="transfers",
    title=_("Transfer packages"),
    filterset=TransferFilter,
    columns=(
        Column("letter_number", _("Transfer letter"), value=str, link=True, phone="o0"),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("source", _("Source")),
        Column("sender.short_name", _("Sending body")),
        Column("commission.short_name", _("Receiving commission")),
        Column("sent_at", _("Approved and sent"), kind="moment"),
        Column("receipt_number", _("Receipt of the package")),
        Column("feedback_due_on", _("Feedback due"), kind="due"),
        Column("fed_back_at", _("Fed back"), kind="moment", optional=True),
    ),
    order=("-prepared_at", "-pk"),
    new_url="leads:transfer_new",
    new_label=_("Prepare a package"),
    new_roles=PREPARING,
    count=False,
    is_exportable=False,
    views=(
        View(_("All"), ""),
        View(_("Being prepared"), "status=prepared"),
        View(_("To sign for"), "status=sent"),
        View(_("Signed for"), "status=signed"),
    ),
    empty=_("No package here that is open to you."),
    note=_("The list of a package is read by its sender until it is sent, and then by nobody."),
)
