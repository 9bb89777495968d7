from airdefense.reports.models.delivery import (
    Delivery,
    DeliveryState,
    ReportSchedule,
    Subscription,
)
from airdefense.reports.models.frozen import READERS, SECTIONS, FrozenFigure, Kind, Report

__all__ = [
    "READERS",
    "SECTIONS",
    "Delivery",
    "DeliveryState",
    "FrozenFigure",
    "Kind",
    "Report",
    "ReportSchedule",
    "Subscription",
]
