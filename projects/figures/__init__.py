"""The figures of the fee: what has to come in, what came in, what is still open, and its parts."""

from projects.figures import fees, gaps, recovery

__all__ = ["fees", "gaps", "recovery"]
