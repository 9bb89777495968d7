"""What a filled row would do, said before anything is done: the same file twice does nothing."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.models import Draft, Event
from rectification.drafts import fields_of_draft, key_of_submission
from rectification.models import RectificationTask
from rectification.roundtrip.columns import LINES, MILESTONES, OF_LINE, OF_MILESTONE, key_of
from rectification.roundtrip.columns import mode_named as mode_of
from rectification.workflow import SUBMITTABLE, TaskStatus


class Refused(Exception):
    """Why a row is not taken in, in words."""


@dataclass
class Verdict:
    """One row: what it would do in words, and with which values; or why it does nothing."""

    number: str
    task: RectificationTask | None = None
    refusal: str = ""
    changes: list[str] = field(default_factory=list)
    plan: dict | None = None
    reached: list[tuple] = field(default_factory=list)
    milestones: list[dict] = field(default_factory=list)
    progress: str = ""
    draft: dict | None = None


def judge(rows, user) -> list[Verdict]:
    """A verdict for each row, in their order."""
    numbers = [row.get("number", "") for row in rows]
    own = RectificationTask.objects.visible_to(user).led_by(user).filter(number__in=numbers)
    own = {
        task.number: task
        for task in own.select_related("region", "unit").prefetch_related("milestones")
        if Role.UNIT_CONTACT in user.roles_over(task.scope_paths)
    }
    return [_judge(row, own.get(row.get("number", "")), user) for row in rows]


def _judge(row, task, user) -> Verdict:
    verdict = Verdict(row.get("number", ""), task)
    try:
        if task is None:
            raise Refused(_("This is no task of your unit."))
        _look(row, task, user, verdict)
        if verdict.changes and row.get("key") != key_of(task):
            raise Refused(
                _("Changed meanwhile: it is “%(status)s” now, due on %(due)s. Download it anew.")
                % {"status": task.get_status_display(), "due": task.due_on}
            )
    except Refused as refused:
        return Verdict(verdict.number, task, str(refused))
    return verdict


def _look(row, task, user, verdict) -> None:
    planned = [_milestone(row, n) for n in range(1, MILESTONES + 1)]
    _look_at_plan(row, planned, task, verdict)
    if verdict.plan is None:
        _look_at_milestones(planned, task, verdict)
    _look_at_progress(row, task, verdict)
    _look_at_result(row, task, user, verdict)
    may = verdict.plan or task.status in SUBMITTABLE
    if verdict.changes and not may:
        raise Refused(
            _("“%(status)s”: nothing is taken in now.") % {"status": task.get_status_display()}
        )


def _look_at_plan(row, planned, task, verdict) -> None:
    plan, person = row.get("plan", ""), row.get("responsible_person", "")
    if (plan, person) == (task.plan, task.responsible_person):
        return
    if task.status != TaskStatus.ISSUED:
        raise Refused(_("The plan was handed in and stands: report progress instead."))
    if not plan or not person:
        raise Refused(_("Write the measures and name the responsible person first."))
    rows = [_complete(one) for one in planned if any(one.values())]
    if any(one.get("reached_on") for one in planned):
        raise Refused(_("A milestone is reached after the plan was handed in."))
    verdict.plan = {"plan": plan, "responsible_person": person, "milestones": rows}
    verdict.changes.append(_("Hand in the plan: %(plan)s") % {"plan": plan})
    verdict.changes += [f"{n}. {one['measure']} · {one['due_on']}" for n, one in _counted(rows)]


def _look_at_milestones(planned, task, verdict) -> None:
    standing = {milestone.order: milestone for milestone in task.milestones.all()}
    for n, one in _counted(planned):
        milestone = standing.get(n)
        if milestone is None and any(one.values()):
            verdict.milestones.append(_complete(one))
            words = {"order": n, "measure": one["measure"]}
            verdict.changes.append(_("New milestone %(order)d: %(measure)s") % words)
        elif milestone is not None:
            _look_at_milestone(milestone, one, verdict)


def _look_at_milestone(milestone, one, verdict) -> None:
    kept = (milestone.measure, str(milestone.due_on), milestone.responsible_person)
    if (one["measure"], one["due_on"], one["responsible_person"]) != kept:
        raise Refused(_("Milestone %(order)d stands as planned.") % {"order": milestone.order})
    if one["reached_on"] == str(milestone.reached_on or ""):
        return
    if milestone.reached_on:
        raise Refused(_("%(milestone)s was reached already.") % {"milestone": milestone})
    reached = _day(one["reached_on"])
    verdict.reached.append((milestone, reached))
    words = {"order": milestone.order, "day": reached}
    verdict.changes.append(_("Milestone %(order)d reached on %(day)s") % words)


def _look_at_progress(row, task, verdict) -> None:
    words = row.get("progress", "")
    said = Event.objects.of(task).filter(name="progress", note=words)
    if words and not said.exists():
        verdict.progress = words
        verdict.changes.append(_("Report progress: %(words)s") % {"words": words})


def _look_at_result(row, task, user, verdict) -> None:
    result = row.get("result", "")
    lines = [line for n in range(1, LINES + 1) if (line := _line(row, n))]
    if not result and not lines:
        return
    draft = Draft.objects.filter(user=user, key=key_of_submission(task)).first()
    is_kept = draft is not None and draft.data == fields_of_draft(result, lines)
    is_handed_in = task.submissions.filter(result=result).exists()
    if not is_kept and not is_handed_in:
        verdict.draft = {"result": result, "lines": lines}
        verdict.changes.append(_("Prepare the submission: %(result)s") % {"result": result or "—"})


def _milestone(row, n) -> dict[str, str]:
    return {name: row.get(f"m{n}.{name}", "") for name in OF_MILESTONE}


def _complete(one) -> dict:
    if not (one["measure"] and one["due_on"] and one["responsible_person"]):
        raise Refused(_("A milestone has a measure, a day and a responsible person."))
    person = one["responsible_person"]
    return {
        "measure": one["measure"],
        "due_on": _day(one["due_on"]),
        "responsible_person": person,
    }


def _line(row, n) -> dict | None:
    one = {name: row.get(f"l{n}.{name}", "") for name in OF_LINE}
    if not any(one.values()):
        return None
    try:
        amount = Decimal(one["amount_yuan"])
    except InvalidOperation:
        raise Refused(_("Line %(line)d: enter an amount above zero.") % {"line": n}) from None
    mode = mode_of(one["mode"])
    if not mode or not amount.is_finite() or amount <= 0:
        raise Refused(_("Line %(line)d: choose a result and enter its amount.") % {"line": n})
    return {"mode": mode, "amount_yuan": f"{amount:.2f}", "voucher": one["voucher"]}


def _day(text) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        words = _("%(text)s is no day: enter it as 2020-12-31.") % {"text": text}
        raise Refused(words) from None


def _counted(rows):
    return enumerate(rows, start=1)
