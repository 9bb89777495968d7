"""What a file really is, seen from its content and never from its name alone (pitfalls 14)."""

from airdefense.casework.contents.inspection import ALLOWED_TYPES, SUFFIXES, sniff
from airdefense.casework.contents.names import kept_name

__all__ = ["ALLOWED_TYPES", "SUFFIXES", "kept_name", "sniff"]
