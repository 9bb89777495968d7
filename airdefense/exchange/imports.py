"""The kinds of file that belong to no other app."""

from airdefense.exchange.importing import holidays, users

__all__ = ["holidays", "users"]
