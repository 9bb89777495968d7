"""Who can see a lead, why, until when, who let them in, and who looked."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.casework import calendar, clock
from airdefense.casework.history import READINGS
from airdefense.casework.models import Event
from leads.actions.recusals import may_lift
from leads.models import CheckTeamMember, DisciplineCase, Lead, LeadSignatory
from leads.readings import Lookout, Reading, Unusual, unusual

LEAD, CASE = Lead._meta.label_lower, DisciplineCase._meta.label_lower
SEEN = READINGS
CLEARED = "clear_readings"
# How many days before its end a membership is said to end soon, and how far the work list looks.
SOON = timedelta(days=14)
LOOKED_BACK = timedelta(days=60)
KINDS = {
    "read": _("opened"),
    "open": _("opened"),
    "print": _("printed"),
    "export": _("exported"),
    "search": _("searched"),
    "open_file": _("opened files"),
    "open_seal": _("revealed the reporter"),
    "open_identity": _("revealed an identity number"),
}


@dataclass(slots=True)
class Look:
    """What one person did with a lead without changing it."""

    person: Any
    counts: Counter = field(default_factory=Counter)
    last_at: Any = None

    def add(self, event: Event) -> None:
        self.counts[KINDS[event.name]] += 1
        self.last_at = max(filter(None, (self.last_at, event.happened_at)))

    @property
    def kinds(self) -> list[tuple[Any, int]]:
        return list(self.counts.items())


@dataclass(frozen=True, slots=True)
class Flag:
    """An unusual reading as the keeper sees it."""

    unusual: Unusual
    person: Any
    is_own: bool


class Panel:
    """The compartment of one lead as this user may know it today."""

    def __init__(self, lead, user):
        self.lead, self.user, self.today = lead, user, timezone.localdate()

    @cached_property
    def members(self) -> list[Any]:
        rows = self.lead.members.visible_to(self.user).select_related(
            "user__organisation", "added_by", "withdrawn_by"
        )
        return list(rows.order_by("pk"))

    @cached_property
    def inside(self) -> list[Any]:
        """Those who can see it today; each knows whether the membership ends soon."""
        current = [member for member in self.members if member.is_in_force(self.today)]
        for member in current:
            member.ends_soon = (
                member.expires_on is not None and member.expires_on <= self.today + SOON
            )
            member.look = self.looks.get(member.user_id)
        return current

    @cached_property
    def former(self) -> list[Any]:
        return [member for member in self.members if not member.is_in_force(self.today)]

    @property
    def is_keeper(self) -> bool:
        keys = {member.user_id for member in self.inside}
        return self.user.pk in keys & {self.lead.handler_id, self.lead.approver_id}

    @cached_property
    def recusals(self) -> list[Any]:
        rows = self.lead.recusals.visible_to(self.user)
        found = list(rows.select_related("user", "declared_by", "lifted_by").order_by("pk"))
        for recusal in found:
            recusal.may_be_lifted = may_lift(recusal, self.lead, self.user)
            # A ground in words may tell what the lead is about.
            is_own_entry = recusal.declared_by_id == self.user.pk
            recusal.is_told = is_own_entry or self.lead.is_open_to(self.user)
        return found

    @cached_property
    def events(self) -> list[Event]:
        """The readings of the lead and of its cases, and what was looked into, in their order."""
        cases = self.lead.cases.visible_to(self.user).values("pk")
        of_lead = Q(case_type=LEAD, case_id=self.lead.pk) | Q(case_type=CASE, case_id__in=cases)
        found = Event.objects.filter(of_lead, name__in=(*SEEN, CLEARED))
        return list(found.select_related("actor").order_by("happened_at", "pk"))

    @cached_property
    def looks(self) -> dict[int, Look]:
        looks: dict[int, Look] = {}
        for event in self.events:
            if event.name in KINDS:
                looks.setdefault(event.actor_id, Look(event.actor)).add(event)
        return looks

    @property
    def outside_looks(self) -> list[Look]:
        """Those who looked and are not inside today, the latest first."""
        inside = {member.user_id for member in self.inside}
        found = [look for key, look in self.looks.items() if key not in inside]
        return sorted(found, key=lambda look: look.last_at, reverse=True)

    @cached_property
    def flags(self) -> list[Flag]:
        """Unusual readings that nobody else looked into yet."""
        people = {event.actor_id: event.actor for event in self.events}
        workers = workers_of([self.lead])[self.lead.pk]
        known = lookout(self.lead, self.events, workers, working_days())
        return [Flag(one, people[one.reader], one.reader == self.user.pk) for one in unusual(known)]


def workers_of(leads) -> dict[int, set[int]]:
    """Officer and leader, signatories, trial officers and checking teams, by lead."""
    found = {lead.pk: {lead.handler_id, lead.approver_id} for lead in leads}
    rows = (
        LeadSignatory.objects.values_list("lead", "user"),
        DisciplineCase.objects.values_list("lead", "trial_officer"),
        CheckTeamMember.objects.values_list("lead", "user"),
    )
    for pairs in rows:
        for key, user in pairs.filter(lead__in=list(found)):
            found[key].add(user)
    return found


def working_days():
    overrides = clock.overrides()
    return lambda day: calendar.is_working_day(day, overrides)


def lookout(lead, events, workers, is_working_day) -> Lookout:
    """What the rules ask about, without what another person has looked into."""
    return Lookout(
        workers=frozenset(workers),
        disposed_on=timezone.localdate(lead.disposed_at) if lead.disposed_at else None,
        readings=tuple(reading(event) for event in unanswered(events)),
        is_working_day=is_working_day,
    )


def reading(event) -> Reading:
    return Reading(
        event.actor_id,
        event.name,
        timezone.localtime(event.happened_at),
        event.detail.get("leads_in_hour", 0),
    )


def unanswered(events) -> list[Event]:
    """The readings after which nobody but the reader wrote down that they were looked into."""
    answers = [event for event in events if event.name == CLEARED]
    return [
        event
        for event in events
        if event.name in SEEN
        and not any(
            answer.actor_id != event.actor_id and answer.happened_at >= event.happened_at
            for answer in answers
        )
    ]


def with_unusual_readings(leads, user) -> list[int]:
    """Which of these leads have readings that somebody other than this user should look into."""
    kept = {lead.pk: lead for lead in leads}
    since = timezone.now() - LOOKED_BACK
    events = defaultdict(list)
    recent = Event.objects.filter(case_type=LEAD, case_id__in=kept, happened_at__gt=since)
    for event in recent.filter(name__in=(*SEEN, CLEARED)).order_by("happened_at", "pk"):
        events[event.case_id].append(event)
    workers, is_working_day = workers_of(kept.values()), working_days()
    found = []
    for key, seen in events.items():
        flags = unusual(lookout(kept[key], seen, workers[key], is_working_day))
        if any(flag.reader != user.pk for flag in flags):
            found.append(key)
    return found
