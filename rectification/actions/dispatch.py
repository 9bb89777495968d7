"""A step by its name, so that page and API take it through the same action."""

from collections.abc import Callable
from typing import Any

from rectification.actions import extensions, instruments, steps
from rectification.models import Extension, Instrument, RectificationTask

STEPS: dict[type, dict[str, Callable[..., Any]]] = {
    RectificationTask: {
        "submit_plan": lambda task, **data: steps.submit_plan(
            task=task,
            plan=data.pop("plan", task.plan),
            responsible_person=data.pop("responsible_person", task.responsible_person),
            by=data["by"],
            at=data["at"],
        ),
        "submit": lambda task, **data: steps.submit(
            task=task,
            result=data.pop("result", ""),
            files=data.pop("files", ()),
            by=data["by"],
            at=data["at"],
        ),
        "return_for_rework": lambda task, **data: steps.return_for_rework(task=task, **data),
        "verify": lambda task, **data: steps.verify(task=task, **data),
        "close": lambda task, **data: steps.close(task=task, **data),
        "withdraw": lambda task, **data: steps.withdraw_task(task=task, **data),
    },
    Extension: {
        "grant": lambda extension, **data: extensions.decide_extension(
            extension=extension, granted=True, **data
        ),
        "refuse": lambda extension, **data: extensions.decide_extension(
            extension=extension, granted=False, **data
        ),
    },
    Instrument: {
        "approve": lambda instrument, **data: instruments.approve(instrument=instrument, **data),
        "issue": lambda instrument, **data: instruments.issue(instrument=instrument, **data),
        "reply": lambda instrument, *, note, **data: instruments.reply(
            instrument=instrument, text=note, **data
        ),
    },
}


def take_step(case, name, *, by, at, note="", **data):
    """Take a step of a task, an extension or an instrument. Raises KeyError for an unknown name."""
    return STEPS[type(case)][name](case, by=by, at=at, note=note, **data)
