"""Rules about tasks, their proof and their ends, and about instruments."""

from rectification.caserules import instruments, origins, tasks

__all__ = ["instruments", "origins", "tasks"]
