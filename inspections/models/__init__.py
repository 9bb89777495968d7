from inspections.models.findings import Finding, Method, Nature, category_choices
from inspections.models.rounds import (
    RUNS_BACKWARD,
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
    "RUNS_BACKWARD",
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
