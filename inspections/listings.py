"""The lists of rounds, project checks and findings."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.exchange.listing import Column, Listing, View
from inspections.filters import (
    CheckFilter,
    FindingFilter,
    FindingOfUnitFilter,
    PowerFilter,
    RoundFilter,
    WordingFilter,
)

ROUNDS = Listing(
    key="rounds",
    title=_("Rounds and teams"),
    filterset=RoundFilter,
    columns=(
        Column("number", _("Number"), link=True),
        Column("name", _("Round"), link=True, phone="o0"),
        Column("kind", _("Kind")),
        Column(
            "attribute_labels",
            _("Organised as"),
            value=lambda r: "、".join(str(label) for label in r.attribute_labels),
        ),
        Column("organ", _("Organ")),
        Column("region.short_name", _("Region")),
        Column("starts_on", _("Starts"), kind="date"),
        Column("ends_on", _("Ends"), kind="date"),
        Column("mandate", _("Mandate document"), optional=True),
        Column("status", _("Status"), kind="status", phone="o1"),
    ),
    order=("-starts_on", "-pk"),
    new_url="inspections:round_new",
    new_label=_("Plan a round"),
    new_roles=(Role.INSPECTION_OFFICE,),
    empty=_("No round yet. The inspection office plans rounds by their mandate."),
)

CHECKS = Listing(
    key="checks",
    title=_("Project checks"),
    filterset=CheckFilter,
    columns=(
        Column("project.code", _("Number"), link=True),
        Column("project.name", _("Project"), link=True, phone="o0"),
        Column("project.region.short_name", _("Region")),
        Column("stake_yuan", _("At stake (yuan)"), kind="money"),
        Column("round.number", _("Round")),
        Column("team.name", _("Team"), optional=True),
        Column("assigned_to", _("Assigned to")),
        Column("due_on", _("Due"), kind="date", sort="due_on"),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("completed_at", _("Checked at"), kind="moment", optional=True),
    ),
    order=("due_on", "pk"),
    peek=True,
    views=(
        View(_("All checks"), ""),
        View(_("Mine to check"), "mine=true&status=assigned&status=under_way"),
        View(_("Still to be done"), "status=assigned&status=under_way"),
        View(_("Checked"), "status=completed"),
    ),
    empty=_("No project check yet. Checks are shared out on the page of a round."),
)

FINDINGS = Listing(
    key="findings",
    title=_("Problem list"),
    filterset=FindingFilter,
    columns=(
        Column("number", _("Number"), link=True),
        Column("title", _("Problem"), link=True, phone="o0"),
        Column("region.short_name", _("Region")),
        Column("unit.short_name", _("Unit responsible")),
        Column("project.code", _("Project number"), optional=True),
        Column("category", _("Category")),
        Column("power", _("Power"), optional=True),
        Column("process", _("How it was found"), kind="long", optional=True),
        Column("amount_yuan", _("Amount (yuan)"), kind="money", sort="amount_yuan"),
        Column("organ", _("Organ"), optional=True),
        Column("method", _("Method"), optional=True),
        Column("made_by", _("Maker"), optional=True),
        Column("found_on", _("Found"), kind="date", sort="found_on"),
        Column("feedback_on", _("Fed back"), kind="date", optional=True),
        Column("status", _("Status"), kind="status", phone="o1"),
    ),
    order=("-found_on", "-pk"),
    new_url="inspections:new",
    new_label=_("Log a finding"),
    new_roles=INSPECTION_TEAM,
    peek=True,
    views=(
        View(_("All problems"), ""),
        View(_("Approved"), "status=approved"),
        View(_("To be signed"), "status=deputy_review&status=leader_review"),
        View(_("Written by me"), "mine=true"),
        View(_("Not yet fed back"), "status=approved&fed_back=false"),
    ),
    empty=_("No finding yet. Log one from a project check with the key N."),
)

# A unit learns what was found, not how (Finding.may_read_file).
NOT_FOR_UNITS = ("process", "method")
FINDINGS_OF_UNITS = replace(
    FINDINGS,
    key="findings_of_units",
    columns=tuple(column for column in FINDINGS.columns if column.key not in NOT_FOR_UNITS),
    filterset=FindingOfUnitFilter,
    new_url="",
    views=(),
)


def named(power):
    """Two powers may share a name and differ in their sub-item."""
    return f"{power.name} · {power.sub_item}" if power.sub_item else power.name


POWERS = Listing(
    key="powers",
    title=_("All powers at a glance"),
    filterset=PowerFilter,
    columns=(
        Column("number", _("No."), kind="number", link=True, phone="hide"),
        Column("name", _("Power"), value=named, link=True, phone="o0"),
        Column("kind", _("Class of the power")),
        Column("link", _("Key link"), optional=True),
        Column("is_core", _("Core power"), kind="yes_no"),
        Column("duty_count", _("Duties"), kind="number"),
        Column("situation_count", _("Situations"), kind="number"),
        Column("finding_count", _("Findings"), kind="number"),
        Column("amount_yuan", _("Amount found (yuan)"), kind="money"),
        Column("document_count", _("Documents"), kind="number"),
        Column("round_count", _("Rounds"), kind="number", optional=True),
        Column(
            "control_count",
            _("Controls in force"),
            kind="badge",
            value=lambda p: ("ok", p.control_count) if p.is_controlled else ("risk", _("none")),
            phone="o1",
        ),
        Column("responsible", _("Responsible body"), optional=True),
    ),
    order=("number", "pk"),
    views=(
        View(_("All powers"), ""),
        View(_("Core powers"), "is_core=true"),
        View(_("Powers without any control"), "without_control=true"),
    ),
    template="inspections/power_overview.html",
    empty=_("No list of powers is in force yet."),
)

WORDINGS = Listing(
    key="wordings",
    title=_("Standard wordings"),
    filterset=WordingFilter,
    columns=(
        Column("title", _("Problem"), link=True, phone="o0"),
        Column("category", _("Category")),
        Column("method", _("Method")),
        Column("basis", _("Basis"), kind="long"),
        Column("power", _("Power"), kind="long"),
        Column("region.short_name", _("Region")),
        Column("text", _("Facts found"), kind="long", optional=True),
        Column("is_sample", _("Sample"), kind="yes_no", optional=True),
        Column(
            "retired_at",
            _("In use"),
            kind="badge",
            value=lambda w: ("", _("Retired")) if w.retired_at else ("ok", _("In use")),
            phone="o1",
        ),
    ),
    order=("category", "pk"),
    new_url="inspections:wording_new",
    new_label=_("New wording"),
    new_roles=(Role.INSPECTION_OFFICE,),
    views=(
        View(_("All wordings"), ""),
        View(_("In use"), "is_retired=false"),
        View(_("Retired"), "is_retired=true"),
    ),
    empty=_("No standard wording yet. The inspection office keeps them."),
)
