"""How an entry of the project ledger moves, and who may move it. One row per step."""

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import INSPECTION_TEAM, SYSTEM, Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import Workflow, any_of, step

# The events by which facts come into an entry.
ENTRIES = ("create", "edit", "add_building", "edit_building", "remove_building")


class ProjectStatus(models.TextChoices):
    RECORDED = "recorded", _("To be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def needs_a_building(project, user):
    if project.buildings.exists():
        return None
    return _t("Add at least one building before the project is confirmed.")


def not_own_entry(project, user):
    """Second person (domain §8.2): who keyed or corrected an entry does not confirm it."""
    since = {"happened_at__gte": project.confirmed_at} if project.confirmed_at else {}
    own = Event.objects.of(project).filter(actor=user, name__in=ENTRIES, **since)
    if (project.recorded_by_id != user.pk or since) and not own.exists():
        return None
    return _t("Whoever recorded a project does not confirm it: a second clerk does.")


def confirmable(project, user):
    return not_own_entry(project, user) or needs_a_building(project, user)


PROJECT_WORKFLOW = Workflow(
    step(
        "confirm",
        _("Confirm"),
        source=[ProjectStatus.RECORDED],
        target=ProjectStatus.CONFIRMED,
        roles=[Role.DATA_CLERK],
        objection=confirmable,
        stamp="confirmed_at",
    ),
    step(
        "reopen",
        _("Reopen for correction"),
        source=[ProjectStatus.CONFIRMED],
        target=ProjectStatus.RECORDED,
        roles=[Role.DATA_CLERK],
        note_required=True,
        takes_back=True,
    ),
    step(
        "withdraw",
        _("Withdraw"),
        source=[ProjectStatus.RECORDED, ProjectStatus.CONFIRMED],
        target=ProjectStatus.WITHDRAWN,
        roles=[Role.DATA_CLERK],
        note_required=True,
        takes_back=True,
    ),
    step(
        "reinstate",
        _("Reinstate"),
        source=[ProjectStatus.WITHDRAWN],
        target=ProjectStatus.RECORDED,
        roles=[Role.DATA_CLERK],
        note_required=True,
    ),
    tones={"recorded": "warn", "confirmed": "ok", "withdrawn": ""},
)


class PublishedStatus(models.TextChoices):
    """Of a rate, an adjustment or a policy; what is ended still counts for the days before."""

    PROPOSED = "proposed", _("Proposed")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")
    REFUSED = "refused", _("Refused")


def not_own_proposal(row, user):
    """Second person (domain §8.2): nobody puts in force what he or she proposed."""
    if row.proposed_by_id == user.pk:
        return _t("Whoever proposed it does not put it in force: a second person does.")
    return None


def meets_no_other(row, user):
    """Two rates on one day would be two fees."""
    place = {name: getattr(row, name) for name in row.place}
    others = type(row).objects.standing().filter(**place).exclude(pk=row.pk)
    if row.effective_to:
        others = others.filter(effective_from__lte=row.effective_to)
    others = others.filter(
        models.Q(effective_to=None) | models.Q(effective_to__gte=row.effective_from)
    )
    if other := others.first():
        return _t("Its period overlaps that of %(other)s: end that one first.") % {"other": other}
    return None


def ends_after_it_began(row, user):
    if row.effective_to is None:
        return _t("Say on which day it ends.")
    if row.effective_to < row.effective_from:
        return _t("It ends before it began: enter a later day.")
    return None


PUBLISHERS = (Role.DATA_CLERK, Role.INSPECTION_OFFICE)


def published_workflow(noun: str) -> Workflow:
    """The same table for a rate, an adjustment and a policy, each with its own page for the end."""
    return Workflow(
        step(
            "put_in_force",
            _("Put in force"),
            source=[PublishedStatus.PROPOSED],
            target=PublishedStatus.IN_FORCE,
            roles=PUBLISHERS,
            objection=any_of(not_own_proposal, meets_no_other),
            stamp="approved_at",
        ),
        step(
            "refuse",
            _("Turn down"),
            source=[PublishedStatus.PROPOSED],
            target=PublishedStatus.REFUSED,
            roles=PUBLISHERS,
            note_required=True,
            takes_back=True,
        ),
        step(
            "end",
            _("End"),
            source=[PublishedStatus.IN_FORCE],
            target=PublishedStatus.ENDED,
            roles=PUBLISHERS,
            objection=ends_after_it_began,
            note_required=True,
            takes_back=True,
            form_url=f"projects:{noun}_end",
        ),
        tones={"proposed": "warn", "in_force": "ok", "ended": "", "refused": "bad"},
    )


RATE_WORKFLOW = published_workflow("rate")
ADJUSTMENT_WORKFLOW = published_workflow("adjustment")
POLICY_WORKFLOW = published_workflow("policy")


class SuspicionStatus(models.TextChoices):
    OPEN = "open", _("To be examined")
    DISMISSED = "dismissed", _("Dismissed")
    FOUND = "found", _("Made a finding")


SCREENERS = (
    Role.INSPECTOR,
    Role.DEPUTY_LEADER,
    Role.TEAM_LEADER,
    Role.INSPECTION_OFFICE,
)


def has_its_finding(suspicion, user):
    """A suspicion is made a finding by the paper written on it, never by a word alone."""
    if suspicion.findings.filter(voided_at=None, merged_into=None).exists():
        return None
    return _t("Write the finding: the suspicion is marked with it.")


SUSPICION_WORKFLOW = Workflow(
    step(
        "make_finding",
        _("Make a finding"),
        source=[SuspicionStatus.OPEN],
        target=SuspicionStatus.FOUND,
        roles=INSPECTION_TEAM,
        objection=has_its_finding,
        stamp="found_at",
        form_url="inspections:from_suspicion",
    ),
    step(
        "dismiss",
        _("Dismiss"),
        source=[SuspicionStatus.OPEN],
        target=SuspicionStatus.DISMISSED,
        roles=SCREENERS,
        stamp="dismissed_at",
        note_required=True,
        takes_back=True,
    ),
    step(
        "take_up_again",
        _("Take up again"),
        source=[SuspicionStatus.DISMISSED],
        target=SuspicionStatus.OPEN,
        roles=SCREENERS,
        note_required=True,
    ),
    step(
        "return",
        _("Return: its facts changed"),
        source=[SuspicionStatus.DISMISSED, SuspicionStatus.FOUND],
        target=SuspicionStatus.OPEN,
        roles=[SYSTEM],
    ),
    step(
        "lose_finding",
        _("Its finding is void"),
        source=[SuspicionStatus.FOUND],
        target=SuspicionStatus.OPEN,
        roles=[SYSTEM],
    ),
    tones={"open": "risk", "dismissed": "", "found": "run"},
)


class MatchStatus(models.TextChoices):
    SUGGESTED = "suggested", _("Suggested")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


RECONCILERS = (Role.DATA_CLERK, Role.INSPECTION_OFFICE)

MATCH_WORKFLOW = Workflow(
    step(
        "link",
        _("Linked by an equal key"),
        source=[MatchStatus.SUGGESTED],
        target=MatchStatus.ACCEPTED,
        roles=[SYSTEM],
        stamp="decided_at",
    ),
    step(
        "accept",
        _("Accept"),
        source=[MatchStatus.SUGGESTED],
        target=MatchStatus.ACCEPTED,
        roles=RECONCILERS,
        stamp="decided_at",
    ),
    step(
        "reject",
        _("Reject"),
        source=[MatchStatus.SUGGESTED],
        target=MatchStatus.REJECTED,
        roles=RECONCILERS,
        stamp="decided_at",
        takes_back=True,
    ),
    step(
        "take_back",
        _("Take the decision back"),
        source=[MatchStatus.ACCEPTED, MatchStatus.REJECTED],
        target=MatchStatus.SUGGESTED,
        roles=RECONCILERS,
        note_required=True,
        takes_back=True,
    ),
    tones={"suggested": "warn", "accepted": "ok", "rejected": ""},
)


class DifferenceStatus(models.TextChoices):
    OPEN = "open", _("To be explained")
    EXPLAINED = "explained", _("Explained")


DIFFERENCE_WORKFLOW = Workflow(
    step(
        "explain",
        _("Explain"),
        source=[DifferenceStatus.OPEN],
        target=DifferenceStatus.EXPLAINED,
        roles=RECONCILERS,
        stamp="explained_at",
        note_required=True,
    ),
    step(
        "take_up_again",
        _("Take up again"),
        source=[DifferenceStatus.EXPLAINED],
        target=DifferenceStatus.OPEN,
        roles=RECONCILERS,
        note_required=True,
    ),
    step(
        "return",
        _("Return: its facts changed"),
        source=[DifferenceStatus.EXPLAINED],
        target=DifferenceStatus.OPEN,
        roles=[SYSTEM],
    ),
    tones={"open": "warn", "explained": "ok"},
)
