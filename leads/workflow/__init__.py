"""How a problem lead, a case and a transfer move, and who may move them. One row per step."""

from leads.workflow.cases import CASE_WORKFLOW
from leads.workflow.leads import LEAD_WORKFLOW
from leads.workflow.statuses import (
    SIGNERS,
    CaseStatus,
    DisposalMethod,
    HandlingWay,
    LeadStatus,
    TransferStatus,
)
from leads.workflow.transfers import TRANSFER_WORKFLOW

__all__ = [
    "CASE_WORKFLOW",
    "LEAD_WORKFLOW",
    "SIGNERS",
    "TRANSFER_WORKFLOW",
    "CaseStatus",
    "DisposalMethod",
    "HandlingWay",
    "LeadStatus",
    "TransferStatus",
]
