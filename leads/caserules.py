"""What a lead and a case must hold: told to nobody who does not see the lead, and of no score."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.casework.checkup.registry import Severity, case_rule, examined
from airdefense.casework.clock import end_of
from leads.models import CasePerson, DisciplineCase, Lead
from leads.workflow import CaseStatus, LeadStatus

COMMISSION = (Role.CASE_SUPERVISION, Role.CASE_OFFICER, Role.APPROVING_LEADER)

examined(Lead, region="region", number="number", is_compartmented=True)
examined(DisciplineCase, region="region", number="number", is_compartmented=True)


def rule(severity, code, title, sentence, of):
    return case_rule(
        code, severity=severity, title=title, sentence=sentence, of=of, roles=COMMISSION
    )


@rule(
    Severity.ERROR,
    "L01",
    _("No disposal proposed within the limit"),
    _("The limit for a proposal has passed: propose one of the four methods."),
    Lead,
)
def proposal_late(at):
    return Lead.objects.overdue_on(at.day)


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
    return Lead.objects.filter(status=LeadStatus.HELD, review_on__lt=at.day)


@rule(
    Severity.ERROR,
    "L04",
    _("Case without anybody in it"),
    _("A case (件) counts and nobody (人) is named in it: name the persons or the organisation."),
    DisciplineCase,
)
def case_without_persons(at):
    persons = CasePerson.objects.filter(case=OuterRef("pk"))
    filed = (CaseStatus.INVESTIGATION, CaseStatus.TRIAL, CaseStatus.CONCLUDED)
    unnamed = DisciplineCase.objects.filter(status__in=filed, organisation_subject="")
    return unnamed.exclude(Exists(persons))
