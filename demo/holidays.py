"""The calendar of the years that the city works in, as the State Council's notices set it."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

import chinese_calendar
from django.utils import timezone

from airdefense.accounts.models import User
from airdefense.casework.actions.holidays import propose_year, take_calendar_step
from airdefense.casework.holidays import Line
from demo.people import Cast

NOTICES = {
    2020: "国办发明电〔2019〕16号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


def enter_calendar(cast: Cast, start: date, until: date) -> None:
    """Each notice is proposed by the inspection office in the November before its year, and put in
    force the next day by the system administrator."""
    office, second = cast.planners[0], User.objects.get(username="demo_system_admin")
    for year, lines in lines_by_year().items():
        day = max(date(year - 1, 11, 26), start - timedelta(days=3))
        if year not in NOTICES or year < start.year or day >= until:
            continue
        proposed = timezone.make_aware(datetime.combine(day, time(10)))
        facts = {"year": year, "lines": lines, "document": NOTICES[year]}
        proposal = propose_year(**facts, by=office, at=proposed)
        take_calendar_step(proposal, "put_in_force", by=second, at=proposed + timedelta(days=1))


def lines_by_year() -> dict[int, list[Line]]:
    """The packaged calendar by the year of the notice: New Year's Day may begin in December."""
    found: dict[int, list[Line]] = defaultdict(list)
    known = chinese_calendar.constants
    for days, is_working in ((known.holidays, False), (known.workdays, True)):
        for day, name in days.items():
            is_ahead = day.month == 12 and name == "New Year's Day"
            line = Line(day, is_working, NAMES.get(name, name))
            found[day.year + is_ahead].append(line)
    return dict(found)
