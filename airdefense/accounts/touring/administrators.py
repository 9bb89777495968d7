"""The first hour of the three administrators, none of whom sees a case."""

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.accounts.touring.stops import HOME, PROFILE, Stop

HEALTH = Stop(
    "reports:health",
    _("Is everything running?"),
    _(
        "Parts, last reports, mails that wait: numbers and moments, and no case. The first look "
        "of the day."
    ),
)
FAILED_JOBS = Stop(
    "casework:job_list",
    _("What a worker could not do"),
    _(
        "Each failed job with its error. Mend the cause, then try it again: what was done already "
        "is not done twice."
    ),
)
IMPORTS = Stop(
    "exchange:import_list",
    _("Many accounts at once"),
    _(
        "Take the template of accounts or of roles from Bring a file: checked first, written "
        "afterwards. Each role becomes a request that somebody else grants."
    ),
)
REQUESTS = Stop(
    "people:request_list",
    _("A role takes two people"),
    _(
        "One proposes with role, scope, basis and last day, another grants or refuses. Nobody "
        "grants a role to himself, and each one ends on its day."
    ),
)
SIGN_IN = Stop(
    "accounts:sign_in_list",
    _("Who is signed in, and who is locked out"),
    _(
        "Open an account for its sessions, its second factor and its failed attempts. Lifting a "
        "lock, resetting a factor and ending a session need a reason."
    ),
)
REVIEW = Stop(
    "people:person_list",
    _("Who can see what"),
    _(
        "Choose an account or an organisation: what it reaches, why and until when. Every half "
        "year each grant is kept or taken back, line by line."
    ),
)
STEPS = Stop(
    "people:role_matrix",
    _("Every role and its steps"),
    _("One table of who may do what. An organisation may narrow it by two people, never widen it."),
)
TOKENS = Stop(
    "casework:token_list",
    _("Programs that speak for people"),
    _("Each token with its owner, reach, last use and last day; any of them can be stopped here."),
)
GRANTS = Stop(
    "people:grant_list",
    _("Who granted what to whom"),
    _("Every grant with the two people behind it, its basis and its days. You watch the others."),
)
CHANGES = Stop(
    "exchange:change_list",
    _("What the database itself wrote down"),
    _(
        "Every change of every row, by person, moment and table. Your own searches and exports "
        "are written down as well."
    ),
)

TOURS = {
    Role.SYSTEM_ADMIN: (HOME, HEALTH, FAILED_JOBS, IMPORTS, REQUESTS, PROFILE),
    Role.SECURITY_ADMIN: (HOME, REQUESTS, SIGN_IN, REVIEW, STEPS, TOKENS, PROFILE),
    Role.AUDITOR: (HOME, CHANGES, SIGN_IN, GRANTS, PROFILE),
}
