"""Rows that a customer enters with their source: here each is labelled 示例 (an example)."""

from datetime import date, time, timedelta
from random import Random

from airdefense.casework.models import TimeLimit
from airdefense.reports.models import Kind, ReportSchedule
from demo.bodies import Tree
from demo.city import City
from demo.people import Cast
from demo.plan.campaign import moments
from demo.plan.fees import HALL_SHARE, NEW_RATES_FROM, RATE_DOCUMENTS, RATES
from demo.twins.books import Books
from projects.models import CityClass, FeePolicy, FeeRate, Published

EFFECTIVE = date(2003, 1, 1)
POLICY_DOCUMENT = "示例人防〔2003〕2号（模拟口径）"
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


def enter_limits(books: Books) -> None:
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
    """Rates of 2003 and 2015, for the city tier and the counties, and each region's policy."""
    for region in city.regions:
        is_city_tier = region.pays_city_rates
        clerks = cast.clerks[region.code]
        times = moments(Random(region.code), [start - timedelta(days=3), start - timedelta(days=2)])
        for (grade, is_city, is_new), yuan in RATES.items():
            if is_city == is_city_tier:
                publish(
                    books,
                    FeeRate(
                        region=tree.region(region.code),
                        grade=grade,
                        yuan_per_sqm=yuan,
                        effective_from=NEW_RATES_FROM if is_new else EFFECTIVE,
                        effective_to=None if is_new else date(2014, 12, 31),
                        document=RATE_DOCUMENTS[is_new],
                    ),
                    clerks,
                    times,
                    ("yuan_per_sqm", "grade"),
                )
        policy = FeePolicy(
            region=tree.region(region.code),
            city_class=CityClass.THIRD if is_city_tier else CityClass.NONE,
            ratio=HALL_SHARE[is_city_tier],
            effective_from=EFFECTIVE,
            document=POLICY_DOCUMENT,
        )
        fields = ("city_class", "ratio", "zone_ratio", "threshold_scope")
        publish(books, policy, clerks, times, fields)


def publish(books: Books, row: Published, clerks: list, times: list, fields: tuple) -> None:
    """Proposed by one clerk, put in force by the second."""
    row.proposed_by, row.proposed_at = clerks[0], times[0]
    books.add(row)
    period = {"effective_from": row.effective_from, "effective_to": row.effective_to}
    values = {name: getattr(row, name) for name in fields}
    books.record(
        row,
        "propose",
        by=clerks[0],
        at=times[0],
        note=row.document,
        after=row.status,
        detail=period | values,
    )
    books.advance(row, "put_in_force", by=clerks[1], at=times[1])
