"""The side navigation: one table of groups and items; what a role does not use is not shown.

An item names its page by URL name as a string, so that `airdefense` imports no app; an item whose
URL does not exist (yet) is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import ADMINISTRATORS, EVERY_CASE_ROLE, HEADS, INSPECTION_TEAM, Role


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: its words, its icon (a lucide name), its URL name, who sees it, and the lists
    beside it that belong to it as well."""

    label: Any
    icon: str
    url_name: str
    roles: Iterable[str]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    label: Any
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An item resolved for one page and one user."""

    label: Any
    icon: str
    url: str
    is_current: bool


def _desk(model: str) -> str:
    """The URL name of a list of the reference desk."""
    return f"admin:{model}_changelist"


INSPECTING = (*INSPECTION_TEAM, Role.INSPECTION_OFFICE)
TRANSFERRING = (
    Role.TEAM_LEADER,
    Role.DEPUTY_LEADER,
    Role.INSPECTION_OFFICE,
    Role.CASE_SUPERVISION,
)
LEAD_ROLES = (Role.CASE_SUPERVISION, Role.CASE_OFFICER, Role.APPROVING_LEADER)
SIGNING = (Role.APPROVING_LEADER, Role.OFFICE_DIRECTOR, Role.SECRETARY)
# Whoever may be inside the compartment of a lead.
INSIDE = (*LEAD_ROLES, Role.OFFICE_DIRECTOR, Role.SECRETARY, Role.TRIAL_OFFICER)
RECTIFYING = (
    *INSPECTING,
    Role.SUPERVISION_OFFICE,
    Role.UNIT_CONTACT,
    Role.LEADERSHIP,
    Role.EXAMINER,
    Role.DATA_CLERK,
)
LEDGER = tuple(role for role in EVERY_CASE_ROLE if role != Role.UNIT_CONTACT)
MONEY = (
    Role.DATA_CLERK,
    *INSPECTING,
    Role.SUPERVISION_OFFICE,
    Role.LEADERSHIP,
    Role.EXAMINER,
)
IMPORTING = (Role.DATA_CLERK, Role.INSPECTION_OFFICE)
URGING = (
    Role.SUPERVISION_OFFICE,
    Role.INSPECTION_OFFICE,
    Role.UNIT_CONTACT,
    Role.EXAMINER,
    *LEAD_ROLES,
)
UNIT = (Role.UNIT_CONTACT,)
RECHECKING = (*INSPECTION_TEAM, Role.INSPECTION_OFFICE, Role.SUPERVISION_OFFICE, Role.LEADERSHIP)
HANDING = (
    Role.TEAM_LEADER,
    Role.INSPECTION_OFFICE,
    Role.SUPERVISION_OFFICE,
    Role.CASE_SUPERVISION,
    Role.OFFICE_DIRECTOR,
)
REPORT_READERS = (
    Role.LEADERSHIP,
    Role.INSPECTION_OFFICE,
    Role.SUPERVISION_OFFICE,
    Role.CASE_SUPERVISION,
    Role.APPROVING_LEADER,
)
# Who instructs from a report, and who answers.
ASKED = (
    Role.LEADERSHIP,
    Role.INSPECTION_OFFICE,
    Role.SUPERVISION_OFFICE,
    Role.APPROVING_LEADER,
    Role.UNIT_CONTACT,
)
FINDING_READERS = (
    *INSPECTING,
    Role.SUPERVISION_OFFICE,
    Role.LEADERSHIP,
    Role.EXAMINER,
    *LEAD_ROLES,
)

NAVIGATION = (
    Group(
        _("Work"),
        (
            Item(_("My work"), "house", "home", tuple(Role)),
            Item(_("Profile and roles"), "id-card", "accounts:profile", tuple(ADMINISTRATORS)),
        ),
    ),
    Group(
        _("Lead handling"),
        (
            Item(_("Problem leads"), "lock", "leads:list", (*INSIDE, *INSPECTION_TEAM)),
            Item(
                _("My signatures"), "pen-line", "leads:approval_list", (*SIGNING, Role.CASE_OFFICER)
            ),
            Item(_("Lead transfers"), "mail", "leads:transfer_list", TRANSFERRING),
            Item(_("Numbers of the register"), "hash", "leads:numbers", (Role.CASE_SUPERVISION,)),
            Item(_("Cases filed"), "briefcase-business", "leads:case_list", INSIDE),
            Item(
                _("Files past their term"),
                "archive",
                "leads:archive_list",
                (Role.CASE_SUPERVISION,),
            ),
            Item(_("Sealed parts"), "key-round", "leads:seal_list", (Role.CUSTODIAN,)),
            Item(
                _("Access review"),
                "scan-eye",
                "leads:access_list",
                (Role.CASE_SUPERVISION, Role.APPROVING_LEADER),
            ),
            Item(
                _("Enquiries registered"),
                "message-square-warning",
                "leads:intercession_list",
                (*INSIDE, Role.CUSTODIAN),
            ),
            Item(_("Declared ties"), "users", "leads:relation_list", (*INSIDE, Role.CUSTODIAN)),
            Item(_("Board of limits"), "timer", "leads:board", LEAD_ROLES, also=("leads:limits",)),
            Item(
                _("Statistics of the commission"),
                "chart-column",
                "leads:statistics",
                (Role.CASE_SUPERVISION, Role.APPROVING_LEADER, Role.SECRETARY),
            ),
        ),
    ),
    Group(
        _("Special campaign"),
        (
            Item(_("Project ledger"), "table-2", "projects:list", LEDGER),
            Item(
                _("Reconciliation"),
                "git-compare",
                "projects:reconciliation",
                LEDGER,
                also=(
                    "projects:match_list",
                    "projects:difference_list",
                    "projects:paper_list",
                    "projects:entry_list",
                ),
            ),
            Item(
                _("Screening"),
                "scan-search",
                "projects:screening",
                LEDGER,
                # Those without an entry of their own for it come to the list from here.
                also=("projects:suspicion_list",),
            ),
            Item(_("Suspicions"), "flag", "projects:suspicion_list", INSPECTING),
            Item(_("Rounds and teams"), "compass", "inspections:round_list", INSPECTING),
            Item(_("Project checks"), "clipboard-check", "inspections:check_list", INSPECTING),
            Item(_("Field mode"), "smartphone", "inspections:field", INSPECTION_TEAM),
            Item(_("Problem list"), "circle-alert", "inspections:list", FINDING_READERS),
            Item(
                _("List of powers and duties"),
                "book-open-check",
                "inspections:power_list",
                (*FINDING_READERS, Role.DATA_CLERK),
            ),
            Item(_("Rectification tasks"), "list-checks", "rectification:list", RECTIFYING),
            Item(_("Work without the network"), "wifi-off", "rectification:offline", UNIT),
            Item(_("Re-checks"), "rotate-ccw", "rectification:recheck_list", RECHECKING),
            Item(_("Supervision documents"), "send", "rectification:instrument_list", URGING),
            Item(_("Fee recovery"), "banknote", "projects:gap_list", MONEY),
            Item(_("Recovery waterfall"), "chart-column-decreasing", "projects:waterfall", MONEY),
            Item(_("Receipts"), "receipt-text", "projects:receipt_list", MONEY),
            Item(_("Imports"), "file-spreadsheet", "exchange:import_list", IMPORTING),
            Item(_("Hand-overs"), "arrow-right-left", "casework:hand_over_list", HANDING),
        ),
    ),
    Group(
        _("Reading"),
        (
            Item(_("Daily report"), "file-text", "reports:list", (*REPORT_READERS, Role.EXAMINER)),
            Item(
                _("Boards"),
                "chart-no-axes-combined",
                "reports:boards",
                (*REPORT_READERS, Role.UNIT_CONTACT),
            ),
            Item(_("Public statements"), "megaphone", "reports:statement_list", REPORT_READERS),
            Item(_("Instructions"), "message-square-reply", "reports:instruction_list", ASKED),
            Item(
                _("Case checks"),
                "stethoscope",
                "checkup:index",
                (
                    *INSPECTING,
                    Role.SUPERVISION_OFFICE,
                    Role.DATA_CLERK,
                    Role.LEADERSHIP,
                    Role.CASE_SUPERVISION,
                ),
            ),
            Item(_("Changes of all rows"), "history", "exchange:change_list", (Role.EXAMINER,)),
            Item(_("Mail outbox"), "mail", "reports:outbox", REPORT_READERS),
            Item(
                _("Delivery of the reports"),
                "mail-check",
                "reports:delivery_list",
                (Role.INSPECTION_OFFICE,),
            ),
        ),
    ),
    Group(
        _("Administration"),
        (
            Item(_("Accounts"), "users", _desk("accounts_user"), ADMINISTRATORS),
            Item(
                _("How accounts sign in"),
                "log-in",
                "accounts:sign_in_list",
                (Role.SECURITY_ADMIN, Role.AUDITOR),
            ),
            Item(_("Organisations"), "network", _desk("accounts_organisation"), ADMINISTRATORS),
            Item(
                _("Role grants"),
                "key-round",
                "people:grant_list",
                (*sorted(ADMINISTRATORS), *HEADS),
            ),
            Item(
                _("Requests for roles"),
                "user-check",
                "people:request_list",
                (*sorted(ADMINISTRATORS), *HEADS),
            ),
            Item(
                _("Who can see what"),
                "eye",
                "people:person_list",
                (*sorted(ADMINISTRATORS), *HEADS),
                also=("people:body_list", "people:grant_review"),
            ),
            Item(
                _("Roles and steps"),
                "table-properties",
                "people:role_matrix",
                (*sorted(ADMINISTRATORS), *HEADS),
                also=("people:narrowing_list",),
            ),
            Item(_("Imports"), "file-spreadsheet", "exchange:import_list", (Role.SYSTEM_ADMIN,)),
            Item(_("Health of the system"), "heart-pulse", "reports:health", (Role.SYSTEM_ADMIN,)),
            Item(_("Failed jobs"), "rotate-ccw", "casework:job_list", (Role.SYSTEM_ADMIN,)),
            Item(
                _("Tokens of programs"),
                "key-round",
                "casework:token_list",
                (Role.SECURITY_ADMIN, Role.AUDITOR),
            ),
            Item(_("Access log"), "scroll-text", _desk("casework_event"), (Role.AUDITOR,)),
            Item(_("Changes of all rows"), "history", "exchange:change_list", (Role.AUDITOR,)),
            Item(
                _("Report schedules"),
                "calendar-clock",
                _desk("reports_reportschedule"),
                ADMINISTRATORS,
            ),
        ),
    ),
    Group(
        _("Reference rows"),
        (
            Item(
                _("Fee rates"),
                "scale",
                "projects:rate_list",
                (Role.DATA_CLERK, Role.INSPECTION_OFFICE),
            ),
            Item(_("Standard wordings"), "text-quote", "inspections:wording_list", INSPECTING),
            Item(
                _("Time limits"),
                "timer",
                _desk("casework_timelimit"),
                (Role.INSPECTION_OFFICE, Role.CASE_SUPERVISION),
            ),
            Item(
                _("Routes of approval"),
                "route",
                _desk("leads_approvalroute"),
                (Role.CASE_SUPERVISION,),
            ),
            Item(
                _("Retention rules"),
                "folder-clock",
                _desk("leads_retentionrule"),
                (Role.CASE_SUPERVISION,),
            ),
            Item(
                _("Working calendar"),
                "calendar-days",
                "casework:working_calendar",
                (
                    Role.INSPECTION_OFFICE,
                    Role.SYSTEM_ADMIN,
                    Role.CASE_SUPERVISION,
                    Role.EXAMINER,
                    Role.AUDITOR,
                ),
            ),
        ),
    ),
)


def navigation(user, path: str) -> Iterator[tuple[str, list[Link]]]:
    """The groups of this user's navigation, with the page's own entry marked."""
    roles = user.role_codes
    shown = [
        (group.label, [(item, url) for item in group.items if (url := url_of(item, roles))])
        for group in NAVIGATION
    ]
    owners = {
        under: url
        for _label, items in shown
        for item, url in items
        for under in (url, *filter(None, map(address, item.also)))
    }
    current = owners.get(closest(owners, path))
    for label, items in shown:
        if items:
            yield label, [Link(i.label, i.icon, url, url == current) for i, url in items]


def url_of(item: Item, roles: frozenset[str]) -> str:
    """Where the item leads, or "" when it is not for these roles or not there."""
    return "" if roles.isdisjoint(item.roles) else address(item.url_name)


@cache
def address(url_name: str) -> str:
    """Where a page lies, or "" where this installation has none: the same as long as it runs."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def closest(urls: Iterable[str], path: str) -> str:
    """The longest of the URLs that the path lies under."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")
