"""The legal clocks: begun, stopped, paused and extended by the actions of their stages."""

from datetime import date

from django.utils.translation import gettext as _

from airdefense.casework import calendar, clock
from airdefense.casework.models import TimeLimit
from airdefense.casework.workflow import NotPossible
from leads.models import LeadClock


def start(lead, kind, *, on: date, case=None, outcome=None, due_on: date | None = None):
    """Begin a clock by the limit in force that day, or until a day set by hand (`due_on`).

    Without a limit entered by the customer no clock runs, and None is answered: no limit is
    invented (domain §2.5). A clock of the kind that runs already is stopped first.
    """
    stop(lead, kind, on=on, case=case, outcome=outcome)
    limit = TimeLimit.objects.in_force(kind, on, lead.commission)
    if limit is None and due_on is None:
        return None
    facts = {}
    if limit is not None and due_on is None:
        due_on = calendar.due_on(
            on, limit.days, working=limit.is_working_days, overrides=clock.overrides()
        )
        facts = {
            "days": limit.days,
            "is_working_days": limit.is_working_days,
            "basis": limit.basis,
        }
    return LeadClock.objects.create(
        lead=lead, case=case, outcome=outcome, kind=kind, started_on=on, due_on=due_on, **facts
    )


def start_required(lead, kind, **where):
    """Begin a clock that the step cannot do without. Raises NotPossible where no limit stands."""
    begun = start(lead, kind, **where)
    if begun is None:
        raise NotPossible(
            _("No time limit for “%(step)s” on %(day)s: add one with its basis.")
            % {"step": kind, "day": where["on"]}
        )
    return begun


def stop(lead, kind, *, on: date, case=None, outcome=None) -> None:
    """Stop the running clock of that kind, if there is one."""
    running = lead.clocks.filter(kind=kind, case=case, outcome=outcome, stopped_on=None)
    running.update(stopped_on=on)
