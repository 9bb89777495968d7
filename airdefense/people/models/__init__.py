"""What is asked for about roles before it counts; what counts is in airdefense/accounts."""

from airdefense.people.models.requests import GrantRequest, GrantRequestQuerySet

__all__ = ["GrantRequest", "GrantRequestQuerySet"]
