"""What is done about a lead in its method: talks and letters, and preliminary checks."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import record
from airdefense.casework.workflow import NotAllowed, NotPossible
from leads.actions import clocks
from leads.actions.assigning import check_assignable
from leads.actions.compartment import admit, locked, needs_handler, needs_inside
from leads.models import (
    CheckTeamMember,
    ClockKind,
    Inquiry,
    InquiryKind,
    Person,
    PrelimCheck,
    Suggestion,
)
from leads.workflow import DisposalMethod, LeadStatus

# Two people at least question and check together.
TEAM_OF_AT_LEAST = 2


def needs_reporter(check, user) -> None:
    """The head of the team or the officer of the lead writes the report on a check."""
    needs_inside(check.lead, user)
    if user.pk not in (check.leader_id, check.lead.handler_id):
        raise NotAllowed(_("The head of the team or the case officer writes the report."))


def _needs_method(lead, method) -> None:
    if lead.status != LeadStatus.IN_DISPOSAL or lead.method != method:
        raise NotPossible(
            _("This belongs to a lead whose approved method is “%(method)s”.")
            % {"method": method.label}
        )


@transaction.atomic
def record_inquiry(*, lead, person, kind, held_on, conducted_by, by, at) -> Inquiry:
    """Record a talk with a person, or a letter sent; a letter starts the limit for its reply."""
    lead = locked(lead)
    needs_handler(lead, by)
    _needs_method(lead, DisposalMethod.TALK_LETTER)
    if person.lead_id != lead.pk:
        raise NotPossible(_("The person belongs to another lead."))
    _check_day(lead, held_on, at)
    if not conducted_by.strip():
        raise NotPossible(_("Say who led the talk or signed the letter."))
    inquiry = Inquiry.objects.create(
        lead=lead,
        person=person,
        kind=kind,
        held_on=held_on,
        conducted_by=conducted_by,
        recorded_at=at,
        recorded_by=by,
    )
    if kind == InquiryKind.LETTER:
        clocks.start(lead, ClockKind.LETTER_REPLY, on=held_on)
    record(lead, "record_inquiry", by=by, at=at, detail={"inquiry": inquiry.pk})
    return inquiry


def _check_day(lead, day, at) -> None:
    if day > timezone.localdate(at):
        raise NotPossible(_("What is recorded has happened: the day cannot lie in the future."))
    if day < timezone.localdate(lead.approved_at):
        raise NotPossible(
            _("The method was approved on %(day)s: nothing is done before.")
            % {"day": timezone.localdate(lead.approved_at)}
        )


@transaction.atomic
def report_inquiry(*, inquiry, result, by, at, reply="", replied_on=None) -> Inquiry:
    """Write the report on a talk or a letter: what was answered, and what it comes to."""
    lead = locked(inquiry.lead)
    needs_handler(lead, by)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    if inquiry.reported_at:
        raise NotPossible(_("The report on it is written already."))
    if not result.strip() or not reply.strip():
        raise NotPossible(_("Write what was answered, and what you conclude from it."))
    inquiry.replied_on = _answered_on(inquiry, replied_on, at)
    inquiry.reply, inquiry.result = reply, result
    inquiry.reported_at, inquiry.reported_by = at, by
    inquiry.save()
    unanswered = lead.inquiries.filter(kind=InquiryKind.LETTER, replied_on=None)
    if not unanswered.exists():
        clocks.stop(lead, ClockKind.LETTER_REPLY, on=timezone.localdate(at))
    record(lead, "report_inquiry", by=by, at=at, detail={"inquiry": inquiry.pk})
    return inquiry


def _answered_on(inquiry, replied_on, at):
    """A talk is answered on its day; a letter when the reply came."""
    if inquiry.kind == InquiryKind.TALK:
        return inquiry.held_on
    if replied_on is None:
        raise NotPossible(_("Give the day on which the reply came."))
    if not inquiry.held_on <= replied_on <= timezone.localdate(at):
        raise NotPossible(_("The reply comes after the letter, and by today."))
    return replied_on


@transaction.atomic
def set_up_check(
    *, lead, leader, team: Iterable, plan, started_on, access_until, by, at
) -> PrelimCheck:
    """Set up the team of an approved preliminary check with its plan (监察法 Art. 41).

    The team reads the lead from now on, until the day given.
    """
    lead, today = locked(lead), timezone.localdate(at)
    needs_handler(lead, by)
    _needs_method(lead, DisposalMethod.PRELIM_CHECK)
    if lead.prelim_checks.filter(reported_at=None).exists():
        raise NotPossible(_("A preliminary check of this lead is under way."))
    if not plan.strip():
        raise NotPossible(_("Write the plan of the check."))
    _check_day(lead, started_on, at)
    members = list(dict.fromkeys((leader, *team)))
    _check_team(lead, members, access_until, today)
    check = PrelimCheck.objects.create(
        lead=lead, leader=leader, plan=plan, started_on=started_on, set_up_at=at, set_up_by=by
    )
    for user in members:
        CheckTeamMember.objects.create(lead=lead, prelim_check=check, user=user)
        if not lead.members.in_force(today).filter(user=user).exists():
            reason = _("Team of the preliminary check")
            admit(lead, user, reason=reason, expires_on=access_until, by=by, at=at)
    record(lead, "set_up_check", by=by, at=at, detail={"check": check.pk})
    return check


def _check_team(lead, members, access_until, today) -> None:
    if len(members) < TEAM_OF_AT_LEAST:
        raise NotPossible(_("Two people at least make up the team."))
    if access_until is None or access_until < today:
        raise NotPossible(_("Say until when the team may see the lead."))
    for user in members:
        check_assignable(lead, user, Role.CASE_OFFICER, today)
        if user.pk == lead.approver_id or lead.signatories.filter(user=user).exists():
            raise NotPossible(_("Who signs for the lead does not check it."))


@transaction.atomic
def report_check(*, check, report, suggestion, by, at) -> PrelimCheck:
    """Write the report on a preliminary check with what it suggests; it is never rewritten."""
    lead = locked(check.lead)
    check = PrelimCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    check.lead = lead
    needs_reporter(check, by)
    if check.reported_at:
        raise NotPossible(_("The report on it is written already."))
    if not report.strip() or suggestion not in Suggestion.values:
        raise NotPossible(_("Write the report, and what it suggests."))
    check.report, check.suggestion = report, suggestion
    check.reported_at, check.reported_by = at, by
    check.save()
    record(lead, "report_check", by=by, at=at, detail={"check": check.pk})
    return check


def what_is_missing(lead) -> str | None:
    """What the method still asks for before the lead is disposed of or a case is proposed."""
    if lead.prelim_checks.filter(reported_at=None).exists():
        return _("The report on the preliminary check is missing: write it first.")
    people = Person.objects.filter(inquiries__lead=lead, inquiries__reported_at=None)
    if count := people.distinct().count():
        return _("The report on the talk or letter is missing for %(count)d of the persons.") % {
            "count": count
        }
    return None
