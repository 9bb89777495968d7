from projects.models.assessment import FeeAssessment, FeeReduction
from projects.models.demands import Deferral, DemandNotice
from projects.models.detection import (
    CheckParameter,
    Difference,
    Match,
    Suspicion,
)
from projects.models.ledger import Building, BuildingUse, Developer, OffsiteGround, Project, Zone
from projects.models.money import Grade
from projects.models.papers import Permit, PermitKind, TreasuryEntry
from projects.models.receipts import Receipt, Refund, Remittance
from projects.models.recovery import Allocation, Gap, GapKind, WriteOff
from projects.models.tariff import (
    CityClass,
    FeeAdjustment,
    FeePolicy,
    FeeRate,
    Published,
    ThresholdScope,
)

__all__ = [
    "Allocation",
    "Building",
    "BuildingUse",
    "CheckParameter",
    "CityClass",
    "Deferral",
    "DemandNotice",
    "Developer",
    "Difference",
    "FeeAdjustment",
    "FeeAssessment",
    "FeePolicy",
    "FeeRate",
    "FeeReduction",
    "Gap",
    "GapKind",
    "Grade",
    "Match",
    "OffsiteGround",
    "Permit",
    "PermitKind",
    "Project",
    "Published",
    "Receipt",
    "Refund",
    "Remittance",
    "Suspicion",
    "ThresholdScope",
    "TreasuryEntry",
    "WriteOff",
    "Zone",
]
