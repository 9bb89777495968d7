"""The parts that many kinds share, and the provisions that recommendations rest on."""

from datetime import date

from rectification.parts.shape import Basis, Kind, Part, gettext_noop

SOURCE = Part(
    "source",
    gettext_noop("Source"),
    "问题来源",
    ("{source}，发现你单位存在需要纠正的问题。", "现就“{matter}”有关事宜明确如下。"),
)
PROBLEMS = Part(
    "problems",
    gettext_noop("Problems"),
    "存在的主要问题",
    (
        "?{facts}\n",
        "?该问题不符合{rule}的规定。\n",
        "?涉及项目：{project}。\n",
        "?涉及金额{amount}元。",
        "?截至{today}，尚有{balance}元未收回。",
        "?整改期限为{due}，现已逾期{late}天。",
        "?此前已发出{earlier}。",
        "?经梳理，你单位现有{count}项整改任务逾期未完成。",
        "?涉及未收回金额{sum}元。",
    ),
)
CAUSES = Part(
    "causes",
    gettext_noop("Causes"),
    "原因分析",
    ("?上述问题反映出你单位在行使“{power}”职权中审核把关不严、履职不到位。",),
    hint=gettext_noop("What in rules, responsibility or supervision made it possible."),
)
REPLY = Part(
    "reply",
    gettext_noop("Reply asked for"),
    "回复要求",
    ("请于{reply_due}前将整改落实情况书面报送{issuer}，并附相关佐证材料。",),
    hint=gettext_noop("{reply_due} is replaced by the reply day when the document is issued."),
)
OVERDUE = Part(
    "overdue",
    gettext_noop("Overdue tasks"),
    "逾期整改事项",
    ("?{overdue}",),
    is_required=False,
    hint=gettext_noop("Each line is a row; its cells are set apart by ｜."),
    heads=("编号", "整改事项", "整改期限", "逾期（天）", "未收回（元）"),
    widths=(32, 52, 28, 16, 28),
    right=(3, 4),
)
LISTED = Part(
    "list",
    gettext_noop("Problems listed"),
    "问题清单",
    ("{problems}",),
    hint=gettext_noop("Each line is a row; its cells are set apart by ｜."),
    heads=("编号", "问题", "定性依据", "涉及金额（元）", "整改要求"),
    widths=(30, 38, 32, 26, 30),
    right=(3,),
)


def measures(*sentences: str) -> Part:
    return Part("measures", gettext_noop("Measures"), "建议措施", sentences)


def demands(heading: str, *sentences: str, key: str = "demands") -> Part:
    return Part(key, gettext_noop("Demands"), heading, sentences)


ADVISED = measures(
    "根据{law}，建议你单位：\n",
    "?1.{requirement}\n",
    "2.对照职责全面自查同类问题，建立台账，逐项销号。\n",
    "3.完善制度，压实责任，防止问题再次发生。",
)
REFUSED = Part(
    "reply",
    REPLY.label,
    REPLY.heading,
    (
        *REPLY.text,
        "\n你单位对本建议有异议的，应当在上述期限内书面说明理由；"
        "无正当理由拒不采纳的，将依照{refusal}处理。",
    ),
    hint=REPLY.hint,
)
RULES_OF_DISCIPLINE = "《中国共产党纪律检查机关监督执纪工作规则》第十九条"
LAW = "《中华人民共和国监察法》"
# The law was amended with effect from 2025-06-01 and its articles were counted anew.
BY_LAW = (
    Basis(f"{LAW}第十一条、第四十五条", f"{LAW}第六十二条"),
    Basis(f"{LAW}第十一条、第五十二条", f"{LAW}第七十一条", date(2025, 6, 1)),
)
BY_BOTH = tuple(
    Basis(f"{RULES_OF_DISCIPLINE}和{basis.law}", basis.refusal, basis.from_day) for basis in BY_LAW
)


def recommendation(
    name: str, series: str, bases: tuple[Basis, ...], *, is_binding: bool = True
) -> Kind:
    reply = REFUSED if is_binding else REPLY
    return Kind(
        title="关于{matter}的" + name,
        series=series,
        parts=(SOURCE, PROBLEMS, CAUSES, ADVISED, reply),
        head="{issuer}文件",
        bases=bases,
        by_commission=True,
        is_answered=True,
    )


def line(
    key: str, label: str, heading: str, *sentences: str, is_required: bool = False, hint: str = ""
) -> Part:
    return Part(key, label, heading, sentences, is_required=is_required, hint=hint)
