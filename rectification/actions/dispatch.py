"""A step by its name, so that page and API take it through the same action."""

from collections.abc import Callable
from typing import Any

from airdefense.casework.actions import advance
from rectification.actions import (
    closing,
    contributions,
    extensions,
    instruments,
    plans,
    rechecks,
    steps,
    suspensions,
)
from rectification.models import (
    Contribution,
    Extension,
    Instrument,
    Recheck,
    RectificationTask,
    Suspension,
)

STEPS: dict[type, dict[str, Callable[..., Any]]] = {
    RectificationTask: {
        "submit_plan": lambda task, *, note, **data: plans.submit_plan(
            task=task, **({"plan": task.plan, "responsible_person": task.responsible_person} | data)
        ),
        "submit": lambda task, *, note, **data: steps.submit(
            task=task, **({"result": "", "files": ()} | data)
        ),
        "return_for_rework": lambda task, **data: steps.return_for_rework(task=task, **data),
        "verify": lambda task, **data: steps.verify(task=task, **data),
        "close": lambda task, **data: closing.close(task=task, **data),
        "reopen": lambda task, **data: closing.reopen_task(task=task, **data),
        "withdraw": lambda task, **data: closing.withdraw_task(task=task, **data),
    },
    Extension: {
        "grant": lambda extension, **data: extensions.decide_extension(
            extension=extension, granted=True, **data
        ),
        "refuse": lambda extension, **data: extensions.decide_extension(
            extension=extension, granted=False, **data
        ),
    },
    Suspension: {
        "grant": lambda case, **data: suspensions.grant_suspension(suspension=case, **data),
        "refuse": lambda case, **data: suspensions.refuse_suspension(suspension=case, **data),
        "lift": lambda case, **data: suspensions.lift_suspension(suspension=case, **data),
        # The machine's own step: taken by nobody else, which advance() says.
        "expire": lambda case, **data: advance(case, "expire", **data),
    },
    Contribution: {
        "answer": lambda case, *, note, **data: contributions.answer_contribution(
            contribution=case, answer=note, **data
        ),
        "withdraw": lambda case, **data: contributions.withdraw_contribution(
            contribution=case, **data
        ),
    },
    Recheck: {
        "confirm": lambda case, *, note, **data: rechecks.confirm_recheck(
            recheck=case, result=note, **({"files": ()} | data)
        ),
        "reopen": lambda case, *, note, **data: rechecks.reopen_by_recheck(
            recheck=case, result=note, **data
        ),
    },
    Instrument: {
        "approve": lambda instrument, **data: instruments.approve(instrument=instrument, **data),
        "issue": lambda instrument, **data: instruments.issue(instrument=instrument, **data),
        "reply": lambda instrument, *, note, **data: instruments.reply(
            instrument=instrument, text=note, **data
        ),
        "return_draft": lambda case, **data: instruments.return_draft(instrument=case, **data),
        "reject_reply": lambda case, **data: instruments.reject_reply(instrument=case, **data),
        "conclude": lambda case, **data: instruments.conclude(
            instrument=case, **({"effect": ""} | data)
        ),
        "void": lambda case, **data: instruments.void(instrument=case, **data),
    },
}


def take_step(case, name, *, by, at, note="", **data):
    """Take a step of a task, of a request about it or of an instrument, by its name."""
    return STEPS[type(case)][name](case, by=by, at=at, note=note, **data)
