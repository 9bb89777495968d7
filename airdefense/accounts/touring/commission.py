"""The first hour of those who handle leads."""

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.accounts.touring.stops import BOARDS, HOME, PROFILE, REPORT, SEARCH, Stop

LEADS = Stop(
    "leads:list",
    _("The register of leads"),
    _(
        "Only the leads whose compartment you belong to: others do not exist for you, in no list, "
        "count or search. Opening what a lead says is noted with your name."
    ),
)
SIGNATURES = Stop(
    "leads:approval_list",
    _("What waits for a signature"),
    _(
        "The route of approval, level by level. Write the opinion and sign; the printed form "
        "carries every opinion in its order."
    ),
)
CASES = Stop(
    "leads:case_list",
    _("Cases filed"),
    _(
        "Persons, stages and outcomes are kept apart, so that cases, persons and times are "
        "counted right of themselves."
    ),
)
LIMITS = Stop(
    "leads:board",
    _("The board of limits"),
    _(
        "Every clock that runs, with its basis. A limit explains itself: working days, holidays "
        "moved, pauses and extensions."
    ),
)

TOURS = {
    Role.CASE_SUPERVISION: (
        HOME,
        Stop(
            "leads:transfer_list",
            _("Leads handed over"),
            _(
                "Packages from inspection, audit and others, each with its list and its sealed "
                "part. Sign for one, or return it with the reason; registering gives the number."
            ),
        ),
        LEADS,
        LIMITS,
        Stop(
            "leads:access_list",
            _("Who may see what, and who looked"),
            _(
                "For each lead its compartment, reasons and expiry, and everybody who opened, "
                "printed or exported it."
            ),
        ),
        REPORT,
    ),
    Role.CASE_OFFICER: (HOME, LEADS, SIGNATURES, CASES, LIMITS),
    Role.OFFICE_DIRECTOR: (
        HOME,
        SIGNATURES,
        LEADS,
        Stop(
            "casework:hand_over_list",
            _("When an officer leaves"),
            _(
                "Everything the person holds goes to another one in one step, with a receipt, and "
                "without your reading what you hand over."
            ),
        ),
    ),
    Role.APPROVING_LEADER: (HOME, SIGNATURES, LEADS, REPORT, BOARDS),
    Role.SECRETARY: (
        HOME,
        SIGNATURES,
        LEADS,
        Stop(
            "leads:statistics",
            _("The numbers of the commission"),
            _(
                "Leads, cases and persons as the superior commission asks for them, each number "
                "with its rows."
            ),
        ),
    ),
    Role.TRIAL_OFFICER: (HOME, CASES, LEADS, SEARCH),
    Role.CUSTODIAN: (
        HOME,
        Stop(
            "leads:seal_list",
            _("Sealed parts"),
            _(
                "Who reported is kept apart from what was reported. You open it only on a "
                "motivated request, and every request is kept, granted or not."
            ),
        ),
        Stop(
            "leads:intercession_list",
            _("Attempts to inquire"),
            _("Whoever asks about a case or pleads for somebody is registered here."),
        ),
        PROFILE,
    ),
}
