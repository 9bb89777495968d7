from inspections.models.findings import Finding, Method, Nature, category_choices
from inspections.models.rounds import (
    Organ,
    Position,
    ProjectCheck,
    Round,
    RoundAttribute,
    RoundKind,
    Team,
    TeamMember,
)

__all__ = [
    "Finding",
    "Method",
    "Nature",
    "Organ",
    "Position",
    "ProjectCheck",
    "Round",
    "RoundAttribute",
    "RoundKind",
    "Team",
    "TeamMember",
    "category_choices",
]
