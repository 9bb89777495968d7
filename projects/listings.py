"""What the lists of the ledger show."""

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import INSPECTION_TEAM, Role
from airdefense.exchange.listing import Bulk, Column, Listing, View
from projects.filters import (
    GapFilter,
    ProjectFilter,
    ReceiptFilter,
    SuspicionFilter,
    WaterfallFilter,
)
from projects.screening import describe
from projects.suspected import article_of, check_words
from projects.waterfall import STEPS
from projects.workflow import SCREENERS, SuspicionStatus

PROJECTS = Listing(
    key="projects",
    title=_("Project ledger"),
    filterset=ProjectFilter,
    columns=(
        Column("code", _("Number"), link=True, phone="wide"),
        Column("name", _("Project"), link=True, phone="o0"),
        Column("region.short_name", _("Region")),
        Column("developer.name", _("Developer"), phone="hide"),
        Column("payable_yuan", _("Payable (yuan)"), kind="money"),
        Column("paid_yuan", _("Paid (yuan)"), kind="money"),
        Column("gap_yuan", _("Gap (yuan)"), kind="money"),
        Column("recovered_yuan", _("Recovered (yuan)"), kind="money"),
        Column("balance_yuan", _("Open (yuan)"), kind="money", optional=True),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("approved_on", _("Approved on"), kind="date", sort="approved_on"),
        Column("authority.short_name", _("Supervising authority"), optional=True),
        Column("national_code", _("Project code"), optional=True),
        Column("address", _("Address"), optional=True),
        Column(
            "is_offsite_approved",
            _("Off-site construction approved"),
            kind="yes_no",
            optional=True,
        ),
    ),
    order=("-approved_on", "-pk"),
    new_url="projects:new",
    new_label=_("Record a project"),
    new_roles=(Role.DATA_CLERK,),
    peek=True,
    empty=_("No project yet: import the ledger or record one."),
    views=(
        View(_("All"), ""),
        View(_("Open gap"), "has_gap=true"),
        View(_("To be confirmed"), "status=recorded"),
    ),
    note=_("Paid: valid receipts less refunds. Gap: everything opened so far. Amounts in yuan."),
)

RECEIPTS = Listing(
    key="receipts",
    title=_("Receipts"),
    filterset=ReceiptFilter,
    columns=(
        Column("number", _("Receipt"), link=True, phone="o0"),
        Column("project.name", _("Project"), phone="wide"),
        Column("project.region.short_name", _("Region")),
        Column("payer", _("Payer"), phone="hide"),
        Column("amount_yuan", _("Amount (yuan)"), kind="money", sort="amount_yuan"),
        Column("to_allocate_yuan", _("Not allocated (yuan)"), kind="money"),
        Column("to_remit_yuan", _("Not remitted (yuan)"), kind="money"),
        Column(
            "standing",
            _("Standing"),
            kind="badge",
            phone="o1",
            value=lambda receipt: receipt.standing,
        ),
        Column("paid_on", _("Paid on"), kind="date", sort="paid_on"),
        Column("project.code", _("Number of the project"), optional=True),
    ),
    order=("-paid_on", "-pk"),
    peek=True,
    empty=_("No receipt yet: record a payment on the page of its project."),
    views=(
        View(_("All"), ""),
        View(_("Not allocated"), "to_allocate=true"),
        View(_("Not remitted"), "to_remit=true"),
    ),
)

GAPS = Listing(
    key="gaps",
    title=_("Gaps and their recovery"),
    filterset=GapFilter,
    columns=(
        Column("project.name", _("Project"), link=True, phone="o0"),
        Column("project.region.short_name", _("Region")),
        Column("kind", _("Kind of gap"), phone="wide"),
        Column("amount_yuan", _("Gap (yuan)"), kind="money", sort="amount_yuan"),
        Column("recovered_yuan", _("Recovered (yuan)"), kind="money"),
        Column("written_off_yuan", _("Written off (yuan)"), kind="money"),
        Column("balance_yuan", _("Open (yuan)"), kind="money", sort="balance_yuan"),
        Column("opened_on", _("Opened on"), kind="date"),
        Column("basis", _("Basis"), phone="hide", optional=True),
        Column("project.code", _("Number of the project"), optional=True),
    ),
    order=("-opened_on", "-pk"),
    peek=True,
    empty=_("No gap has been opened."),
    views=(
        View(_("All"), ""),
        View(_("Still open"), "is_open=true&sort=-balance_yuan"),
    ),
)


SUSPICIONS = Listing(
    key="suspicions",
    title=_("Suspicions"),
    filterset=SuspicionFilter,
    columns=(
        Column("about", _("Project or paper"), link=True, phone="o0"),
        Column("region.short_name", _("Region")),
        Column("check_code", _("Screening check"), kind="long", value=check_words, phone="wide"),
        Column("amount_yuan", _("At stake (yuan)"), kind="money", sort="amount_yuan"),
        Column("status", _("Status"), kind="status", phone="o1"),
        Column("reason", _("What was noticed"), kind="long", value=describe, phone="hide"),
        Column("project.code", _("Number of the project"), optional=True),
        Column(
            "article",
            _("Article"),
            value=article_of,
            optional=True,
        ),
        Column("authority.short_name", _("Supervising authority"), optional=True),
    ),
    order=("-amount_yuan", "-pk"),
    peek=True,
    empty=_("No suspicion stands: nothing in the ledger contradicts the checks."),
    views=(
        *(View(label, f"status={status}") for status, label in SuspicionStatus.choices),
        View(_("All"), ""),
    ),
    note=_("What the screening noticed and the facts still say; the largest amount first."),
    bulk=(
        Bulk(_("Make findings"), "inspections:from_suspicions", INSPECTION_TEAM),
        Bulk(_("Dismiss with reason"), "projects:suspicion_dismiss", SCREENERS),
    ),
)

WATERFALL = Listing(
    key="waterfall",
    title=_("Projects behind the waterfall"),
    filterset=WaterfallFilter,
    columns=(
        Column("code", _("Number"), link=True, phone="wide"),
        Column("name", _("Project"), link=True, phone="o0"),
        Column("region.short_name", _("Region")),
        Column("developer.name", _("Developer"), phone="hide", optional=True),
        *(Column(f"{step}_yuan", label, kind="money") for step, label in STEPS.items()),
    ),
    order=("-approved_on", "-pk"),
    empty=_("No project has such an amount on that day."),
    note=_("Amounts in yuan at the end of the day; withdrawn projects do not count."),
)
