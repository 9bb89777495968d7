"""The file of one building site: everything about a project that its reader may see, on a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from airdefense import features
from airdefense.prepared import prepared
from projects.assessing import NoPolicy, Worksheet
from projects.lacking import lacking
from projects.models import Building, FeeAssessment, GapKind, Permit, Receipt, TreasuryEntry
from projects.reconciliation.grid import records_of
from projects.reconciliation.records import Records
from projects.statement import Share, Statement, shares, statement
from projects.suspected import held_against
from projects.tariff import NoRate


@prepared
def buildings_of(project: int) -> Any:
    return Building.objects.filter(project=project)


@prepared
def permits_of(project: int) -> Any:
    return Permit.objects.filter(project=project).select_related("issued_by")


@prepared
def assessments_of(project: int, day: date) -> Any:
    """What was fixed until the end of the day, the last first."""
    fixed = FeeAssessment.objects.filter(project=project, assessed_on__lte=day)
    return fixed.order_by("-pk")


@prepared
def entries_of(project: int) -> Any:
    """The treasury's lines about the receipts of a project."""
    return TreasuryEntry.objects.filter(receipt__project=project)


def keep_buildings(project: Any, buildings: list[Building]) -> None:
    """`project.buildings.all()` answers with these, as after a prefetch."""
    found = project.buildings.all()
    found._result_cache, found._prefetch_done = buildings, True
    project._prefetched_objects_cache = {"buildings": found}


def context_of(project: Any, user: Any, day: date) -> dict[str, Any]:
    """Everything the page of a project shows that this reader may see."""
    buildings = buildings_of(project=project.pk)
    keep_buildings(project, buildings)
    money = statement(project, user, day)
    permits = permits_of(project=project.pk)
    assessments = assessments_of(project=project.pk, day=day)
    records = Records(
        project,
        above_sqm=sum(b.above_ground_sqm for b in buildings) or None,
        permits=permits,
        assessment=assessments[0] if assessments else None,
        **paid(project, money),
    )
    return {
        "project": project,
        "money": money,
        "law": law_of(project, money, day),
        "permits": permits,
        "assessments": assessments,
        "records": records_of(project, user, records),
        "held": held_against(project, user),
        "findings": list(project.findings.visible_to(user).order_by("-found_on", "-pk")),
        "tasks": list(project.tasks.visible_to(user).order_by("-issued_on", "-pk")),
        "leads": leads_of(project, user),
    }


def leads_of(project: Any, user: Any) -> Any:
    """The leads about the project that are in this reader's compartments."""
    if not features.has("leads"):
        return project.leads.none()
    return project.leads.visible_to(user).in_compartment_of(user).order_by("-pk")


def paid(project: Any, money: Statement) -> dict[str, Any]:
    """The receipts of the statement beside the treasury's own lines about them."""
    receipts = [
        Receipt(
            pk=line.row.pk,
            project=project,
            number=line.row.paper,
            paid_on=line.row.day,
            amount_yuan=line.row.amount_yuan,
        )
        for line in money.receipts
        if not line.is_void
    ]
    entries = defaultdict(list)
    for entry in entries_of(project=project.pk) if receipts else ():
        entries[entry.receipt_id].append(entry)
    known = {receipt.pk: entries[receipt.pk] for receipt in receipts if receipt.pk in entries}
    return {"receipts": receipts, "entries": known}


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
