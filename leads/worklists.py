"""What waits for the people who handle leads; headers only."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.home import WorkList, work_list
from airdefense.accounts.models import within
from airdefense.accounts.roles import Role
from airdefense.exchange.listing import Column
from leads import rules, watchlists  # noqa: F401 - the latter registers its lists
from leads.models import (
    SANCTIONS,
    ApprovalForm,
    ClockKind,
    DisciplineCase,
    Lead,
    LeadClock,
    Outcome,
    Review,
    TransferPackage,
    Trial,
)
from leads.workflow import SIGNERS, CaseStatus, LeadStatus, TransferStatus

NUMBER = Column("number", _("Number"), value=str, link=True)
SOURCE = Column("source", _("Source"))
STATUS = Column("status", _("Status"), kind="status")


def register_of(user):
    """The leads whose register this user keeps."""
    kept = Lead.objects.visible_to(user).filter(within(user, "commission", [Role.CASE_SUPERVISION]))
    return kept.select_related("region")


def leads_url(query: str) -> str:
    return f"{reverse('leads:list')}?{query}"


@work_list(roles=[Role.CASE_SUPERVISION], order=10)
def leads_to_receive(user, today):
    return WorkList(
        key="leads-to-receive",
        title=_("Leads to receive"),
        queryset=register_of(user).filter(status=LeadStatus.TRANSFERRED, package=None),
        url=leads_url("status=transferred"),
        when="",
        columns=(NUMBER, SOURCE, Column("transferred_at", _("Transferred"), kind="moment")),
        verb=_("Open"),
        order=("transferred_at", "pk"),
    )


@work_list(roles=[Role.CASE_SUPERVISION], order=11)
def leads_to_assign(user, today):
    return WorkList(
        key="leads-to-assign",
        title=_("Leads to assign"),
        queryset=register_of(user).filter(status=LeadStatus.REGISTERED).with_proposal_due(today),
        url=leads_url("status=registered"),
        when="proposal_due_on",
        columns=(NUMBER, SOURCE, STATUS),
        verb=_("Assign"),
    )


@work_list(roles=[Role.CASE_SUPERVISION], order=12)
def leads_overdue(user, today):
    return WorkList(
        key="leads-overdue",
        title=_("No disposal proposed in time"),
        queryset=register_of(user).with_proposal_due(today).filter(proposal_due_on__lt=today),
        url=leads_url("is_late=true"),
        when="proposal_due_on",
        columns=(NUMBER, SOURCE, STATUS),
        verb=_("Open"),
    )


def handled_by(user):
    mine = Lead.objects.visible_to(user).in_compartment_of(user).filter(handler=user)
    return mine.select_related("region")


@work_list(roles=[Role.CASE_OFFICER], order=10)
def leads_to_propose(user, today):
    return WorkList(
        key="leads-to-propose",
        title=_("My leads awaiting a proposal"),
        queryset=handled_by(user).awaiting_proposal().with_proposal_due(today),
        url=leads_url("status=assigned"),
        when="proposal_due_on",
        columns=(NUMBER, SOURCE, STATUS),
        verb=_("Propose"),
    )


@work_list(roles=[Role.CASE_OFFICER], order=11)
def leads_to_carry_out(user, today):
    return WorkList(
        key="leads-to-carry-out",
        title=_("My leads in disposal"),
        queryset=handled_by(user).filter(status=LeadStatus.IN_DISPOSAL),
        url=leads_url("status=in_disposal"),
        when="",
        columns=(NUMBER, SOURCE, Column("approved_at", _("Approved"), kind="moment")),
        verb=_("Open"),
    )


@work_list(roles=[Role.CASE_OFFICER], order=12)
def leads_to_review(user, today):
    return WorkList(
        key="leads-to-review",
        title=_("My held leads by day of review"),
        queryset=handled_by(user).filter(status=LeadStatus.HELD),
        url=leads_url("status=held"),
        when="review_on",
        columns=(NUMBER, SOURCE, STATUS),
        verb=_("Propose"),
    )


@work_list(roles=SIGNERS, order=10)
def forms_to_sign(user, today):
    forms = ApprovalForm.objects.visible_to(user).awaiting(user)
    return WorkList(
        key="forms-to-sign",
        title=_("Waiting for my signature"),
        queryset=forms.select_related("lead"),
        url=reverse("leads:approval_list"),
        when="",
        columns=(
            Column("lead", _("Lead"), value=lambda form: str(form.lead), link=True),
            Column("matter", _("Matter to sign")),
            Column("opened_at", _("Laid before"), kind="moment"),
        ),
        verb=_("Sign"),
        order=("opened_at", "pk"),
    )


@work_list(roles=[Role.APPROVING_LEADER], order=11)
def cases_to_decide(user, today):
    waiting = [CaseStatus.PROPOSED, CaseStatus.TRIAL]
    mine = DisciplineCase.objects.visible_to(user).filter(approver=user, status__in=waiting)
    return WorkList(
        key="cases-to-decide",
        title=_("Cases awaiting my decision"),
        queryset=mine.select_related("region"),
        url=reverse("leads:case_list") + "?status=proposed&status=trial",
        when="",
        columns=(NUMBER, STATUS, Column("proposed_at", _("Filing proposed"), kind="moment")),
        verb=_("Decide"),
    )


@work_list(roles=[Role.CASE_OFFICER], order=13)
def cases_in_investigation(user, today):
    mine = DisciplineCase.objects.visible_to(user).filter(lead__handler=user)
    return WorkList(
        key="cases-in-investigation",
        title=_("My cases under investigation"),
        queryset=mine.filter(status=CaseStatus.INVESTIGATION).select_related("region"),
        url=reverse("leads:case_list") + "?status=investigation",
        when="",
        columns=(NUMBER, STATUS, Column("filed_at", _("Filed"), kind="moment")),
        verb=_("Open"),
    )


def packages_of(user, **conditions):
    packages = TransferPackage.objects.visible_to(user).filter(**conditions)
    return packages.select_related("sender", "commission")


PACKAGE = Column("letter_number", _("Transfer letter"), value=str, link=True)
SENDER = Column("sender.short_name", _("Sending body"))


@work_list(roles=[Role.TEAM_LEADER, Role.INSPECTION_OFFICE], order=30)
def packages_to_approve(user, today):
    return WorkList(
        key="packages-to-approve",
        title=_("Transfer packages awaiting my approval"),
        queryset=packages_of(user, approver=user, status=TransferStatus.PREPARED),
        url=reverse("leads:transfer_list") + "?status=prepared",
        when="",
        columns=(PACKAGE, SENDER, Column("prepared_at", _("Prepared"), kind="moment")),
        verb=_("Read"),
        order=("prepared_at", "pk"),
    )


@work_list(roles=[Role.CASE_SUPERVISION], order=13)
def packages_to_sign(user, today):
    return WorkList(
        key="packages-to-sign",
        title=_("Transfer packages to sign for"),
        queryset=packages_of(user, status=TransferStatus.SENT),
        url=reverse("leads:transfer_list") + "?status=sent",
        when="",
        columns=(PACKAGE, SENDER, Column("sent_at", _("Approved and sent"), kind="moment")),
        verb=_("Open"),
        order=("sent_at", "pk"),
    )


@work_list(roles=[Role.CASE_SUPERVISION], order=14)
def packages_to_answer(user, today):
    return WorkList(
        key="packages-to-answer",
        title=_("Senders to be given feedback"),
        queryset=packages_of(user, status=TransferStatus.SIGNED, fed_back_at=None).exclude(
            feedback_due_on=None
        ),
        url=reverse("leads:transfer_list") + "?status=signed",
        when="feedback_due_on",
        columns=(PACKAGE, SENDER, Column("receipt_number", _("Receipt of the package"))),
        verb=_("Answer the sender"),
    )


def limit_of(user, owner, kind, day):
    """The last day of the clock of that kind on each row, as it stands that day."""
    running = (
        LeadClock.objects.visible_to(user).running_on(day).with_due(day).filter(kind=kind, **owner)
    )
    return Subquery(running.order_by("-pk").values("due_by")[:1])


def tried_by(user):
    cases = DisciplineCase.objects.visible_to(user).filter(trial_officer=user)
    return cases.select_related("region")


CASE_LIST = reverse_lazy("leads:case_list")


@work_list(roles=[Role.TRIAL_OFFICER], order=10)
def cases_to_accept(user, today):
    accepted = Trial.objects.visible_to(user).filter(case=OuterRef("pk"))
    since = accepted.filter(Q(ended_at=None) | Q(ended_at__gte=OuterRef("sent_to_trial_at")))
    return WorkList(
        key="cases-to-accept",
        title=_("Cases to accept for trial"),
        queryset=tried_by(user).filter(~Exists(since), status=CaseStatus.TRIAL),
        url=f"{CASE_LIST}?status=trial",
        when="",
        columns=(NUMBER, STATUS, Column("sent_to_trial_at", _("Sent to trial"), kind="moment")),
        verb=_("Accept for trial"),
        order=("sent_to_trial_at", "pk"),
    )


@work_list(roles=[Role.TRIAL_OFFICER], order=11)
def cases_in_trial(user, today):
    under_way = Trial.objects.visible_to(user).filter(case=OuterRef("pk"), ended_at=None)
    due_on = limit_of(user, {"case": OuterRef("pk")}, ClockKind.TRIAL, today)
    return WorkList(
        key="cases-in-trial",
        title=_("My cases in trial"),
        queryset=tried_by(user).filter(Exists(under_way)).annotate(trial_due_on=due_on),
        url=f"{CASE_LIST}?status=trial",
        when="trial_due_on",
        columns=(NUMBER, STATUS, Column("sent_to_trial_at", _("Sent to trial"), kind="moment")),
        verb=_("Open"),
    )


def decisions_of(user):
    """Sanctions that stand, of the cases this officer tries; by the page of their case."""
    mine = Outcome.objects.visible_to(user).filter(case__trial_officer=user)
    return mine.filter(kind__in=SANCTIONS, revoked_on=None).select_related("case", "person")


DECISION = (
    Column("case.number", _("Case"), link=True),
    Column("kind", _("Outcome")),
    Column("effective_on", _("Effective"), kind="day"),
)


def decision_list(user, key, title, kind, today, **waiting):
    rows = decisions_of(user).filter(**waiting)
    due_on = limit_of(user, {"outcome": OuterRef("pk")}, kind, today)
    return WorkList(
        key=key,
        title=title,
        queryset=rows.annotate(limit_on=due_on),
        url=str(CASE_LIST),
        when="limit_on",
        columns=DECISION,
        verb=_("Open"),
    )


@work_list(roles=[Role.TRIAL_OFFICER], order=12)
def decisions_to_announce(user, today):
    title = _("Decisions to announce")
    return decision_list(user, "to-announce", title, ClockKind.ANNOUNCEMENT, today, execution=None)


@work_list(roles=[Role.TRIAL_OFFICER], order=13)
def decisions_to_execute(user, today):
    return decision_list(
        user,
        "to-execute",
        _("Decisions to execute"),
        ClockKind.EXECUTION,
        today,
        code__in=rules.CHANGES_POST,
        execution__isnull=False,
        execution__executed_on=None,
    )


@work_list(roles=[Role.TRIAL_OFFICER], order=14)
def probations_ending(user, today):
    return decision_list(
        user,
        "probations",
        _("Probations by their end"),
        ClockKind.PROBATION,
        today,
        probation__isnull=False,
        probation__decided_on=None,
    )


@work_list(roles=[Role.TRIAL_OFFICER], order=15)
def reviews_to_decide(user, today):
    waiting = Review.objects.visible_to(user).filter(decided_on=None)
    return decision_list(
        user,
        "reviews",
        _("Reviews to decide"),
        ClockKind.REVIEW,
        today,
        pk__in=waiting.values("outcome"),
    )
