"""Rows that a customer enters with their source: here each is labelled 示例 (an example)."""

from datetime import date, time, timedelta
from random import Random

from airdefense.casework.models import TimeLimit
from airdefense.reports.models import Kind, ReportSchedule
from demo.bodies import Tree
from demo.city import City
from demo.people import Cast
from demo.plan.campaign import moments
from demo.plan.statute import FIRST_RATES_FROM, statute_of
from demo.twins.books import Books
from demo.twins.projects import publish
from projects.models import FeePolicy, FeeRate

EFFECTIVE = date(2003, 1, 1)
# step, days, working days?, what the example follows
LIMITS = (
    ("lead.propose", 30, False, "示例：线索处置意见，参照监督执纪工作规则第二十一条"),
    ("lead.talk_letter", 30, False, "示例：谈话函询报告时限，由本单位办法规定"),
    ("lead.prelim_check", 60, False, "示例：初步核实时限，由本单位办法规定"),
    ("task.plan", 15, False, "示例：整改方案报送时限，由巡察反馈意见规定"),
    ("task.rectify", 30, False, "示例：集中整改时限，由巡察反馈意见规定"),
    ("instrument.reply", 15, True, "示例：督办函、建议书回复期限，由文书载明"),
    ("check.complete", 20, True, "示例：项目核查时限，由巡察方案规定"),
)
# What a round is held to (domain §2.5): proposed when a round is planned, by its first day.
ROUND_LIMITS = (
    ("entry_notice", 10, False, EFFECTIVE, "示例：进驻前10日通知，参照定远制度（地方规定）"),
    ("team_report", 15, True, EFFECTIVE, "示例：巡察组向领导小组报告，来源存疑，请核实"),
    (
        "secretary_meeting",
        30,
        False,
        EFFECTIVE,
        "示例：进驻结束后1个月内，参照定远制度",
    ),
    ("plan", 30, False, EFFECTIVE, "示例：反馈后1个月内，参照2024年某市反馈意见"),
    ("progress", 60, False, date(2015, 8, 3), "示例：2个月，巡视工作条例（2015年、2017年）"),
    (
        "progress",
        180,
        False,
        date(2024, 2, 8),
        "示例：集中整改6个月，2024年巡视条例，请核实",
    ),
    ("close_out", 180, False, EFFECTIVE, "示例：一般半年内销号，最长1年，参照东海整改"),
    ("leads_back", 90, False, EFFECTIVE, "示例：移交线索3个月内反馈办理情况，来源存疑，请核实"),
)


def enter_limits(books: Books) -> None:
    for item, days, is_working, since, basis in ROUND_LIMITS:
        limit = {"days": days, "is_working_days": is_working, "basis": basis}
        books.add(TimeLimit(step=f"round.{item}", effective_on=since, **limit))
    for step, days, is_working, basis in LIMITS:
        limit = TimeLimit(
            step=step,
            days=days,
            is_working_days=is_working,
            basis=basis,
            effective_on=EFFECTIVE,
        )
        books.limits[step] = books.add(limit)


def enter_schedules(books: Books) -> None:
    """The three reports, of every day: a demonstration may be opened on a Monday morning."""
    for kind in Kind.values:
        books.add(ReportSchedule(kind=kind, compile_at=time(8), working_days_only=False))


def enter_rates(books: Books, tree: Tree, cast: Cast, city: City, start: date) -> None:
    """The rates of 2003 and 2015 and the policy of each region, published by two clerks."""
    for region in city.regions:
        statute, home = statute_of(region), tree.region(region.code)
        clerks = cast.clerks[region.code]
        days = [start - timedelta(days=3), start - timedelta(days=2)]
        proposed, approved = moments(Random(region.code), days)
        by = {"by": clerks[0], "at": proposed, "approved_by": clerks[1], "approved_at": approved}
        for rate in statute.rates:
            publish(
                books,
                FeeRate,
                region=home,
                effective_from=rate.effective_from,
                effective_to=rate.effective_to,
                document=rate.document,
                grade=rate.grade,
                yuan_per_sqm=rate.yuan_per_sqm,
                **by,
            )
        policy = statute.policy
        publish(
            books,
            FeePolicy,
            region=home,
            effective_from=FIRST_RATES_FROM,
            document=policy.document,
            city_class=policy.city_class,
            ratio=policy.ratio,
            **by,
        )
