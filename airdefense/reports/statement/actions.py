"""A statement is drafted from a report of the whole city, edited, and approved by somebody else."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from airdefense.casework import numbering
from airdefense.casework.actions import advance, record, save_edit
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.reports.models import Report, Statement
from airdefense.reports.models.statements import BLOCKS
from airdefense.reports.statement.drafting import drafted
from airdefense.reports.statement.workflow import DRAFTERS

FIELDS = ("report", "title", *BLOCKS)


def may_draft(user: Any, report: Report) -> bool:
    """Whether one of the drafting roles holds over the region of the report."""
    return not user.roles_over((report.scope.path,)).isdisjoint(DRAFTERS)


@transaction.atomic
def draft_statement(*, report: Report, by: Any, at: datetime) -> Statement:
    """Begin a statement with the figures of a report. Raises NotAllowed, NotPossible."""
    if not may_draft(by, report):
        raise NotAllowed(_("Statements are drafted by the inspection office of the city."))
    if not report.is_of_city:
        raise NotPossible(_("A statement tells what the whole city has: choose its report."))
    statement = Statement(report=report, drafted_by=by, drafted_at=at, **drafted(report))
    statement.number = numbering.take(
        organisation=report.scope,
        series="statement",
        year=report.day.year,
        pattern="TB-{code}-{year}-{n}",
    )
    statement.save()
    record(statement, "draft", by=by, at=at, detail={"report": report.mark})
    return statement


def edit_statement(*, statement: Statement, by: Any, at: datetime) -> Statement:
    """Save changed words; what was approved stays as it was approved."""
    if not may_draft(by, statement.report):
        raise NotAllowed(_("Statements are drafted by the inspection office of the city."))
    if not statement.is_draft:
        raise NotPossible(_("Only a draft is changed."))
    return save_edit(statement, by=by, at=at, fields=FIELDS)


def take_step(statement: Statement, name: str, *, by: Any, at: datetime, note: str = ""):
    return advance(statement, name, by=by, at=at, note=note)
