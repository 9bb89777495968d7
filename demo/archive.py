"""What the product itself makes of the city, so that no first screen is empty: the reports of the
last mornings, what is suspected, and where the departments' data differ."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation, system_user
from airdefense.reports.actions import compile_report, publish
from airdefense.reports.models import DAILY_KINDS, Kind
from demo.city import City
from demo.plan.campaign import Campaign, at
from projects.reconciliation.run import reconcile_all
from projects.screening import screen

MORNING = 8 * 60
REPORTED_DAYS = 4


def report_last_days(city: City, until: date, *, now: datetime) -> None:
    """Compile the reports of the last working days, each on the morning after, and send out
    those of the last day of the three daily kinds."""
    scope, by = Organisation.objects.get(path=f"{city.municipal.code}."), system_user()
    *before, last = Campaign(until).days[-REPORTED_DAYS:]
    for day in before:
        morning = at(day + timedelta(days=1), MORNING)
        compile_report(kind=Kind.DAILY, day=day, scope=scope, by=by, at=morning)
    for kind in DAILY_KINDS:
        publish(kind=kind, day=last, scope=scope, by=by, at=morning_after(last, now))


def morning_after(day: date, now: datetime) -> datetime:
    return min(at(day + timedelta(days=1), MORNING), now)


def look_it_over(until: date, *, now: datetime, say: Callable[[str], None]) -> None:
    """Match and compare the departments' papers, then screen every project, as that night does."""
    when = morning_after(until, now)
    reconcile_all(at=when)
    result = screen(at=when, say=lambda done: say(str(done)))
    say(_("%(count)d suspicions") % {"count": result.tally.appeared})
