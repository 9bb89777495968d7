"""The first hour of inspection, the units, the clerks and the readers."""

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.accounts.touring.stops import (
    BOARDS,
    FINDINGS,
    GAPS,
    HOME,
    LEDGER,
    REPORT,
    SUSPICIONS,
    TASKS,
    Stop,
)

CHECKS = Stop(
    "inspections:check_list",
    _("Projects to check"),
    _(
        "The projects shared out to the team. Open one, look at its worksheet and write a finding "
        "from it: project, unit, amount and citation are filled in."
    ),
)
ROUNDS = Stop(
    "inspections:round_list",
    _("Rounds and their teams"),
    _(
        "Mandate, period, teams, recusals, and the plan of checks with its recorded draw. The "
        "progress of each team stands beside it."
    ),
)
INSTRUMENTS = Stop(
    "rectification:instrument_list",
    _("Supervision documents"),
    _(
        "Recommendations, urging letters, talks: drafted from the case, numbered, approved, "
        "issued, with the reply's day tracked."
    ),
)
CASE_CHECKS = Stop(
    "checkup:index",
    _("The files' state of health"),
    _(
        "Small rules look through every file each night. Each says what is missing and "
        "leads to where it is mended."
    ),
)
IMPORTS = Stop(
    "exchange:import_list",
    _("Departments' spreadsheets"),
    _(
        "Take a template or a sample file from Bring a file. Every error is told at its cell "
        "before anything is written, and a whole import can be undone."
    ),
)

TOURS = {
    Role.INSPECTOR: (
        HOME,
        CHECKS,
        FINDINGS,
        Stop(
            "inspections:check_list",
            _("In a basement without signal"),
            _(
                "Open Field mode in the navigation once and install it on the phone. Findings and "
                "photos are kept there and sent when the network is back; the queue shows what "
                "still waits."
            ),
        ),
        LEDGER,
    ),
    Role.DEPUTY_LEADER: (HOME, CHECKS, FINDINGS, ROUNDS, TASKS),
    Role.TEAM_LEADER: (HOME, ROUNDS, CHECKS, FINDINGS, SUSPICIONS, TASKS),
    Role.INSPECTION_OFFICE: (HOME, LEDGER, SUSPICIONS, ROUNDS, FINDINGS, REPORT, CASE_CHECKS),
    Role.SUPERVISION_OFFICE: (HOME, TASKS, INSTRUMENTS, GAPS, REPORT),
    Role.UNIT_CONTACT: (
        HOME,
        TASKS,
        INSTRUMENTS,
        Stop(
            "rectification:offline",
            _("Working without the network"),
            _(
                "Take the tasks away as a workbook, fill them in, bring it back: you see what "
                "would change before it does."
            ),
        ),
    ),
    Role.DATA_CLERK: (
        HOME,
        IMPORTS,
        Stop(
            "projects:reconciliation",
            _("Four departments, one project"),
            _(
                "Housing, finance, air defence and natural resources side by side: what only one "
                "of them knows is a difference to settle."
            ),
        ),
        LEDGER,
        GAPS,
    ),
    Role.LEADERSHIP: (
        HOME,
        REPORT,
        BOARDS,
        Stop(
            "reports:instruction_list",
            _("One tap from number to instruction"),
            _(
                "Beside every row of a report stands Instruct: an office gets it with a day, and "
                "it comes back in the next report until it is answered."
            ),
        ),
    ),
    Role.EXAMINER: (
        HOME,
        REPORT,
        Stop(
            "reports:sample_list",
            _("Samples that can be drawn again"),
            _(
                "Draw from the rows of any figure with a recorded seed: whoever repeats the draw "
                "gets the same rows."
            ),
        ),
        LEDGER,
        TASKS,
    ),
}
