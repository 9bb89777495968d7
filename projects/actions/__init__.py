"""Every write of the ledger: atomic, by named arguments, refused with a sentence."""

from projects.actions.assessing import assess_by_law
from projects.actions.checks import check_clerk, check_correctable
from projects.actions.counter import take_back
from projects.actions.demands import defer, demand
from projects.actions.ledger import (
    add_building,
    edit_building,
    edit_developer,
    edit_project,
    record_developer,
    record_permit,
    record_project,
    remove_building,
    take_step,
)
from projects.actions.money import (
    allocate,
    assess,
    open_gap,
    record_receipt,
    record_remittance,
    refund,
    void_receipt,
    write_off,
)
from projects.actions.screening import dismiss_suspicions, take_suspicion_step
from projects.actions.tariff import check_publisher, propose, take_published_step

__all__ = [
    "add_building",
    "allocate",
    "assess",
    "assess_by_law",
    "check_clerk",
    "check_correctable",
    "check_publisher",
    "defer",
    "demand",
    "dismiss_suspicions",
    "edit_building",
    "edit_developer",
    "edit_project",
    "open_gap",
    "propose",
    "record_developer",
    "record_permit",
    "record_project",
    "record_receipt",
    "record_remittance",
    "refund",
    "remove_building",
    "take_back",
    "take_published_step",
    "take_step",
    "take_suspicion_step",
    "void_receipt",
    "write_off",
]
