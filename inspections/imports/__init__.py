"""The kinds of spreadsheet that inspections take in: lists of powers."""

from inspections.imports.powers import PowerRows

__all__ = ["PowerRows"]
