"""What leaders and offices do with the reports: a plan, instructions from rows, kept lists, and a
paper that came late, so that a past day is restated. All of it by the real actions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Any

from django.urls import reverse

from airdefense.accounts.models import User
from airdefense.accounts.roles import Role
from airdefense.exchange.models import Rhythm
from airdefense.exchange.saving.actions import follow, save_view
from airdefense.reports.figures import FIGURES, regions
from airdefense.reports.instructions import actions as instructing
from airdefense.reports.instructions.topics import Topic, topic_of_figure
from airdefense.reports.models import InstructionKind, Report
from airdefense.reports.planning.actions import enter_mark
from demo.plan.campaign import Campaign, at
from projects.actions import write_off
from projects.models import Gap

LEADER, OFFICE, KEEPER = "demo_leadership", "demo_inspection_office", "demo_supervision_office"
PLAN = "模拟：玉溪市人防易地建设费清缴工作方案"
RULING = "模拟：云南省玉溪市中级人民法院裁定终结破产程序〔{year}〕模9号"
STEP = Decimal(10_000)
HALF = Decimal("0.5")
MORNING, LATE_MORNING, AFTERNOON, EVENING = 8 * 60 + 40, 10 * 60, 15 * 60, 16 * 60 + 30
WRITTEN_OFF_YUAN = Decimal("8600.00")
# Lists kept under a name: path, question, name, who keeps it, whether the office shares it.
VIEWS = (
    ("rectification:list", "is_late=true", "超期未改（每日看）", OFFICE, True),
    ("rectification:list", "status=submitted", "待验收", KEEPER, True),
    ("projects:gap_list", "is_open=true&sort=-balance_yuan", "欠缴大户", LEADER, False),
)


def somebody(username: str) -> Any:
    return User.objects.get(username=username)


def plan_recovery(campaign: Campaign) -> None:
    """Half of what is owed by the middle of the campaign, all of it a month after its end."""
    office, entered = somebody(OFFICE), at(campaign.days[0], LATE_MORNING)
    owed = FIGURES["M12"].by_region(campaign.until)
    marks = ((campaign.day(0.5), HALF), (campaign.until + timedelta(days=30), Decimal(1)))
    for region in regions(campaign.until):
        for due_on, share in marks:
            planned = (owed[region.code] * share / STEP).quantize(Decimal(1), ROUND_UP) * STEP
            facts = {"code": "M13", "region": region, "due_on": due_on, "value": planned}
            enter_mark(basis=PLAN, by=office, at=entered, **facts)


def keep_lists(campaign: Campaign) -> None:
    """Lists that an office shares, and one of which somebody is told every working morning."""
    kept = at(campaign.days[-5], AFTERNOON)
    for name, query, title, username, is_shared in VIEWS:
        owner = somebody(username)
        view = save_view(
            path=reverse(name), query=query, name=title, is_shared=is_shared, by=owner, at=kept
        )
        if is_shared:
            follow(view=view, rhythm=Rhythm.DAILY, threshold=None, by=owner, on=kept.date())


def write_off_late(day: date, *, now: datetime) -> None:
    """A court's ruling of that day reaches the authority a day late: the report of that day stays
    as it was, and the next one tells the difference."""
    gaps = Gap.objects.filter(opened_on__lte=day).select_related("project__authority")
    gap = next((gap for gap in gaps.order_by("pk") if gap.balance > WRITTEN_OFF_YUAN), None)
    if gap is None:
        return
    write_off(
        gap=gap,
        amount_yuan=WRITTEN_OFF_YUAN,
        written_off_on=day,
        basis=RULING.format(year=day.year),
        by=User.objects.holding(Role.DATA_CLERK, path=gap.project.authority.path).first(),
        at=now,
    )


@dataclass(frozen=True, slots=True)
class Asking:
    """What the leader asks from one report, how far it got, and in whose words."""

    code: str
    kind: str
    text: str
    answer: str = ""
    is_settled: bool = False


ASKED = (
    Asking("S06", InstructionKind.DIRECTION, "请说明欠缴原因，提出清缴时限。"),
    Asking(
        "S02",
        InstructionKind.URGE,
        "即将到期，请按期整改到位。",
        answer="已逐项核对，余下一项本周内办结并报送佐证。",
    ),
    Asking(
        "M13",
        InstructionKind.DIRECTION,
        "请核对本期入库数与财政到账数。",
        answer="已与财政部门核对，数据一致。",
        is_settled=True,
    ),
)


def instruct(report: Report, day: date, *, now: datetime) -> None:
    """From the rows of a report, on the morning it came: asked, answered, settled."""
    leader = somebody(LEADER)
    given, told_at, settled = (min(at(day, m), now) for m in (MORNING, AFTERNOON, EVENING))
    for asking in ASKED:
        topic = _topic(report, asking, leader)
        office = next(iter(_answering(topic)), None) if topic else None
        if topic is None or office is None:
            continue
        instruction = instructing.give(
            topic=topic,
            kind=asking.kind,
            text=asking.text,
            office=office.organisation,
            by=leader,
            at=given,
        )
        if asking.answer:
            told = {"text": asking.answer, "by": office, "at": told_at}
            instruction = instructing.answer(instruction=instruction, **told)
        if asking.is_settled:
            instructing.take_step(instruction, "settle", by=leader, at=settled)


def _topic(report: Report, asking: Asking, leader: Any) -> Topic | None:
    """The first row of the figure that the leader may open."""
    frozen = report.figures.filter(code=asking.code).first()
    if frozen is None or not frozen.row_ids:
        return None
    found: Topic | None = topic_of_figure(frozen, leader, frozen.row_ids[-1], "")
    return found


def _answering(topic: Topic) -> Iterable[Any]:
    """Somebody of the first office that answers."""
    for office in topic.offices():
        yield from User.objects.filter(organisation=office, is_active=True).order_by("pk")[:1]
