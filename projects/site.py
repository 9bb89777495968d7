"""The file of one building site: everything about a project that its reader may see, on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField
from django.db.models.functions import Cast, JSONObject

from airdefense.accounts.roles import INSPECTION_TEAM
from airdefense.prepared import prepared
from projects.assessing import NoPolicy, Worksheet
from projects.held import holdings
from projects.lacking import lacking
from projects.models import (
    Building,
    FeeAssessment,
    FeeReduction,
    GapKind,
    Permit,
    Receipt,
    TreasuryEntry,
)
from projects.reconciliation.grid import grid_of
from projects.reconciliation.records import Records
from projects.statement import Share, Statement, shares, statement
from projects.suspected import Held
from projects.tariff import NoRate


@prepared
def buildings_of(project: int) -> Any:
    return Building.objects.filter(project=project)


@prepared
def permits_of(project: int) -> Any:
    return Permit.objects.filter(project=project).select_related("issued_by")


@prepared
def assessments_of(project: int, day: date) -> Any:
    """What was fixed until the end of the day, the last first, each with what it granted."""
    fixed = FeeAssessment.objects.filter(project=project, assessed_on__lte=day)
    # As text: a number in JSON is not exact.
    amount = Cast("amount_yuan", TextField())
    told = {name: name for name in ("code", "approved_on", "document", "is_lawful")}
    facts = JSONObject(amount_yuan=amount, **told)
    granted = FeeReduction.objects.filter(assessment=OuterRef("pk")).order_by("pk")
    return fixed.annotate(granted=ArraySubquery(granted.values(facts=facts))).order_by("-pk")


def reduction_of(assessment: FeeAssessment, facts: dict[str, Any]) -> FeeReduction:
    return FeeReduction(
        assessment=assessment,
        code=facts["code"],
        amount_yuan=Decimal(facts["amount_yuan"]),
        approved_on=date.fromisoformat(facts["approved_on"]),
        document=facts["document"],
        is_lawful=facts["is_lawful"],
    )


def keep(parent: Any, relation: str, rows: list[Any]) -> None:
    """`parent.relation.all()` answers with these, as after a prefetch."""
    found = getattr(parent, relation).all()
    found._result_cache, found._prefetch_done = rows, True
    parent._prefetched_objects_cache = {relation: found}


def context_of(project: Any, user: Any, day: date) -> dict[str, Any]:
    """Everything the page of a project shows that this reader may see."""
    buildings = buildings_of(project=project.pk)
    keep(project, "buildings", buildings)
    money = statement(project, user, day)
    permits = permits_of(project=project.pk)
    assessments = assessments_of(project=project.pk, day=day)
    for one in assessments:
        keep(one, "reductions", [reduction_of(one, facts) for facts in one.granted])
    records = Records(
        project,
        above_sqm=sum(b.above_ground_sqm for b in buildings) or None,
        permits=permits,
        assessment=assessments[0] if assessments else None,
        **paid(project, money),
    )
    held = holdings(project, user)
    return {
        "project": project,
        "money": money,
        "law": law_of(project, money, day),
        "permits": permits,
        "assessments": assessments,
        "records": grid_of(records, held.differences),
        "held": Held(held.suspicions, user.has_role(*INSPECTION_TEAM)),
        "findings": held.findings,
        "tasks": held.tasks,
        "leads": held.leads,
    }


def paid(project: Any, money: Statement) -> dict[str, Any]:
    """The receipts of the statement beside the treasury's own lines about them."""
    valid = [line for line in money.receipts if not line.is_void]
    receipts = [
        Receipt(
            pk=line.row.pk,
            project=project,
            number=line.row.paper,
            paid_on=line.row.day,
            amount_yuan=line.row.amount_yuan,
        )
        for line in valid
    ]
    entries = {
        line.row.pk: [
            TreasuryEntry(pk=m.pk, number=m.paper, paid_on=m.day, amount_yuan=m.amount_yuan)
            for m in line.in_treasury
        ]
        for line in valid
        if line.in_treasury
    }
    return {"receipts": receipts, "entries": entries}


@dataclass(frozen=True, slots=True)
class Law:
    """What the statute in force demands of the project, and what of it is missing on the day."""

    sheet: Worksheet | None
    lacking: list[dict[str, str]]

    @property
    def parts(self) -> list[Share]:
        """The four parts of the gap, in their fixed order."""
        if self.sheet is None:
            return []
        return shares([(GapKind(k), amount) for k, amount in self.sheet.gap.parts.items()])


def law_of(project: Any, money: Statement, day: date) -> Law:
    sheet = Worksheet(project, day, dues=money.dues)
    try:
        sheet.gap  # noqa: B018 - computed here, so that what is missing is told here
    except (NoPolicy, NoRate) as error:
        return Law(None, lacking(project, error))
    return Law(sheet, [])
