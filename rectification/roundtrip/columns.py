"""The columns of the workbook, and a task as its row."""

from hashlib import sha256

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from rectification.models import ResultMode

MILESTONES, LINES = 5, 3
LOCKED = {
    "number": _("Number"),
    "key": _("Key (leave as it is)"),
    "title": _("Task"),
    "requirement": _("What has to be put right"),
    "due_on": _("Due on"),
    "status": _("Status"),
}
OF_MILESTONE = {
    "measure": _("planned measure"),
    "due_on": _("due on"),
    "responsible_person": _("responsible person"),
    "reached_on": _("reached on"),
}
OF_LINE = {
    "mode": _("result"),
    "amount_yuan": _("amount (yuan)"),
    "voucher": _("voucher number"),
}
DAYS = ("due_on", "reached_on")


def editable():
    """key → head of every column the unit fills in."""
    heads = {"plan": _("Measures"), "responsible_person": _("Responsible person")}
    for n in range(1, MILESTONES + 1):
        for name, words in OF_MILESTONE.items():
            heads[f"m{n}.{name}"] = f"{n}. {words}"
    heads |= {"progress": _("How far the work has come"), "result": _("What was done")}
    for n in range(1, LINES + 1):
        for name, words in OF_LINE.items():
            heads[f"l{n}.{name}"] = f"{n}. {words}"
    return heads


def is_day(key) -> bool:
    return key.rpartition(".")[2] in DAYS


def key_of(task) -> str:
    """What the row was written from: whoever changes one of these has changed the task."""
    told = (task.pk, task.status, task.due_on, task.title, task.requirement, task.returned_at)
    return sha256("|".join(map(str, told)).encode()).hexdigest()[:16]


def row_of(task) -> dict:
    """A task as its row: what is locked and what the unit has entered so far."""
    row = {
        "number": task.number,
        "key": key_of(task),
        "title": task.title,
        "requirement": task.requirement,
        "due_on": task.due_on,
        "status": task.get_status_display(),
        "plan": task.plan,
        "responsible_person": task.responsible_person,
    }
    for milestone in list(task.milestones.all())[:MILESTONES]:
        for name in OF_MILESTONE:
            row[f"m{milestone.order}.{name}"] = getattr(milestone, name)
    return row


def mode_named(words) -> str:
    """A result by its words in either language; "" for anything else."""
    for language in ("zh-hans", "en"):
        with override(language):
            for value, label in ResultMode.choices:
                if str(label) == words:
                    return value
    return ""
