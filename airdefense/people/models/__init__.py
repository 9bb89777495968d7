"""What is asked for about roles before it counts, and what an installation takes away from them."""

from airdefense.people.models.narrowing import Narrowing, NarrowingQuerySet
from airdefense.people.models.requests import GrantRequest, GrantRequestQuerySet

__all__ = ["GrantRequest", "GrantRequestQuerySet", "Narrowing", "NarrowingQuerySet"]
