"""A simulated year of holidays, and calendars proposed in a small city."""

from datetime import date, timedelta

import factory

from airdefense.accounts.roles import Role
from airdefense.casework.actions.holidays import propose_year, take_calendar_step
from airdefense.casework.holidays import Line
from airdefense.casework.models import CalendarProposal
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, person

YEAR = 2027
NOTICE = "国办发明电〔2026〕9号（模拟）"
# Name, first and last day off of a simulated notice for 2027.
HOLIDAYS = (
    ("元旦", (1, 1), (1, 3)),
    ("春节", (2, 5), (2, 12)),
    ("清明节", (4, 3), (4, 5)),
    ("劳动节", (5, 1), (5, 5)),
    ("端午节", (6, 9), (6, 9)),
    ("中秋节", (9, 15), (9, 15)),
    ("国庆节", (10, 1), (10, 7)),
)
WORKED = ((2, 13, "春节"), (5, 8, "劳动节"), (10, 9, "国庆节"))


def a_year(without: str = "") -> list[Line]:
    """The lines of the simulated notice, less one holiday."""
    lines = [Line(date(YEAR, month, day), True, name) for month, day, name in WORKED]
    for name, first, last in HOLIDAYS:
        start, end = date(YEAR, *first), date(YEAR, *last)
        lines += [
            Line(start + timedelta(days=n), False, name)
            for n in range((end - start).days + 1)
            if name != without
        ]
    return sorted(lines, key=lambda line: line.day)


class CalendarProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CalendarProposal

    year = YEAR
    is_whole_year = True
    document = NOTICE
    days = factory.LazyFunction(lambda: [line.stored for line in a_year()])
    proposed_at = NOON
    proposed_by = factory.SubFactory(UserFactory)


def a_calendar(city=None, *, in_force=False, lines=None, at=NOON):
    """A year proposed by the inspection office of the city, put in force by its administrator."""
    city = city or OrganisationFactory(city=True)
    office = person(Role.INSPECTION_OFFICE, city)
    proposal = propose_year(year=YEAR, lines=lines or a_year(), document=NOTICE, by=office, at=at)
    if in_force:
        second = person(Role.SYSTEM_ADMIN, city)
        proposal = take_calendar_step(proposal, "put_in_force", by=second, at=at)
    return proposal
