"""The kinds of spreadsheet the ledger takes in: projects, permits, receipts, treasury lines."""

from projects.imports.permits import Permits
from projects.imports.projects import Projects
from projects.imports.receipts import Receipts
from projects.imports.treasury import TreasuryLines

__all__ = ["Permits", "Projects", "Receipts", "TreasuryLines"]
