"""Rules about the files of an inspection."""

from inspections.caserules import findings, rounds

__all__ = ["findings", "rounds"]
