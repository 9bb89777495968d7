"""Classes of difference between the departments' data, each one small function."""

from projects.reconciliation.differences import contents, missing, money, papers
from projects.reconciliation.differences.registry import (
    OF_ENTRIES,
    OF_PAPERS,
    OF_PROJECTS,
    Context,
    Department,
)

__all__ = [
    "OF_ENTRIES",
    "OF_PAPERS",
    "OF_PROJECTS",
    "Context",
    "Department",
    "contents",
    "missing",
    "money",
    "papers",
]
