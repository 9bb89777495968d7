"""Arrears of the opening balance: no finding states them, a unit recovers them to this day."""

from datetime import date, timedelta
from decimal import Decimal

from demo import bodies
from demo.plan import words
from demo.plan.campaign import moments
from demo.plan.ledger import gap_basis
from demo.plan.money import collect, split
from demo.plan.stage import ARREARS, Entry, Stage
from demo.plan.tasks import contact_of, hand_in, mark_overdue, plan, send_back
from demo.twins import projects
from demo.twins import rectification as twins
from rectification.models import RectificationTask
from rectification.workflow import TaskStatus

STANDS = (
    *(TaskStatus.RECTIFYING,) * 5,
    TaskStatus.SUBMITTED,
    TaskStatus.ISSUED,
    TaskStatus.RETURNED,
)
# Days from the last one: due today, tomorrow, overdue, later.
WAITS = (1, 2, 12, -3, 6, 20, 9, 27, 15, 33)


def recover_arrears(stage: Stage, entries: list[Entry]) -> None:
    """Open the gaps of the opening balance, send them to the unit, collect part of each."""
    owing = [entry for entry in entries if entry.organ == ARREARS]
    owing.sort(key=lambda entry: entry.flaw.gap_yuan - entry.flaw.open_yuan, reverse=True)
    for place, entry in enumerate(owing):
        fresh = stage.targets.recovered_on_last_day_yuan if place == 0 else Decimal(0)
        _recover(stage, entry, place, fresh)


def _recover(stage: Stage, entry: Entry, place: int, fresh: Decimal) -> None:
    rng, days, flaw = stage.rng, stage.campaign.days, entry.flaw
    clerk = stage.cast.clerks[stage.region.code][0]
    opened, issued = moments(rng, [days[0], days[rng.randint(1, 8)]])
    wait = WAITS[(place + 3 * stage.number) % len(WAITS)]
    gap = projects.open_gap(
        stage.books,
        project=entry.project,
        kind=flaw.kind,
        amount_yuan=flaw.gap_yuan,
        opened_on=days[0],
        basis=f"期初欠缴台账；{gap_basis(flaw.kind)}",
        by=clerk,
        at=opened,
    )
    task = twins.issue_recovery_task(
        stage.books,
        gap=gap,
        unit=stage.body(bodies.HOUSING),
        title=f"{entry.project.name}历史欠缴易地建设费清缴",
        requirement=words.REQUIREMENTS[True],
        by=rng.choice(stage.cast.planners),
        at=issued,
        due_on=stage.campaign.until + timedelta(days=wait),
    )
    _collect_part(stage, task, flaw.gap_yuan - flaw.open_yuan - fresh, issued.date())
    if fresh:
        collect(stage, task, fresh, stage.campaign.until)
    _stop(stage, task, STANDS[(place + stage.number) % len(STANDS)])
    if task.due_on < stage.campaign.until:
        mark_overdue(stage, task)
    elif place % 7 == 4 and task.status in (TaskStatus.RECTIFYING, TaskStatus.RETURNED):
        _ask_for_time(stage, task)


def _collect_part(stage: Stage, task: RectificationTask, amount: Decimal, since: date) -> None:
    days = stage.campaign.days
    first = days.index(since) + 1
    for part in split(stage.rng, amount):
        collect(stage, task, part, days[stage.rng.randint(first, len(days) - 2)])


def _stop(stage: Stage, task: RectificationTask, status: str) -> None:
    """The unit's papers, as far as they have come."""
    if status == TaskStatus.ISSUED:
        return
    days, contact = stage.campaign.days, contact_of(stage, task.unit)
    start = days.index(task.issued_on)
    places = [start + stage.rng.randint(1, 4), len(days) - 4, len(days) - 3]
    times = moments(stage.rng, [days[place] for place in places])
    plan(stage, task, contact, times[0])
    if status in (TaskStatus.SUBMITTED, TaskStatus.RETURNED):
        hand_in(stage, task, contact, times[1])
    if status == TaskStatus.RETURNED:
        send_back(stage, task, times[2])


def _ask_for_time(stage: Stage, task: RectificationTask) -> None:
    """A request for more time that waits for its decision."""
    (asked,) = moments(stage.rng, [stage.campaign.days[-2]])
    twins.request_extension(
        stage.books,
        task=task,
        requested_until=task.due_on + timedelta(days=stage.rng.choice((15, 20, 30))),
        reason=stage.rng.choice(words.REASONS),
        by=contact_of(stage, task.unit),
        at=asked,
    )
