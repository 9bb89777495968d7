"""The kinds of file that belong to no other app."""

from airdefense.exchange.importing import users

__all__ = ["users"]
