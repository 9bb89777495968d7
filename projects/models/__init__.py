from projects.models.assessment import FeeAssessment, FeeRate, FeeReduction
from projects.models.ledger import (
    Building,
    BuildingUse,
    Developer,
    OffsiteGround,
    Permit,
    PermitKind,
    Project,
    Zone,
)
from projects.models.money import Grade
from projects.models.receipts import Receipt, Refund, Remittance
from projects.models.recovery import Allocation, Gap, GapKind, WriteOff

__all__ = [
    "Allocation",
    "Building",
    "BuildingUse",
    "Developer",
    "FeeAssessment",
    "FeeRate",
    "FeeReduction",
    "Gap",
    "GapKind",
    "Grade",
    "OffsiteGround",
    "Permit",
    "PermitKind",
    "Project",
    "Receipt",
    "Refund",
    "Remittance",
    "WriteOff",
    "Zone",
]
