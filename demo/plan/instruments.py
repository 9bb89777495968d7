"""Letters and recommendations of the campaign: answered, awaited, overdue, in draft."""

from dataclasses import dataclass
from typing import Any

from demo import bodies
from demo.plan.campaign import moments
from demo.plan.stage import Stage
from demo.twins import rectification as twins
from rectification.models import InstrumentKind
from rectification.workflow import InstrumentStatus

K, S = InstrumentKind, InstrumentStatus


@dataclass(frozen=True, slots=True)
class Letter:
    """One instrument: from whom, saying what, how far it has come, and at what share of time."""

    kind: str
    issuer: str
    title: str
    body: str
    status: str
    share: float


REPLY = "已收悉。我单位召开专题会议研究，逐项制定措施并明确时限，整改情况随台账报送。"
RECOMMENDED = Letter(
    K.JOINT_REC,
    bodies.COMMISSION,
    "关于规范人防易地建设费征收管理的纪检监察建议",
    "针对机动巡察发现的易地建设费应收未收、违规减免等问题，建议你单位开展专项整治，"
    "完善核定与复核分离制度，并于收到之日起十五个工作日内书面回复。",
    S.REPLIED,
    0.55,
)
URGED = Letter(
    K.URGE_LETTER,
    bodies.INSPECTION_OFFICE,
    "关于加快历史欠缴易地建设费清缴进度的督办函",
    "你单位部分历史欠缴项目清缴进度缓慢，请逐项说明原因，明确清缴时限并按期回复。",
    S.ISSUED,
    0.9,
)
# By region: the city and three counties get what stands here, all others what comes last.
LETTERS = {
    "530400": (
        RECOMMENDED,
        Letter(
            K.BULLETIN,
            bodies.COMMISSION,
            "关于违反中央八项规定精神问题的通报",
            "对借考察学习之机绕道旅游问题予以通报曝光，责令举一反三、严肃整改。",
            S.ISSUED,
            0.45,
        ),
        Letter(
            K.WORK_ADVICE,
            bodies.INSPECTION_OFFICE,
            "关于妥善解决地下人防工程债务纠纷的工作建议",
            "建议会同有关企业核对账目，签订协议，分期解决平战结合地下人防工程债务纠纷。",
            S.REPLIED,
            0.5,
        ),
        Letter(
            K.URGE_LETTER,
            bodies.INSPECTION_OFFICE,
            "关于报送制度性问题整改进展的督办函",
            "请报送核定复核、信息共享、权责清单三项制度性问题的整改进展。",
            S.APPROVED,
            0.97,
        ),
        Letter(
            K.SUP_REC,
            bodies.COMMISSION,
            "关于完善人防工程资产管理的监察建议",
            "建议全面清查人防工程资产，建立台账，规范平时使用协议。",
            S.DRAFT,
            0.98,
        ),
    ),
    "530423": (
        RECOMMENDED,
        Letter(
            K.ONSITE,
            bodies.INSPECTION_OFFICE,
            "关于易地建设费清缴情况的现场督导",
            "赴县住建局现场查看清缴台账，逐项核对票据。",
            S.ISSUED,
            0.8,
        ),
    ),
    "530427": (
        Letter(
            K.URGE_LETTER,
            bodies.INSPECTION_OFFICE,
            "关于未按期报送整改方案的督办函",
            "你单位部分问题整改方案逾期未报，请说明原因并立即补报。",
            S.ISSUED,
            0.5,
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
    instrument = twins.draft_instrument(
        books,
        kind=letter.kind,
        issuer=stage.tree[stage.root_code, letter.issuer],
        unit=stage.body(bodies.HOUSING),
        title=letter.title,
        body=letter.body,
        by=author,
        at=times[0],
    )
    if letter.status != S.DRAFT:
        books.advance(instrument, "approve", by=chief, at=times[1])
    if letter.status in (S.ISSUED, S.REPLIED):
        twins.issue(books, instrument=instrument, by=chief, at=times[2])
    if letter.status == S.REPLIED:
        _reply(stage, instrument, place + 3)


def _reply(stage: Stage, instrument: Any, place: int) -> None:
    days = stage.campaign.days
    day = days[min(place + stage.rng.randint(2, 7), len(days) - 1)]
    (time,) = moments(stage.rng, [day])
    contact = stage.cast.contacts[stage.region.code, bodies.HOUSING]
    twins.reply(stage.books, instrument=instrument, text=REPLY, by=contact, at=time)
