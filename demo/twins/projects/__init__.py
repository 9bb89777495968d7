"""Twins of projects.actions: the ledger and its money."""

from demo.twins.projects.ledger import (
    add_building,
    publish,
    record_developer,
    record_permit,
    record_project,
    record_treasury_entry,
)
from demo.twins.projects.money import (
    allocate,
    assess,
    defer,
    demand,
    open_gap,
    record_receipt,
    record_remittance,
    refund,
    write_off,
)

__all__ = [
    "add_building",
    "allocate",
    "assess",
    "defer",
    "demand",
    "open_gap",
    "publish",
    "record_developer",
    "record_permit",
    "record_project",
    "record_receipt",
    "record_remittance",
    "record_treasury_entry",
    "refund",
    "write_off",
]
