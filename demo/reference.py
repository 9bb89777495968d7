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
    ("task.plan", 15, False, "示例：整改方案报送时限，由巡察反馈意见规定"),
    ("task.rectify", 30, False, "示例：集中整改时限，由巡察反馈意见规定"),
    ("instrument.reply", 15, True, "示例：督办函、建议书回复期限，由文书载明"),
    ("check.complete", 20, True, "示例：项目核查时限，由巡察方案规定"),
)
FROM_MEMORY = "（凭记忆录入，请核实）"
# Of leads and cases (domain §3.3); what no text was at hand for says so.
LEAD_LIMITS = (
    ("lead.propose", 30, False, f"示例：监督执纪工作规则第二十一条{FROM_MEMORY}"),
    ("lead.talk_letter", 30, False, "示例：谈话函询后1个月内报告，参照西乡办法"),
    ("lead.letter_reply", 15, True, f"示例：收到函询后15个工作日内回复{FROM_MEMORY}"),
    ("lead.prelim_check", 60, False, "示例：初步核实全国无统一时限，由本单位办法规定"),
    ("lead.hold", 180, False, "示例：暂存待查线索定期复查，全国无统一时限，由本单位办法规定"),
    ("lead.feedback", 90, False, "示例：向移送单位反馈办理情况，由移送函载明"),
    ("petition.transfer", 5, True, "示例：检举控告工作规则，5个工作日内转送"),
    ("petition.notice", 15, True, "示例：检举控告工作规则，15个工作日内告知受理"),
    ("petition.feedback", 15, True, "示例：检举控告工作规则，办结后15个工作日内向实名举报人反馈"),
    ("petition.assigned", 90, False, "示例：检举控告工作规则，交办件3个月内办结"),
    ("case.decide", 365, False, f"示例：监察法实施条例第一百八十五条，立案后1年内{FROM_MEMORY}"),
    (
        "case.decide.extension",
        180,
        False,
        f"示例：监察法实施条例第一百八十五条，可延长6个月{FROM_MEMORY}",
    ),
    ("case.detention", 90, False, "示例：监察法（2024）第四十八条，留置不超过3个月"),
    ("case.detention.extension", 90, False, "示例：监察法（2024）第四十八条，可延长一次，3个月"),
    (
        "case.detention.extension.2",
        60,
        False,
        "示例：监察法（2024）第四十八条，可能判处十年以上的再延长2个月，国家监委批准",
    ),
    ("case.trial", 30, False, f"示例：审理1个月{FROM_MEMORY}"),
    ("case.trial.extension", 30, False, f"示例：审理经批准可延长{FROM_MEMORY}"),
    ("case.supplement", 30, False, "示例：监察法（2024）第五十四条，补充调查1个月，以两次为限"),
    ("case.review.apply", 30, False, "示例：监察法（2024）第五十六条，1个月内申请复审"),
    ("case.review", 30, False, "示例：监察法（2024）第五十六条，复审1个月内决定"),
    ("case.reconsideration.apply", 30, False, "示例：监察法（2024）第五十六条，1个月内申请复核"),
    ("case.reconsideration", 60, False, "示例：监察法（2024）第五十六条，复核2个月内决定"),
    ("seal.open", 7, False, "示例：批准拆封后须在期限内拆阅，由本单位办法规定"),
    ("outcome.announce", 30, False, "示例：政务处分法第五十四条，1个月内宣布"),
    ("outcome.execute", 30, False, "示例：政务处分法第五十四条，1个月内办理职务、工资变更"),
    (
        "outcome.execute.extension",
        150,
        False,
        "示例：政务处分法第五十四条，特殊情况最长不超过6个月",
    ),
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
    for step, days, is_working, basis in (*LIMITS, *LEAD_LIMITS):
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
