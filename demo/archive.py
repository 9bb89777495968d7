"""The daily reports of the last mornings, so that there is a row of them from the first minute."""

from datetime import date, datetime, timedelta

from airdefense.accounts.models import Organisation, system_user
from airdefense.reports.actions import compile_report, publish
from airdefense.reports.models import Kind
from demo.city import City
from demo.plan.campaign import Campaign, at

MORNING = 8 * 60
REPORTED_DAYS = 4


def report_last_days(city: City, until: date, *, now: datetime) -> None:
    """Compile the reports of the last working days, each on the morning after, and send out
    those of the last day of all three kinds."""
    scope, by = Organisation.objects.get(path=f"{city.municipal.code}."), system_user()
    *before, last = Campaign(until).days[-REPORTED_DAYS:]
    for day in before:
        morning = at(day + timedelta(days=1), MORNING)
        compile_report(kind=Kind.DAILY, day=day, scope=scope, by=by, at=morning)
    morning = min(at(last + timedelta(days=1), MORNING), now)
    for kind in Kind:
        publish(kind=kind, day=last, scope=scope, by=by, at=morning)
