from projects.models.ledger import Building, Developer, Permit, PermitKind, Project
from projects.models.money import (
    Allocation,
    FeeAssessment,
    FeeRate,
    FeeReduction,
    Gap,
    GapKind,
    Receipt,
    Refund,
    Remittance,
    WriteOff,
)

__all__ = [
    "Allocation",
    "Building",
    "Developer",
    "FeeAssessment",
    "FeeRate",
    "FeeReduction",
    "Gap",
    "GapKind",
    "Permit",
    "PermitKind",
    "Project",
    "Receipt",
    "Refund",
    "Remittance",
    "WriteOff",
]
