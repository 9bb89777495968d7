"""Threads of a test that speak for whom the test speaks."""

from contextvars import copy_context


def carrying(job):
    """The job as a thread may run it: a thread by itself starts bound to nobody."""
    here = copy_context()

    def run(*args, **kwargs):
        # One context cannot be entered by two threads at once.
        return here.copy().run(job, *args, **kwargs)

    return run
