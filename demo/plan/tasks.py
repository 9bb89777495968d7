"""Rectification: every general problem closed out by the last day, other work still open."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from airdefense.accounts.models import User
from airdefense.casework.clock import end_of
from demo.plan import words
from demo.plan.campaign import moments
from demo.plan.findings import Found
from demo.plan.money import collect, split
from demo.plan.stage import Stage
from demo.twins import rectification as twins
from inspections.models import Nature
from rectification.models import RectificationTask
from rectification.workflow import TaskStatus

SHORTEST = 6
CLOSED_ON_THE_LAST_DAY = 0.015
RETURNED_ONCE = 0.06
LATE_BUT_EXTENDED = 0.45
# Where the tasks of institutional weaknesses stand today, and when they are due, from the last day.
OPEN_WORK = (
    (TaskStatus.RECTIFYING, 1),
    (TaskStatus.SUBMITTED, 2),
    (TaskStatus.VERIFIED, 8),
    (TaskStatus.RETURNED, 3),
    (TaskStatus.ISSUED, 2),
    (TaskStatus.RECTIFYING, -2),
    (TaskStatus.SUBMITTED, 1),
)


@dataclass
class Pace:
    """The working days on which one task moves, as places in the campaign."""

    issued: int
    closed: int

    def at(self, share: float) -> int:
        return self.issued + int((self.closed - self.issued) * share)


def rectify_all(stage: Stage, found: list[Found]) -> None:
    """Send every finding to its unit; the general ones come back closed out."""
    rng, days = stage.rng, stage.campaign.days
    paced = []
    for one in found:
        start = min(days.index(one.approved_on) + rng.randint(1, 3), len(days) - 2 - SHORTEST)
        start = max(start, days.index(one.approved_on))
        paced.append((Pace(start, _closing(stage, start)), one.finding))
    paced.sort(key=lambda pair: pair[0].issued)
    weak = 0
    for pace, finding in paced:
        if finding.nature == Nature.INSTITUTIONAL:
            keep_open(stage, finding, pace, OPEN_WORK[(weak + stage.number) % len(OPEN_WORK)])
            weak += 1
        else:
            close_out(stage, finding, pace)


def _closing(stage: Stage, start: int) -> int:
    rng, last = stage.rng, len(stage.campaign.days) - 1
    if rng.random() < CLOSED_ON_THE_LAST_DAY:
        return last
    wanted = int(rng.uniform(0.42, 0.97) * last)
    return min(max(wanted, start + SHORTEST), last - 1)


def contact_of(stage: Stage, unit: Any) -> User:
    return stage.cast.contacts[stage.region.code, unit.code]


def verifier(stage: Stage) -> User:
    return stage.rng.choice(stage.cast.verifiers)


def issue(stage: Stage, finding: Any, at: datetime, due_on: date | None = None):
    return twins.issue_task(
        stage.books,
        finding=finding,
        requirement=words.REQUIREMENTS[finding.gap is not None],
        by=stage.rng.choice(stage.cast.planners),
        at=at,
        due_on=due_on,
    )


def plan(stage: Stage, task: RectificationTask, by: User, at: datetime) -> None:
    twins.submit_plan(
        stage.books,
        task=task,
        plan=words.PLANS[task.fee_gap is not None],
        responsible_person=by.display_name,
        by=by,
        at=at,
    )


def hand_in(stage: Stage, task: RectificationTask, by: User, at: datetime) -> None:
    count = 1 if stage.rng.random() < 0.7 else 2
    twins.submit(
        stage.books,
        task=task,
        result=words.RESULTS[task.fee_gap is not None],
        files=stage.rng.sample(stage.files.proofs, count),
        by=by,
        at=at,
    )


def send_back(stage: Stage, task: RectificationTask, at: datetime) -> None:
    note = stage.rng.choice(words.RETURNS)
    stage.books.advance(task, "return_for_rework", by=verifier(stage), at=at, note=note)


def close_out(stage: Stage, finding: Any, pace: Pace) -> None:
    """Plan, money, proof, now and then a return, verification and close-out."""
    rng, books, days = stage.rng, stage.books, stage.campaign.days
    is_returned = rng.random() < RETURNED_ONCE
    shares = [0.0, 0.2, 0.62, 0.7, 0.78, 0.88, 1.0] if is_returned else [0.0, 0.2, 0.72, 0.88, 1.0]
    times = moments(rng, [days[pace.at(share)] for share in shares])
    task = issue(stage, finding, times[0])
    contact = contact_of(stage, finding.unit)
    plan(stage, task, contact, times[1])
    if finding.gap:
        recover(stage, task, finding.gap.amount_yuan, pace)
    hand_in(stage, task, contact, times[2])
    if is_returned:
        send_back(stage, task, times[3])
        hand_in(stage, task, contact, times[4])
    if times[-1].date() > task.due_on:
        if rng.random() < LATE_BUT_EXTENDED:
            extend(stage, task, contact, pace)
        else:
            mark_overdue(stage, task)
    books.advance(task, "verify", by=verifier(stage), at=times[-2])
    twins.close(books, task=task, by=verifier(stage), at=times[-1])


def extend(stage: Stage, task: RectificationTask, contact: User, pace: Pace) -> None:
    """More time, asked for and granted while the unit still has to move."""
    days = stage.campaign.days
    asked, granted = moments(stage.rng, [days[pace.at(share)] for share in (0.3, 0.42)])
    extension = twins.request_extension(
        stage.books,
        task=task,
        requested_until=days[pace.closed] + timedelta(days=5),
        reason=stage.rng.choice(words.REASONS),
        by=contact,
        at=asked,
    )
    twins.grant_extension(stage.books, extension=extension, by=verifier(stage), at=granted)


def mark_overdue(stage: Stage, task: RectificationTask) -> None:
    """What the sweep of the morning after wrote into it."""
    at = end_of(task.due_on)
    detail = {"due_on": task.due_on}
    stage.books.record(task, "overdue", by=stage.cast.system, at=at, detail=detail)


def recover(stage: Stage, task: RectificationTask, amount: Decimal, pace: Pace) -> None:
    """Collect the gap in one instalment or two, before the proof is handed in."""
    days = stage.campaign.days
    last = min(pace.at(0.58), len(days) - 2)
    first = max(min(pace.at(0.3), last), pace.issued)
    parts = split(stage.rng, amount)
    for part, place in zip(parts, (first, last) if len(parts) > 1 else (last,), strict=True):
        collect(stage, task, part, days[place])


def keep_open(stage: Stage, finding: Any, pace: Pace, stand: tuple[str, int]) -> None:
    """A task that is somebody's work today: it stops where it stands."""
    status, wait = stand
    rng, books, days = stage.rng, stage.books, stage.campaign.days
    due_on = stage.campaign.until + timedelta(days=wait)
    places = [pace.issued, pace.issued + 2, len(days) - 6, len(days) - 4]
    times = moments(rng, [days[place] for place in sorted(places)])
    task = issue(stage, finding, times[0], due_on)
    if status != TaskStatus.ISSUED:
        contact = contact_of(stage, finding.unit)
        plan(stage, task, contact, times[1])
        if status != TaskStatus.RECTIFYING:
            hand_in(stage, task, contact, times[2])
        if status == TaskStatus.RETURNED:
            send_back(stage, task, times[3])
        if status == TaskStatus.VERIFIED:
            books.advance(task, "verify", by=verifier(stage), at=times[3])
    if due_on < stage.campaign.until:
        mark_overdue(stage, task)
