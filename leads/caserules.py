"""What a lead and a case must hold: told to nobody who does not see the lead, and of no score."""

from django.db.models import DateField, Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.checkup.registry import Severity, case_rule, examined
from airdefense.casework.clock import end_of
from leads.models import (
    SANCTIONS,
    Access,
    CasePerson,
    ClockGroup,
    ClockKind,
    DisciplineCase,
    Execution,
    Inquiry,
    Lead,
    LeadClock,
    LeadMember,
    MoveKind,
    Outcome,
    PrelimCheck,
    Probation,
)
from leads.workflow import CaseStatus, DisposalMethod, LeadStatus

REGISTER = (Role.CASE_SUPERVISION,)
# Who may be inside a compartment; of what a lead says the register learns nothing here either.
INSIDE = (
    Role.CASE_OFFICER,
    Role.OFFICE_DIRECTOR,
    Role.APPROVING_LEADER,
    Role.SECRETARY,
    Role.TRIAL_OFFICER,
)
HANDLED = (LeadStatus.ASSIGNED, LeadStatus.PROPOSED, LeadStatus.IN_DISPOSAL, LeadStatus.HELD)
AT_AN_END = (LeadStatus.MERGED, LeadStatus.VOIDED)
FILED = (CaseStatus.INVESTIGATION, CaseStatus.TRIAL, CaseStatus.CONCLUDED)


def in_register(user):
    """The sender keeps the receipt of a lead and judges nothing of it."""
    return Lead.objects.visible_to(user).as_seen_by(user).exclude(access=Access.RECEIPT)


examined(Lead, region="region", number="number", is_compartmented=True, judged_by=in_register)
examined(DisciplineCase, region="region", number="number", is_compartmented=True)


def rule(severity, code, title, sentence, of, roles=(*REGISTER, *INSIDE)):
    return case_rule(code, severity=severity, title=title, sentence=sentence, of=of, roles=roles)


def late(day, *kinds):
    """Limits of these kinds that had passed by the end of that day, and did not rest."""
    return LeadClock.objects.filter(kind__in=kinds).overdue_on(day)


def leads_with(clocks):
    return Lead.objects.filter(Exists(clocks.filter(lead=OuterRef("pk"))))


def cases_with(clocks):
    return DisciplineCase.objects.filter(Exists(clocks.filter(case=OuterRef("pk"))))


@rule(
    Severity.ERROR,
    "L01",
    _("No disposal proposed within the limit"),
    _("The limit for a proposal has passed: propose one of the four methods."),
    Lead,
)
def proposal_late(at):
    return leads_with(late(at.day, ClockKind.PROPOSAL))


@rule(
    Severity.WARN,
    "L02",
    _("Transferred and not signed for"),
    _("The letter came and nobody signed for it: register the lead, or return it with a reason."),
    Lead,
)
def not_signed_for(at):
    since = end_of(at.before("check.receipt_of_lead"))
    return Lead.objects.filter(status=LeadStatus.TRANSFERRED, transferred_at__lt=since)


@rule(
    Severity.WARN,
    "L03",
    _("Held past its review day"),
    _("The day on which the held lead was to come up again is over: look at it again."),
    Lead,
)
def review_late(at):
    return leads_with(late(at.day, ClockKind.HOLD)).filter(status=LeadStatus.HELD)


@rule(
    Severity.ERROR,
    "L04",
    _("Case without anybody in it"),
    _("A case (件) counts and nobody (人) is named in it: name the persons or the organisation."),
    DisciplineCase,
    INSIDE,
)
def case_without_persons(at):
    persons = CasePerson.objects.filter(case=OuterRef("pk"))
    unnamed = DisciplineCase.objects.filter(status__in=FILED, organisation_subject="")
    return unnamed.exclude(Exists(persons))


@rule(
    Severity.ERROR,
    "L05",
    _("Case filed without its basis"),
    _("The filing names no article on which it rests: add the statutory basis."),
    DisciplineCase,
    INSIDE,
)
def case_without_basis(at):
    return DisciplineCase.objects.filter(status__in=FILED, basis="")


@rule(
    Severity.ERROR,
    "L06",
    _("Inquiry or check past its limit"),
    _("The report on the talk, the letter or the check is overdue: report, or ask for more time."),
    Lead,
)
def method_late(at):
    kinds = (ClockKind.TALK_LETTER, ClockKind.LETTER_REPLY, ClockKind.PRELIM_CHECK, ClockKind.REPLY)
    return leads_with(late(at.day, *kinds))


@rule(
    Severity.ERROR,
    "L07",
    _("Filed case past its limit"),
    _("The limit of the investigation, the detention or the supplement has passed: decide it."),
    DisciplineCase,
    INSIDE,
)
def investigation_late(at):
    kinds = (ClockKind.INVESTIGATION, ClockKind.DETENTION, ClockKind.SUPPLEMENT)
    return cases_with(late(at.day, *kinds))


@rule(
    Severity.ERROR,
    "L08",
    _("Trial or review past its limit"),
    _("The trial office has not decided within the limit: decide, or ask for more time."),
    DisciplineCase,
    INSIDE,
)
def trial_late(at):
    kinds = (ClockKind.TRIAL, ClockKind.REVIEW, ClockKind.RECONSIDERATION)
    return cases_with(late(at.day, *kinds))


@rule(
    Severity.ERROR,
    "L09",
    _("Sanction not announced or carried out within its limit"),
    _("A decision took effect and nothing says that it was announced or carried out: do so."),
    Lead,
    INSIDE,
)
def execution_late(at):
    """By its limit; where none runs, a month after it took effect (政务处分法 Art. 54)."""
    executed = Execution.objects.filter(outcome=OuterRef("pk"))
    old = Outcome.objects.filter(
        kind__in=SANCTIONS, revoked_on=None, effective_on__lte=at.before("check.execution")
    )
    forgotten = old.exclude(Exists(executed)).filter(person__lead=OuterRef("pk"))
    clocks = late(at.day, ClockKind.ANNOUNCEMENT, ClockKind.EXECUTION)
    return Lead.objects.filter(Exists(clocks.filter(lead=OuterRef("pk"))) | Exists(forgotten))


@rule(
    Severity.ERROR,
    "L10",
    _("Probation ended and nothing decided"),
    _("The probation in the Party is over: restore the rights, extend it, or expel."),
    Lead,
    INSIDE,
)
def probation_undecided(at):
    ended = Probation.objects.filter(ends_on__lt=at.day, decided_on=None)
    standing = ended.filter(outcome__revoked_on=None, lead=OuterRef("pk"))
    return Lead.objects.filter(Exists(standing))


@rule(
    Severity.ERROR,
    "L11",
    _("Disposed of without a report"),
    _("The lead was disposed of and no report says what the inquiry or the check came to."),
    Lead,
    INSIDE,
)
def disposed_without_report(at):
    checks = PrelimCheck.objects.filter(lead=OuterRef("pk"), reported_at__isnull=False)
    inquiries = Inquiry.objects.filter(lead=OuterRef("pk"), reported_at__isnull=False)
    disposed = Lead.objects.filter(status=LeadStatus.DISPOSED)
    unchecked = Q(method=DisposalMethod.PRELIM_CHECK) & ~Exists(checks)
    unasked = Q(method=DisposalMethod.TALK_LETTER) & ~Exists(inquiries)
    return disposed.filter(unchecked | unasked)


@rule(
    Severity.ERROR,
    "L12",
    _("Officer or leader outside the compartment"),
    _("Who handles or approves the lead may not read it any more: assign it anew."),
    Lead,
)
def handled_from_outside(at):
    members = LeadMember.objects.in_force(at.day).filter(lead=OuterRef("pk"))
    officer = Exists(members.filter(user=OuterRef("handler")))
    leader = Exists(members.filter(user=OuterRef("approver")))
    return Lead.objects.filter(status__in=HANDLED).filter(~officer | ~leader)


@rule(
    Severity.ERROR,
    "L13",
    _("Merged or void, and a limit runs"),
    _("A lead that is handled no further has no limit: have its clocks stopped."),
    Lead,
)
def clocked_after_the_end(at):
    return leads_with(LeadClock.objects.running_on(at.day)).filter(status__in=AT_AN_END)


@rule(
    Severity.ERROR,
    "L14",
    _("Decided before it was approved"),
    _("An outcome took effect before its case was filed, or before the disposal was approved."),
    Lead,
    INSIDE,
)
def outcome_before_approval(at):
    filed = TruncDate("case__filed_at", output_field=DateField())
    approved = TruncDate("person__lead__approved_at", output_field=DateField())
    rows = Outcome.objects.annotate(filed_on=filed, approved_on=approved)
    early = Q(effective_on__lt=F("filed_on")) | Q(case=None, effective_on__lt=F("approved_on"))
    return Lead.objects.filter(Exists(rows.filter(early, person__lead=OuterRef("pk"))))


@rule(
    Severity.WARN,
    "L15",
    _("Limit at rest for long"),
    _("A limit rests and nobody said why it still does: let it run again, or note the reason."),
    Lead,
)
def rests_for_long(at):
    resting = LeadClock.objects.running_on(at.day).with_due(at.day).filter(is_paused=True)
    old = resting.filter(moves__kind=MoveKind.PAUSE, moves__moved_on__lte=at.before("check.rest"))
    resumed = resting.filter(moves__moved_on__gt=at.before("check.rest"))
    return leads_with(old.exclude(pk__in=resumed.values("pk")))


@rule(
    Severity.WARN,
    "L16",
    _("Check approved and no team"),
    _("The preliminary check was approved and nobody is to make it: set up its team and its plan."),
    Lead,
    INSIDE,
)
def check_without_team(at):
    approved = Lead.objects.filter(
        status=LeadStatus.IN_DISPOSAL,
        method=DisposalMethod.PRELIM_CHECK,
        approved_at__lt=end_of(at.before("check.team")),
    )
    return approved.exclude(Exists(PrelimCheck.objects.filter(lead=OuterRef("pk"))))


@rule(
    Severity.WARN,
    "L17",
    _("In trial and no trial officer"),
    _("The case lies with the trial office and nobody is named: have a trial officer named."),
    DisciplineCase,
    INSIDE,
)
def trial_without_officer(at):
    return DisciplineCase.objects.filter(status=CaseStatus.TRIAL, trial_officer=None)


@rule(
    Severity.WARN,
    "L18",
    _("Case concluded, somebody in it without an outcome"),
    _("The case is concluded and nothing says what became of one of its persons: record it."),
    DisciplineCase,
    INSIDE,
)
def concluded_without_outcome(at):
    told = Outcome.objects.filter(case=OuterRef("case"), person=OuterRef("person"))
    untold = CasePerson.objects.filter(case=OuterRef("pk")).exclude(Exists(told))
    return DisciplineCase.objects.filter(Exists(untold), status=CaseStatus.CONCLUDED)


@rule(
    Severity.WARN,
    "L19",
    _("Handled without a limit"),
    _("The lead awaits its proposal and no limit runs on it: have the limit entered and begun."),
    Lead,
)
def without_a_limit(at):
    running = LeadClock.objects.running_on(at.day).in_group(ClockGroup.PROPOSAL)
    waiting = Lead.objects.awaiting_proposal()
    return waiting.exclude(Exists(running.filter(lead=OuterRef("pk"))))
