"""What is done about roles, the same for pages and jobs."""

from airdefense.people.actions.granting import (
    grant,
    grant_several,
    held_by,
    may_withdraw,
    propose,
    proposes_as,
    refusal_of,
    take_step,
    withdraw,
)
from airdefense.people.actions.narrowing import (
    narrows_as,
    propose_narrowing,
    take_narrowing_step,
)
from airdefense.people.actions.reviewing import keep

__all__ = [
    "grant",
    "grant_several",
    "held_by",
    "keep",
    "may_withdraw",
    "narrows_as",
    "propose",
    "propose_narrowing",
    "proposes_as",
    "refusal_of",
    "take_narrowing_step",
    "take_step",
    "withdraw",
]
