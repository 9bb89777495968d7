"""What a developer is asked to pay by which day, and what is put off."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework.workflow import NotPossible
from projects.actions.checks import lock, not_after, positive, said
from projects.actions.money import note_money, standing, yuan
from projects.models import Deferral, DemandNotice, FeeAssessment, Project
from projects.models.money import total


@transaction.atomic
def demand(
    *,
    project: Project,
    number: str,
    issued_on: date,
    due_on: date,
    amount_yuan: Decimal,
    by: Any,
    at: datetime,
    assessment: FeeAssessment | None = None,
) -> DemandNotice:
    """Record a demand notice: part or all of what was assessed is due by a day.

    It rests on the assessment that was in force on the day of the notice, unless one is named.
    """
    project = lock(project)
    number = said(number, _("Enter the number of the notice."))
    amount_yuan, issued_on = positive(amount_yuan), not_after(issued_on, at)
    if due_on < issued_on:
        raise NotPossible(_("It is due before it was issued: enter a later day."))
    if standing(project.demand_notices).filter(number=number).exists():
        raise NotPossible(
            _("The notice %(number)s is recorded already: check the number.") % {"number": number}
        )
    assessment = assessment or assessment_on(project, issued_on)
    if assessment.project_id != project.pk:
        raise NotPossible(_("The assessment belongs to another project."))
    rest = undemanded(assessment)
    if amount_yuan > rest:
        raise NotPossible(
            _("At most %(rest)s yuan of the assessment %(document)s are left to demand.")
            % {"rest": yuan(rest), "document": assessment.document}
        )
    notice = DemandNotice.objects.create(
        project=project,
        assessment=assessment,
        number=number,
        issued_on=issued_on,
        due_on=due_on,
        amount_yuan=amount_yuan,
        recorded_at=at,
        recorded_by=by,
    )
    facts = {"issued_on": issued_on, "due_on": due_on}
    note_money(project, "demand", amount_yuan, number, by=by, at=at, **facts)
    return notice


def assessment_on(project: Project, day: date) -> FeeAssessment:
    """The assessment that counted on that day: the last of those fixed until then."""
    found = project.assessments.filter(assessed_on__lte=day).order_by("-pk").first()
    if found is None:
        raise NotPossible(
            _("Nothing was assessed by %(day)s: record the assessment first.") % {"day": day}
        )
    return found


def undemanded(assessment: FeeAssessment) -> Decimal:
    """What of an assessment no notice asks for yet."""
    return assessment.payable_yuan - total(assessment.demand_notices)


@transaction.atomic
def defer(
    *,
    project: Project,
    document: str,
    granted_on: date,
    amount_yuan: Decimal,
    by: Any,
    at: datetime,
    until_on: date | None = None,
    basis: str = "",
) -> Deferral:
    """Record that a payment was put off: on a legal basis, or on none, as by a promise to pay."""
    project = lock(project)
    amount_yuan, granted_on = positive(amount_yuan), not_after(granted_on, at)
    if until_on and until_on < granted_on:
        raise NotPossible(_("It ends before it was granted: enter a later day."))
    rest = undeferred(project, granted_on)
    if rest is not None and amount_yuan > rest:
        raise NotPossible(
            _("At most %(rest)s yuan of what was assessed are left to put off.")
            % {"rest": yuan(rest)}
        )
    deferral = Deferral.objects.create(
        project=project,
        document=said(document, _("Name the document of the deferral.")),
        granted_on=granted_on,
        until_on=until_on,
        amount_yuan=amount_yuan,
        basis=basis.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    facts = {"granted_on": granted_on, "until_on": until_on, "basis": deferral.basis}
    note_money(project, "defer", amount_yuan, deferral.document, by=by, at=at, **facts)
    return deferral


def undeferred(project: Project, day: date) -> Decimal | None:
    """What of the assessment no deferral that runs on that day puts off; None before there is an
    assessment, for promises were taken before anything was assessed."""
    assessment = project.assessment
    if assessment is None:
        return None
    others = [
        row.amount_yuan
        for row in standing(project.deferrals)
        if row.until_on is None or row.until_on >= day
    ]
    return assessment.payable_yuan - sum(others, Decimal(0))
