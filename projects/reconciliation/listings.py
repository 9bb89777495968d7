"""What the lists of the workbench show."""

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.listing import Bulk, Column, Listing, View
from projects.reconciliation.filters import (
    DifferenceFilter,
    EntryFilter,
    MatchFilter,
    PaperFilter,
)
from projects.reconciliation.words import about, in_brief, in_short
from projects.workflow import RECONCILERS


def place_of(match):
    """The project a match leads to."""
    return match.project or match.receipt.project


def paper_of(match):
    return str(match.permit) if match.permit else match.treasury_entry.number


def stated_of(match):
    """What the paper itself calls its project."""
    if match.permit:
        return match.permit.stated_name
    return match.treasury_entry.stated_name or match.treasury_entry.payer


def link_of(row, field, yes, no):
    return ("ok", yes) if getattr(row, f"{field}_id") else ("warn", no)


MATCHES = Listing(
    key="matches",
    title=_("Matches"),
    filterset=MatchFilter,
    columns=(
        Column("paper", _("Paper"), value=paper_of, link=True, phone="wide"),
        Column("stated", _("Name on the paper"), value=stated_of),
        Column("place", _("Project"), value=lambda match: place_of(match).name, phone="o0"),
        Column("region.short_name", _("Region")),
        Column("score", _("Score"), kind="number", sort="score"),
        Column("reasons", _("Reasons"), value=in_brief, phone="hide"),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("decided_at", _("Decided at"), kind="moment", optional=True),
        Column("decided_by", _("Decided by"), optional=True),
        Column(
            "code",
            _("Number of the project"),
            value=lambda match: place_of(match).code,
            optional=True,
        ),
        Column("authority.short_name", _("Supervising authority"), optional=True),
    ),
    order=("-score", "-pk"),
    empty=_("No paper waits: every one has found its place."),
    views=(
        View(_("To be checked"), "waits=true"),
        View(_("Accepted"), "status=accepted"),
        View(_("Rejected"), "status=rejected"),
        View(_("All"), ""),
    ),
    note=_("Papers and what they may belong to, the most likely first. You decide."),
    bulk=(Bulk(_("Accept what I reviewed"), "projects:match_review", RECONCILERS),),
)

DIFFERENCES = Listing(
    key="differences",
    title=_("Differences"),
    filterset=DifferenceFilter,
    columns=(
        Column("kind", _("Class"), link=True, phone="wide"),
        Column("about", _("Project or paper"), value=about, phone="o0"),
        Column("region.short_name", _("Region")),
        Column("said", _("Who says what"), value=in_short, phone="hide"),
        Column("amount_yuan", _("At stake (yuan)"), kind="money", sort="amount_yuan"),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("project.code", _("Number of the project"), optional=True),
        Column("authority.short_name", _("Supervising authority"), optional=True),
        Column("explained_at", _("Explained at"), kind="moment", optional=True),
    ),
    order=("-amount_yuan", "-pk"),
    empty=_("No difference: what the departments say agrees."),
    views=(
        View(_("To be explained"), "status=open"),
        View(_("Explained"), "status=explained"),
        View(_("All"), ""),
    ),
    note=_("Where the departments' data do not agree; the largest amount first."),
)

PAPERS = Listing(
    key="papers",
    title=_("Departments' papers"),
    filterset=PaperFilter,
    columns=(
        Column("number", _("Paper"), link=True, phone="wide"),
        Column("kind", _("Kind")),
        Column("stated_name", _("Name on the paper"), phone="o0"),
        Column("stated_developer", _("Developer on the paper"), phone="hide"),
        Column("issued_by.short_name", _("Department")),
        Column("issued_on", _("Day"), kind="date", sort="issued_on"),
        Column(
            "link",
            _("Place"),
            kind="badge",
            phone="o1",
            value=lambda paper: link_of(paper, "project", _("Has a project"), _("No project")),
        ),
        Column("project.name", _("Project"), phone="hide"),
        Column("area_sqm", _("Area"), kind="area", optional=True),
        Column("basement_sqm", _("Basement"), kind="area", optional=True),
        Column("recorded_at", _("Recorded at"), kind="moment", optional=True),
    ),
    order=("-issued_on", "-pk"),
    empty=_("No paper has been supplied yet: bring a department's file."),
    views=(
        View(_("Without a project"), "is_matched=false"),
        View(_("A match is suggested"), "is_matched=false&is_suggested=true"),
        View(_("All"), ""),
    ),
)

ENTRIES = Listing(
    key="entries",
    title=_("Treasury entries"),
    filterset=EntryFilter,
    columns=(
        Column("number", _("Receipt"), link=True, phone="wide"),
        Column("payer", _("Payer"), phone="o0"),
        Column("stated_name", _("Name on the paper"), phone="hide"),
        Column("source.short_name", _("Department")),
        Column("amount_yuan", _("Amount (yuan)"), kind="money", sort="amount_yuan"),
        Column("paid_on", _("Paid on"), kind="date", sort="paid_on"),
        Column(
            "link",
            _("Place"),
            kind="badge",
            phone="o1",
            value=lambda entry: link_of(
                entry, "receipt", _("In the ledger"), _("Not in the ledger")
            ),
        ),
        Column("recorded_at", _("Recorded at"), kind="moment", optional=True),
    ),
    order=("-paid_on", "-pk"),
    empty=_("The treasury has supplied no file yet."),
    views=(
        View(_("Not in the ledger"), "is_matched=false"),
        View(_("All"), ""),
    ),
)
