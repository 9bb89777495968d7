"""The register of leads and the list of cases: headers only, no totals, no workbook."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.exchange.listing import Column, Listing, View
from leads.filters import CaseFilter, LeadFilter

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
