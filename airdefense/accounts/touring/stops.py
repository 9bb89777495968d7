"""What a stop of a tour is, and the stops that several roles make."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Stop:
    """One page of a tour: where it is, and what there is to see and to try."""

    page: str
    title: Any
    words: Any


HOME = Stop(
    "home",
    _("What waits for me"),
    _(
        "Every morning starts here: the overdue in red first, then today, then the week. A row "
        "opens the case; the button in it takes the next step."
    ),
)
LEDGER = Stop(
    "projects:list",
    _("The ledger of projects"),
    _(
        "Every project with the duty to build or to pay. Type two characters of a name into the "
        "search, press Enter on a row, and read how its fee was worked out, article by article."
    ),
)
SUSPICIONS = Stop(
    "projects:suspicion_list",
    _("What the machine noticed"),
    _(
        "Projects whose papers do not agree with the statute, the dearest first. Nothing is a "
        "finding until a person says so: confirm or dismiss, with the reason."
    ),
)
FINDINGS = Stop(
    "inspections:list",
    _("The problem list"),
    _(
        "What was found, in the words of the wording library, each with its power item and its "
        "evidence. The author never reviews the own finding."
    ),
)
TASKS = Stop(
    "rectification:list",
    _("Rectification to the last receipt"),
    _(
        "One task for each problem: the unit answers with proof, somebody else verifies, and only "
        "money that came in and proof that was verified close it."
    ),
)
GAPS = Stop(
    "projects:gap_list",
    _("Money still to come in"),
    _(
        "Every gap with what was received for it. The sum here is the sum of the daily report, "
        "because both are the same rows."
    ),
)
REPORT = Stop(
    "reports:list",
    _("The daily report"),
    _(
        "Open the newest: changes come first, each explained by the rows that made it. Press any "
        "number and see exactly its rows, as they were frozen."
    ),
)
BOARDS = Stop(
    "reports:boards",
    _("The same figures as pictures"),
    _(
        "Trends, counties, the ageing of arrears. Behind every chart stands its table, and behind "
        "every bar its rows."
    ),
)
SEARCH = Stop(
    "exchange:search",
    _("Find anything"),
    _(
        "Press / on any page. Names, numbers, units and document numbers are found by two "
        "characters or by pinyin; what is not yours to see is not found."
    ),
)
PROFILE = Stop(
    "accounts:profile",
    _("What I may do, and why"),
    _(
        "Your roles, how far each one reaches, who granted it and until when. Press ? for the "
        "keys of the keyboard."
    ),
)
