"""Into whose hands a lead goes, who signs for it, and in which way it is handled."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, record
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads import recusal
from leads.actions import approvals, clocks
from leads.actions.compartment import admit, expel, locked, needs_role_over
from leads.models import (
    LEVEL_ROLES,
    NAMED_LEVELS,
    ApprovalMatter,
    ApprovalRoute,
    ClockKind,
    LeadSignatory,
    Level,
)
from leads.workflow import HandlingWay, LeadStatus

# In these ways another body does the work, and answers by a day.
ELSEWHERE = (HandlingWay.PASSED_ON, HandlingWay.ASSIGNED_DOWN)
FINISHED = (LeadStatus.RETURNED, LeadStatus.DISPOSED, LeadStatus.MERGED, LeadStatus.VOIDED)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is named at which level, and how the lead is handled."""

    people: dict[str, User]
    way: str = HandlingWay.OWN
    handled_by_body: str = ""
    reply_due_on: date | None = None
    expires_on: date | None = None

    def as_terms(self):
        """What a form of approval keeps of it."""
        return {
            "people": {level: person.pk for level, person in self.people.items()},
            "way": str(self.way),
            "handled_by_body": self.handled_by_body,
            "reply_due_on": str(self.reply_due_on or ""),
            "expires_on": str(self.expires_on or ""),
        }

    @classmethod
    def of_terms(cls, terms) -> "Assignment":
        people = User.objects.in_bulk(terms["people"].values())
        return cls(
            people={level: people[pk] for level, pk in terms["people"].items()},
            way=terms["way"],
            handled_by_body=terms["handled_by_body"],
            reply_due_on=parse_date(terms["reply_due_on"]),
            expires_on=parse_date(terms["expires_on"]),
        )

    @property
    def handler(self):
        return self.people[Level.OFFICER]

    @property
    def approver(self):
        return self.people[Level.DEPUTY]


@transaction.atomic
def assign(
    *,
    lead,
    handler,
    approver,
    by,
    at,
    director=None,
    secretary=None,
    way=HandlingWay.OWN,
    handled_by_body="",
    reply_due_on=None,
    expires_on=None,
    note="",
):
    """Put a lead into the hands of an officer and before who signs: they are its compartment.

    Where a route for assignments is in force the office proposes it, and it takes effect with the
    last signature.
    """
    lead, today = locked(lead), timezone.localdate(at)
    lead.workflow.check(_with(lead, handler, approver), "assign", by, note)
    named = {
        Level.OFFICER: handler,
        Level.DIRECTOR: director,
        Level.DEPUTY: approver,
        Level.SECRETARY: secretary,
    }
    people = {level.value: person for level, person in named.items() if person}
    plan = Assignment(people, way, handled_by_body.strip(), reply_due_on, expires_on)
    _check(lead, plan, today)
    if ApprovalRoute.objects.in_force(ApprovalMatter.ASSIGNMENT, today, lead.commission):
        return _propose(lead, plan, by=by, at=at, note=note)
    return _carry_out(lead, plan, "assign", by=by, at=at, note=note)


def _with(lead, handler, approver):
    lead.handler, lead.approver = handler, approver
    return lead


def _check(lead, plan, today) -> None:
    for level, person in plan.people.items():
        check_assignable(lead, person, LEVEL_ROLES[level], today)
    if plan.handler == plan.approver:
        raise NotPossible(_("Case officer and approving leader are two people."))
    if len(set(plan.people.values())) < len(plan.people):
        raise NotPossible(_("Each level is signed by another person."))
    kept = lead.signatories.values_list("level", flat=True)
    for level in ApprovalRoute.objects.named_levels(today, lead.commission):
        if level not in plan.people and level not in kept:
            raise NotPossible(
                _("The route of approval asks for the signature of “%(level)s”: name who signs.")
                % {"level": Level(level).label}
            )
    _check_way(plan, today)


def _check_way(plan, today) -> None:
    if plan.way not in ELSEWHERE:
        if plan.handled_by_body or plan.reply_due_on:
            raise NotPossible(
                _("A body and a day of reply belong to a lead that is passed on or assigned down.")
            )
        return
    if not plan.handled_by_body or plan.reply_due_on is None:
        raise NotPossible(_("Name the body that handles the lead, and by when it replies."))
    if plan.reply_due_on <= today:
        raise NotPossible(_("The day of reply lies in the future."))


def check_assignable(lead, person, role, today) -> None:
    """Raises NotPossible for who does not hold the role here, or has to recuse."""
    needs_role_over(lead, person, role, today)
    if ground := recusal.ground_of(person, lead):
        raise NotPossible(ground)


def _propose(lead, plan, *, by, at, note):
    """Lay the assignment before who signs it, who read the lead from now on."""
    lead = locked(lead)
    levels = approvals.levels_for(lead, ApprovalMatter.ASSIGNMENT, on=timezone.localdate(at))
    for level in levels:
        if person := plan.people.get(level):
            _let_in(lead, person, _("Signs the assignment of the lead"), None, by, at)
    approvals.lay_before(
        lead, ApprovalMatter.ASSIGNMENT, terms=plan.as_terms(), words=note, by=by, at=at
    )
    return lead


def _carry_out(lead, plan, step, *, by, at, note):
    staff, today = set(plan.people.values()), timezone.localdate(at)
    kept = lead.signatories.exclude(level__in=plan.people)
    staff |= {signatory.user for signatory in kept.select_related("user")}
    before = {lead.handler_id, lead.approver_id}
    lead = locked(lead)
    before |= {lead.handler_id, lead.approver_id, *lead.signatories.values_list("user", flat=True)}
    facts = {"way": plan.way, "handled_by_body": plan.handled_by_body}
    changed = {name: value for name, value in facts.items() if getattr(lead, name) != value}
    people = {"handler": plan.handler, "approver": plan.approver}
    lead = advance(lead, step, by=by, at=at, note=note, **people, **changed)
    left = before - {person.pk for person in staff}
    _take_out(lead, left, _("The lead was assigned anew."), by=by, at=at)
    for level in NAMED_LEVELS:
        if person := plan.people.get(level):
            _name(lead, level, person, by=by, at=at)
    _let_in(lead, plan.handler, _("Case officer of the lead"), plan.expires_on, by, at)
    _let_in(lead, plan.approver, _("Approving leader of the lead"), None, by, at)
    clocks.stop(lead, ClockKind.REPLY, on=today)
    if plan.reply_due_on:
        clocks.start(lead, ClockKind.REPLY, on=today, due_on=plan.reply_due_on)
    return lead


def _take_out(lead, users, note, *, by, at) -> None:
    for member in lead.members.filter(user__in=users - {None}, withdrawn_at=None):
        expel(member, by=by, at=at, note=note)


def _let_in(lead, person, reason, expires_on, by, at) -> None:
    in_force = lead.members.in_force(timezone.localdate(at)).filter(user=person)
    if not in_force.filter(expires_on=expires_on).exists():
        admit(lead, person, reason=reason, expires_on=expires_on, by=by, at=at)


def _name(lead, level, person, *, by, at) -> None:
    facts = {"user": person, "named_at": at, "named_by": by}
    LeadSignatory.objects.update_or_create(lead=lead, level=level, defaults=facts)
    _let_in(lead, person, _("Signs the approval forms of the lead"), None, by, at)


@transaction.atomic
def name_signatory(*, lead, level, user, by, at):
    """Name who signs at a level besides the leader in charge; who signed there before leaves."""
    lead = locked(lead)
    if Role.CASE_SUPERVISION not in by.roles_over(lead.scope_paths):
        raise NotAllowed(_("Only the case supervision office names who signs."))
    if lead.status in FINISHED or not lead.assigned_at:
        raise NotPossible(_("Who signs is named for a lead that is assigned and in hand."))
    check_assignable(lead, user, LEVEL_ROLES[level], timezone.localdate(at))
    others = lead.signatories.exclude(level=level).values_list("user", flat=True)
    if user.pk in (lead.handler_id, lead.approver_id, *others):
        raise NotPossible(_("Each level is signed by another person."))
    before = set(lead.signatories.filter(level=level).values_list("user", flat=True))
    _take_out(lead, before - {user.pk}, _("Somebody else signs."), by=by, at=at)
    _name(lead, level, user, by=by, at=at)
    record(lead, "name_signatory", by=by, at=at, detail={"level": level, "person": user})
    return lead


def _granted(form, *, words, by, at) -> None:
    lead, plan = form.lead, Assignment.of_terms(form.terms)
    _check(lead, plan, timezone.localdate(at))
    _carry_out(lead, plan, "assign_as_signed", by=by, at=at, note=words)
    _leave_as_signed(form, by=by, at=at)


def _returned(form, *, words, by, at) -> None:
    _leave_as_signed(form, by=by, at=at)


def _leave_as_signed(form, *, by, at) -> None:
    """Who was let in to sign the assignment, and is not named in what stands, leaves."""
    lead = locked(form.lead)
    staff = {lead.handler_id, lead.approver_id, *lead.signatories.values_list("user", flat=True)}
    signed = {pk for level, pk in form.terms["people"].items() if level in form.levels}
    _take_out(lead, signed - staff, _("The assignment is decided."), by=by, at=at)


approvals.carries_out(
    ApprovalMatter.ASSIGNMENT, granted=_granted, returned=_returned, withdrawn=_returned
)
