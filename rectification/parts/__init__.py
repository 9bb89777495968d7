"""The catalogue of instruments: pure, and read by models, forms, documents and demonstration."""

from rectification.parts.kinds import KINDS
from rectification.parts.shape import (
    AT_ISSUE,
    BAR,
    VALUES,
    Kind,
    Part,
    as_rows,
    filled,
)

__all__ = ["AT_ISSUE", "BAR", "KINDS", "VALUES", "Kind", "Part", "as_rows", "filled"]
