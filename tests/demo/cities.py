"""A small city that shows everything, and its last day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from demo.city import YUXI, Targets, smaller

UNTIL = date(2020, 11, 30)
SMALL = Targets(
    checked=9,
    project_problems=4,
    inspection_leads=2,
    audited=11,
    audit_leads=1,
    problems=9,
    recovered_yuan=Decimal("4567890.12"),
    disposed=5,
    cases=2,
    case_persons=3,
    sanctioned=2,
    otherwise_handled=3,
    prosecuted=1,
    on_site_leads=1,
    open_leads=2,
    recovered_on_last_day_yuan=Decimal(1200),
    organisations_held_to_account=1,
    persons_held_to_account=2,
)
SMALLER = replace(
    SMALL,
    recovered_yuan=Decimal(1800000),
    cases=0,
    case_persons=0,
    sanctioned=0,
    prosecuted=0,
    open_leads=0,
    on_site_leads=0,
    organisations_held_to_account=0,
    persons_held_to_account=0,
)
CITY = smaller(YUXI, {"530400": SMALL, "530423": SMALLER})


def quiet(_line):
    return None
