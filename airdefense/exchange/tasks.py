"""The worker finds here what large files hand to it."""

from airdefense.exchange.importing.jobs import run_import

__all__ = ["run_import"]
