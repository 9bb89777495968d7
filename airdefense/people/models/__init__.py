"""What is asked for about roles before it counts, and what an installation takes away from them."""

from airdefense.people.models.narrowing import Narrowing, NarrowingQuerySet
from airdefense.people.models.requests import GrantRequest, GrantRequestQuerySet
from airdefense.people.models.reviewing import (
    Confirmation,
    ConfirmationQuerySet,
    answered_for,
    first_moment,
    half_year,
    to_confirm,
)

__all__ = [
    "Confirmation",
    "ConfirmationQuerySet",
    "GrantRequest",
    "GrantRequestQuerySet",
    "Narrowing",
    "NarrowingQuerySet",
    "answered_for",
    "first_moment",
    "half_year",
    "to_confirm",
]
