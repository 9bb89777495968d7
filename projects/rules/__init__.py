"""The statute of the off-site construction fee: pure functions from facts to cited amounts.

    fee = assess(project, policy, tariff)       # what the law demands
    gap = gap_of(fee, dues)                     # what of it is missing, in four parts
    lines = lines_of(project, fee)              # every step, with its article and its document

No clock, no database, no settings: the day comes from the case, the rates from the customer.
"""

from projects.rules.area import AREA_RULES, Duty
from projects.rules.facts import (
    GRADES,
    BuildingFacts,
    Dues,
    Policy,
    ProjectFacts,
    to_cent,
)
from projects.rules.fee import UNBUILT, Fee, assess
from projects.rules.gap import Gap, gap_of
from projects.rules.worksheet import RULES_VERSION, Line, lines_of, lines_of_gap, snapshot

__all__ = [
    "AREA_RULES",
    "GRADES",
    "RULES_VERSION",
    "UNBUILT",
    "BuildingFacts",
    "Dues",
    "Duty",
    "Fee",
    "Gap",
    "Line",
    "Policy",
    "ProjectFacts",
    "assess",
    "gap_of",
    "lines_of",
    "lines_of_gap",
    "snapshot",
    "to_cent",
]
