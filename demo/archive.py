"""The daily reports of the last mornings before the last day, so that there is a row of them.

The last day's own report is left to the schedule: it is what the demonstration shows being made.
"""

from datetime import date, timedelta

from airdefense.accounts.models import Organisation, system_user
from airdefense.reports.actions import compile_report
from airdefense.reports.models import Kind
from demo.city import City
from demo.plan.campaign import Campaign, at

MORNING = 8 * 60
REPORTED_DAYS = 3


def report_last_days(city: City, until: date) -> None:
    """Compile the reports of the working days before the last one, each on the morning after."""
    scope, by = Organisation.objects.get(path=f"{city.municipal.code}."), system_user()
    for day in Campaign(until).days[-1 - REPORTED_DAYS : -1]:
        morning = at(day + timedelta(days=1), MORNING)
        compile_report(kind=Kind.DAILY, day=day, scope=scope, by=by, at=morning)
