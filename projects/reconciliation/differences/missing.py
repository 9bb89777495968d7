"""One department has a paper that another ought to have as well."""

from projects.models import Permit, PermitKind
from projects.reconciliation.differences.registry import (
    DEPARTMENT_OF,
    KINDS,
    OF_PROJECTS,
    Department,
    Said,
    about_project,
    finds,
)

BUILDING_PAPERS = (PermitKind.BASEMENT, PermitKind.CONSTRUCTION, PermitKind.COMPLETION)
PLANNED_OR_BUILT = (PermitKind.PLANNING, PermitKind.CONSTRUCTION, PermitKind.COMPLETION)


def has_paper(permit: Permit) -> Said:
    return Said(DEPARTMENT_OF[permit.kind], permit.kind, permit.issued_on, permit.number)


@finds(KINDS.NO_PLANNING, OF_PROJECTS)
def built_without_a_planning_permit(records, context):
    """Later papers stand on a planning permit (城乡规划法 Art. 40)."""
    later = records.of(*BUILDING_PAPERS)
    if later and not records.of(PermitKind.PLANNING):
        missing = Said(Department.PLANNING, PermitKind.PLANNING, None)
        yield about_project(KINDS.NO_PLANNING, records, [missing, *map(has_paper, later)])


@finds(KINDS.NO_DECISION, OF_PROJECTS)
def permitted_without_an_air_defence_decision(records, context):
    """Neither a decision on the basement nor an assessed fee, and yet permitted or finished."""
    permitted = records.of(*PLANNED_OR_BUILT)
    if permitted and not records.of(PermitKind.BASEMENT) and records.assessment is None:
        missing = Said(Department.AIR_DEFENCE, PermitKind.BASEMENT, None)
        yield about_project(KINDS.NO_DECISION, records, [missing, *map(has_paper, permitted)])


@finds(KINDS.NO_PAYMENT, OF_PROJECTS)
def assessed_and_never_paid(records, context):
    """A fee was fixed, and neither the ledger nor the treasury knows a payment."""
    assessment = records.assessment
    if assessment and assessment.payable_yuan > 0 and not records.receipts:
        said = [
            Said(
                Department.AIR_DEFENCE,
                "payable_yuan",
                assessment.payable_yuan,
                assessment.document,
            ),
            Said(Department.TREASURY, "paid_yuan", None),
        ]
        yield about_project(KINDS.NO_PAYMENT, records, said, assessment.payable_yuan)
