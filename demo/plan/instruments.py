"""Letters and recommendations of the campaign: answered, awaited, overdue, in draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from airdefense.exchange.documents.words import chinese_day
from demo import bodies
from demo.plan.campaign import moments
from demo.plan.stage import Stage
from demo.twins import rectification as twins
from rectification.models import InstrumentKind
from rectification.parts import KINDS
from rectification.workflow import InstrumentStatus

K, S = InstrumentKind, InstrumentStatus


@dataclass(frozen=True, slots=True)
class Letter:
    """One instrument: from whom, about what, what its parts say beyond their first text, how far
    it has come, and at what share of time."""

    kind: str
    issuer: str
    matter: str
    status: str
    share: float
    told: Mapping[str, str]


REPLY = "已收悉。我单位召开专题会议研究，逐项制定措施并明确时限，整改情况随台账报送。"
RECOMMENDED = Letter(
    K.JOINT_REC,
    bodies.COMMISSION,
    "规范人防易地建设费征收管理",
    S.REPLIED,
    0.55,
    {
        "problems": "易地建设费应收未收、违规减免等问题较为突出。",
        "causes": "核定与复核由同一人办理，减免审批缺乏复核，监督检查流于形式。",
        "measures": "1.开展专项整治，逐项核清欠缴和违规减免项目。\n"
        "2.完善核定与复核分离制度。\n3.建立清缴台账，按月报送进展。",
    },
)
URGED = Letter(
    K.URGE_LETTER,
    bodies.INSPECTION_OFFICE,
    "加快历史欠缴易地建设费清缴进度",
    S.ISSUED,
    0.9,
    {"problems": "你单位部分历史欠缴项目清缴进度缓慢，尚未明确清缴时限。"},
)
# By region: the city and three counties get what stands here, all others what comes last.
LETTERS = {
    "530400": (
        RECOMMENDED,
        Letter(
            K.BULLETIN,
            bodies.COMMISSION,
            "违反中央八项规定精神问题",
            S.ISSUED,
            0.45,
            {
                "case": "某单位工作人员借考察学习之机绕道旅游，违反中央八项规定精神，已被处理。",
                "lesson": "个别单位纪律意识淡薄，公务活动审批和报销把关不严。",
                "demands": "各有关单位要引以为戒、举一反三，严肃整改。",
            },
        ),
        Letter(
            K.WORK_ADVICE,
            bodies.INSPECTION_OFFICE,
            "妥善解决地下人防工程债务纠纷",
            S.REPLIED,
            0.5,
            {
                "problems": "平战结合地下人防工程债务纠纷长期未解决。",
                "measures": "会同有关企业核对账目，签订协议，分期解决。",
            },
        ),
        Letter(
            K.URGE_LETTER,
            bodies.INSPECTION_OFFICE,
            "报送制度性问题整改进展",
            S.APPROVED,
            0.97,
            {"problems": "核定复核、信息共享、权责清单三项制度性问题的整改进展尚未报送。"},
        ),
        Letter(
            K.SUP_REC,
            bodies.COMMISSION,
            "完善人防工程资产管理",
            S.DRAFT,
            0.98,
            {
                "problems": "人防工程资产底数不清，平时使用缺少协议。",
                "measures": "全面清查人防工程资产，建立台账，规范平时使用协议。",
            },
        ),
    ),
    "530423": (
        RECOMMENDED,
        Letter(
            K.ONSITE,
            bodies.INSPECTION_OFFICE,
            "易地建设费清缴情况",
            S.ISSUED,
            0.8,
            {"problems": "部分票据与清缴台账未逐项核对。"},
        ),
    ),
    "530427": (
        Letter(
            K.URGE_LETTER,
            bodies.INSPECTION_OFFICE,
            "未按期报送整改方案",
            S.ISSUED,
            0.5,
            {"problems": "你单位部分问题整改方案逾期未报。"},
        ),
        RECOMMENDED,
    ),
    "530402": (RECOMMENDED, URGED),
}
ELSEWHERE = (URGED,)


def write_letters(stage: Stage) -> None:
    for letter in LETTERS.get(stage.region.code, ELSEWHERE):
        _write(stage, letter)


def _write(stage: Stage, letter: Letter) -> None:
    """Drafted by one, approved and issued by another; the unit answers."""
    books, cast, days = stage.books, stage.cast, stage.campaign.days
    of_commission = letter.issuer == bodies.COMMISSION
    author, chief = cast.conduct if of_commission else cast.planners[1::-1]
    place = int(letter.share * (len(days) - 4))
    times = moments(stage.rng, [days[place + step] for step in range(4)])
    issuer, unit = stage.tree[stage.root_code, letter.issuer], stage.body(bodies.HOUSING)
    instrument = twins.draft_instrument(
        books,
        kind=letter.kind,
        issuer=issuer,
        unit=unit,
        title=KINDS[letter.kind].title.format(matter=letter.matter),
        parts=_parts(letter, issuer, unit, times[0]),
        by=author,
        at=times[0],
        **(_meeting(times[0]) if KINDS[letter.kind].is_held else {}),
    )
    if letter.status != S.DRAFT:
        books.advance(instrument, "approve", by=chief, at=times[1])
    if letter.status in (S.ISSUED, S.REPLIED):
        twins.issue(books, instrument=instrument, by=chief, at=times[2])
    if letter.status == S.REPLIED:
        _reply(stage, instrument, place + 3)


def _parts(letter: Letter, issuer: Any, unit: Any, time: datetime) -> dict[str, str]:
    """The first texts of the kind, with what the letter has to say."""
    entry, day = KINDS[letter.kind], timezone.localdate(time)
    basis = entry.basis_on(day)
    values = {
        "unit": unit.name,
        "issuer": issuer.name,
        "us": "我委" if letter.issuer == bodies.COMMISSION else "我办",
        "law": basis.law if basis else "",
        "refusal": basis.refusal if basis else "",
        "source": "在专项巡察期间",
        "matter": letter.matter,
        "today": chinese_day(day),
    }
    return entry.drafted(values) | dict(letter.told)


def _meeting(time: datetime) -> dict[str, Any]:
    place = {"held_where": "住建局会议室", "present": "巡察办、住建局有关负责同志"}
    return {"held_on": timezone.localdate(time), **place}


def _reply(stage: Stage, instrument: Any, place: int) -> None:
    days = stage.campaign.days
    day = days[min(place + stage.rng.randint(2, 7), len(days) - 1)]
    (time,) = moments(stage.rng, [day])
    contact = stage.cast.contacts[stage.region.code, bodies.HOUSING]
    twins.reply(stage.books, instrument=instrument, text=REPLY, by=contact, at=time)
