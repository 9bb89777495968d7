"""What each kind of instrument says: its parts in their order, each with its first text.

The words printed are Chinese and stand here as data; labels and hints of the form are marked for
the translators.
"""

from rectification.parts.common import (
    BY_BOTH,
    BY_LAW,
    LISTED,
    OVERDUE,
    PROBLEMS,
    REPLY,
    RULES_OF_DISCIPLINE,
    SOURCE,
    demands,
    line,
    measures,
    recommendation,
)
from rectification.parts.shape import Basis, Kind, Part, gettext_noop

URGE_SHEET = Kind(
    title="关于{matter}的督办单",
    series="督单",
    is_answered=True,
    is_form=True,
    parts=(
        line("matter", gettext_noop("Matter"), "督办事项", "{matter}", is_required=True),
        line("source", gettext_noop("Source"), "问题来源", "{source}"),
        line("project", gettext_noop("Project"), "涉及项目", "?{project}"),
        line("amount", gettext_noop("Amount (yuan)"), "涉及金额", "?{amount}元"),
        line("balance", gettext_noop("Still open (yuan)"), "未收回金额", "?{balance}元"),
        line("due", gettext_noop("Due"), "整改期限", "?{due}", "?（已逾期{late}天）"),
        line("responsible", gettext_noop("Responsible person"), "整改责任人", "?{responsible}"),
        line("earlier", gettext_noop("Earlier instruments"), "此前督办情况", "?{earlier}"),
        line(
            "demands",
            gettext_noop("Demands"),
            "督办要求",
            "?{requirement}\n",
            "说明逾期原因，明确完成时限和责任人，限期整改到位。",
            is_required=True,
        ),
        line(
            "reply",
            gettext_noop("Reply asked for"),
            "回复期限",
            "{reply_due}前书面回复{issuer}",
            is_required=True,
            hint=REPLY.hint,
        ),
        OVERDUE,
    ),
)

KINDS: dict[str, Kind] = {
    "DISC_REC": recommendation(
        "纪律检查建议", "纪建", (Basis(RULES_OF_DISCIPLINE),), is_binding=False
    ),
    "SUP_REC": recommendation("监察建议", "监建", BY_LAW),
    "JOINT_REC": recommendation("纪检监察建议", "纪监建", BY_BOTH),
    "URGE_LETTER": Kind(
        title="关于{matter}的督办函",
        series="督",
        is_answered=True,
        parts=(
            SOURCE,
            PROBLEMS,
            OVERDUE,
            demands(
                "督办要求",
                "?1.{requirement}\n",
                "2.逐项说明逾期或者进展缓慢的原因，明确完成时限和责任人。\n",
                "3.加快整改进度，确保限期整改到位。",
            ),
            REPLY,
        ),
    ),
    "URGE_SHEET": URGE_SHEET,
    "WORK_ADVICE": Kind(
        title="关于{matter}的工作建议",
        series="工建",
        parts=(
            SOURCE,
            PROBLEMS,
            measures("?1.{requirement}\n", "2.研究完善相关制度和工作流程，形成长效机制。"),
            Part(
                "reply",
                REPLY.label,
                REPLY.heading,
                is_required=False,
                hint=gettext_noop("Only where a reply is wanted: name {reply_due} as its day."),
            ),
        ),
    ),
    "ONSITE": Kind(
        title="关于{matter}的现场督导意见",
        series="导",
        is_held=True,
        parts=(
            Part(
                "course",
                gettext_noop("What was looked at"),
                "督导情况",
                (
                    "{held_on}，{us}在{held_where}就“{matter}”有关情况到你单位进行现场督导，",
                    "查看现场、查阅资料、核对台账。参加人员：{present}。",
                ),
            ),
            PROBLEMS,
            demands(
                "督导意见", "?1.{requirement}\n", "2.对现场指出的问题立行立改，按期报送整改结果。"
            ),
        ),
    ),
    "TALK": Kind(
        title="关于{matter}的约谈纪要",
        series="约",
        is_held=True,
        parts=(
            Part(
                "reason",
                gettext_noop("Reason of the talk"),
                "约谈事由",
                (
                    "{held_on}，{us}在{held_where}就“{matter}”有关情况开展约谈。参加人员：{present}。",
                ),
            ),
            PROBLEMS,
            demands("约谈要求", "?1.{requirement}\n", "2.深刻反思，压实责任，限期整改到位。"),
            Part(
                "answer",
                gettext_noop("What the unit answered"),
                "被约谈单位表态",
                is_required=False,
            ),
        ),
    ),
    "BULLETIN": Kind(
        title="关于{matter}的通报",
        series="通",
        head="{issuer}文件",
        is_public=True,
        parts=(
            Part(
                "case",
                gettext_noop("What is made public"),
                "通报事项",
                ("{source}，发现{unit}存在“{matter}”有关问题。", "?涉及金额{amount}元。"),
                hint=gettext_noop("No names of persons, no telephone or identity numbers."),
            ),
            Part(
                "lesson",
                gettext_noop("Lesson"),
                "教训警示",
                ("?上述问题反映出有关单位在行使“{power}”职权中把关不严、监督缺位。",),
            ),
            demands("工作要求", "各有关单位要引以为戒、举一反三，对照检查，严肃整改。"),
        ),
    ),
    "RECT_NOTICE": Kind(
        title="关于{matter}的整改通知",
        is_counted=False,
        series="改通",
        is_answered=True,
        opens_tasks=True,
        parts=(
            Part("source", SOURCE.label, "问题来源", ("{source}，发现你单位存在以下问题。",)),
            LISTED,
            demands(
                "整改要求",
                "请你单位对照上表逐项制定整改措施，明确责任人，",
                "于{rectify_due}前整改到位。整改任务随本通知下达。",
            ),
            REPLY,
        ),
    ),
    "PROBLEM_LIST": Kind(
        title="关于印发{matter}清单的函",
        is_counted=False,
        series="问清",
        is_answered=True,
        parts=(
            Part(
                "source",
                SOURCE.label,
                "总体情况",
                (
                    "{source}，共发现你单位问题{count}个。",
                    "?涉及金额{sum}元。",
                    "现将问题清单反馈如下。",
                ),
            ),
            LISTED,
            demands("整改要求", "请逐项认领，制定整改方案，按期整改到位。"),
            REPLY,
        ),
    ),
    "MINUTES": Kind(
        title="关于{matter}推进会的纪要",
        is_counted=False,
        series="纪要",
        is_held=True,
        head="会议纪要",
        parts=(
            Part(
                "agenda",
                gettext_noop("Subject of the meeting"),
                "会议议题",
                ("{held_on}，{us}在{held_where}召开推进会，研究“{matter}”工作。",),
            ),
            Part(
                "progress",
                gettext_noop("State of the work"),
                "工作进展",
                (
                    "?截至{today}，{unit}尚有{count}项整改任务未完成。",
                    "?涉及未收回金额{sum}元。",
                ),
                is_required=False,
            ),
            Part(
                "points",
                gettext_noop("Points agreed"),
                "议定事项",
                ("?1.{requirement}\n",),
                hint=gettext_noop("One point a line, numbered."),
            ),
            Part(
                "shared",
                gettext_noop("Who does what by when"),
                "任务分工",
                ("?{open_tasks}",),
                is_required=False,
                hint=OVERDUE.hint,
                heads=("事项", "责任单位", "完成时限"),
                widths=(80, 44, 32),
            ),
        ),
    ),
}
