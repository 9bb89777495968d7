"""The seven reminders of leads and cases, to the offices that a city in production tells
(domain §3.3): proposal, inquiry and held lead to the case supervision office and the officer, the
filed case to the investigation, trial, probation and execution to the trial office.

Each speaks of clocks: what is done stops its clock, and what rests has no last day to speak of.
The wall lets nobody be told of a lead outside whose compartment he or she stands.
"""

from django.db.models import Q

from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.casework.reminding.registry import reminder
from leads.models import ClockGroup, LeadClock

REGISTER = (Role.CASE_SUPERVISION,)
# Above the officer: who directs the office, then who approves; members of the compartment alone.
OFFICE, LEADERSHIP = (Role.OFFICE_DIRECTOR,), (Role.APPROVING_LEADER,)


def running(user, day, group):
    """The limits of a group that run on a day, with their last day of then in `due_by`."""
    clocks = LeadClock.objects.visible_to(user).in_group(group).running_on(day).with_due(day)
    return clocks.select_related("lead")


def of_register(user):
    """What lies with the case supervision office, and with the officer of the lead."""
    return within(user, "lead__commission", REGISTER) | Q(lead__handler=user)


def of_investigation(user):
    return Q(lead__handler=user)


def of_trial(user):
    """What lies with the trial officer; until one is named, with the officer who sent the case."""
    unnamed = Q(case__trial_officer=None, lead__handler=user)
    return Q(case__trial_officer=user) | unnamed


def clock_kind(group, *, roles, mine, order):
    """Register the reminder of one group of limits."""

    def rows(user, day):
        return running(user, day, group)

    reminder(
        f"clock-{group.value}",
        label=group.label,
        roles=roles,
        mine=mine,
        scope="lead__commission",
        office=OFFICE,
        leadership=LEADERSHIP,
        when="due_by",
        url="leads:board",
        query=f"group={group.value}",
        order=order,
        is_compartmented=True,
        case="lead",
    )(rows)


TO_REGISTER = {"roles": (*REGISTER, Role.CASE_OFFICER), "mine": of_register}
TO_INVESTIGATION = {"roles": (Role.CASE_OFFICER,), "mine": of_investigation}
TO_TRIAL = {"roles": (Role.TRIAL_OFFICER, Role.CASE_OFFICER), "mine": of_trial}
ROUTES = {
    ClockGroup.PROPOSAL: TO_REGISTER,
    ClockGroup.INTERVIEW: TO_REGISTER,
    ClockGroup.HOLD: TO_REGISTER,
    ClockGroup.FILED: TO_INVESTIGATION,
    ClockGroup.TRIAL: TO_TRIAL,
    ClockGroup.PROBATION: TO_TRIAL,
    ClockGroup.EXECUTION: TO_TRIAL,
}
for place, (group, route) in enumerate(ROUTES.items()):
    clock_kind(group, **route, order=60 + place)
