"""What the product itself makes of the city, so that no first screen is empty: the reports of the
last mornings with what was asked from them, what is suspected, and where the departments' data
differ."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from airdefense.accounts.models import Organisation, system_user
from airdefense.reports.actions import compile_report, publish
from airdefense.reports.figures import regions
from airdefense.reports.models import DAILY_KINDS, Kind
from airdefense.reports.periods.rules import last_ended
from demo import leading
from demo.city import City
from demo.plan.campaign import Campaign, at
from projects.reconciliation.run import reconcile_all
from projects.screening import screen

MORNING = 8 * 60
RULING_KNOWN = 9 * 60
REPORTED_DAYS = 4
# The two counties that the article tells of; the others' reports come with the next morning.
COUNTIES_SHOWN = ("530423", "530427")


def report_last_days(city: City, until: date, *, now: datetime) -> None:
    """Plan, reports of the last working days, each on the morning after, with what leaders ask
    from them; those of the last day of the three daily kinds are sent out, and two counties have
    their own of that day. Week and month are summed up for the city."""
    campaign = Campaign(until)
    scope, by = Organisation.objects.get(path=f"{city.municipal.code}."), system_user()
    leading.plan_recovery(campaign)
    leading.keep_lists(campaign)
    *before, last = campaign.days[-REPORTED_DAYS:]
    for kind in (Kind.WEEKLY, Kind.MONTHLY):
        ended = last_ended(kind, before[0]).until
        morning = at(ended + timedelta(days=1), MORNING)
        compile_report(kind=kind, day=ended, scope=scope, by=by, at=morning)
    for day in before:
        morning = at(day + timedelta(days=1), MORNING)
        report = compile_report(kind=Kind.DAILY, day=day, scope=scope, by=by, at=morning)
    leading.instruct(report, last, now=now)
    leading.write_off_late(before[-1], now=min(at(last, RULING_KNOWN), now))
    for kind in DAILY_KINDS:
        publish(kind=kind, day=last, scope=scope, by=by, at=morning_after(last, now))
    for county in regions(last, scope):
        if county.code in COUNTIES_SHOWN:
            morning = morning_after(last, now)
            compile_report(kind=Kind.DAILY, day=last, scope=county, by=by, at=morning)


def morning_after(day: date, now: datetime) -> datetime:
    return min(at(day + timedelta(days=1), MORNING), now)


def look_it_over(until: date, *, now: datetime, say: Callable[[str], None]) -> None:
    """Match and compare the departments' papers, then screen every project, as that night does."""
    when = morning_after(until, now)
    reconcile_all(at=when)
    result = screen(at=when, say=lambda done: say(str(done)))
    say(_("%(count)d suspicions") % {"count": result.tally.appeared})
