"""What each kind of instrument says: its parts in their order, each with its first text.

A pure catalogue: the words printed are Chinese and stand here as data; labels and hints of the
form are marked for the translators. A text is a row of sentences with gaps like {unit}; one
that begins with "?" is left out where the case has no value for it, any other keeps its gap until
somebody fills it, and a document with a gap is neither approved nor issued.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from airdefense.exchange.documents.filling import GAP


def gettext_noop(words: str) -> str:
    """Marks words for the translators; the catalogue itself stays as it is."""
    return words


# Sets apart the cells of a row, in the text that people edit and the table that is printed.
BAR = "｜"

# What a text may name, with what people call it. Those filled in at issue are not known before.
AT_ISSUE = {
    "reply_due": gettext_noop("reply due on"),
    "rectify_due": gettext_noop("due day of the tasks"),
    "held_on": gettext_noop("held on"),
    "held_where": gettext_noop("place"),
    "present": gettext_noop("who was there"),
}
OF_CASE = {
    "unit": gettext_noop("addressed to"),
    "issuer": gettext_noop("issued by office"),
    "us": gettext_noop("issued by office"),
    "matter": gettext_noop("matter"),
    "source": gettext_noop("source of the problem"),
    "facts": gettext_noop("facts"),
    "rule": gettext_noop("basis"),
    "law": gettext_noop("legal basis of the instrument"),
    "refusal": gettext_noop("legal basis of the instrument"),
    "power": gettext_noop("power"),
    "project": gettext_noop("project"),
    "amount": gettext_noop("amount (yuan)"),
    "balance": gettext_noop("still open (yuan)"),
    "requirement": gettext_noop("what has to be put right"),
    "responsible": gettext_noop("responsible person"),
    "due": gettext_noop("due on"),
    "late": gettext_noop("days late"),
    "earlier": gettext_noop("earlier instruments"),
    "count": gettext_noop("number of problems"),
    "sum": gettext_noop("sum (yuan)"),
    "round": gettext_noop("round"),
    "today": gettext_noop("today"),
    "problems": gettext_noop("problems listed"),
    "overdue": gettext_noop("overdue tasks"),
    "open_tasks": gettext_noop("open tasks"),
}
VALUES = OF_CASE | AT_ISSUE


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a document: what the form calls it, what the paper calls it, how it begins."""

    key: str
    label: str
    heading: str
    text: tuple[str, ...] = ()
    is_required: bool = True
    hint: str = ""
    # With heads the part is a table: each line a row, its cells set apart by the bar.
    heads: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    right: tuple[int, ...] = ()

    def drafted(self, values: Mapping[str, str]) -> str:
        """The first text of the part, with what the case knows."""
        return "".join(
            filled(sentence.removeprefix("?"), values)
            for sentence in self.text
            if not (sentence.startswith("?") and any(lacking(sentence, values)))
        )

    def rows(self, text: str) -> list[tuple[str, ...]]:
        """The rows of a table part; too few cells are made up by empty ones."""
        lines = (line for line in text.splitlines() if line.strip())
        return [self._row(line) for line in lines]

    def _row(self, line: str) -> tuple[str, ...]:
        cells = [cell.strip() for cell in line.split(BAR)]
        return tuple(cells + [""] * (len(self.heads) - len(cells)))

    def overfull(self, text: str) -> list[str]:
        """The lines with more cells than the table has columns."""
        return [line for line in text.splitlines() if line.count(BAR) >= len(self.heads)]


@dataclass(frozen=True, slots=True)
class Basis:
    """The provision an instrument rests on, as it was counted from a day on."""

    law: str
    refusal: str = ""
    from_day: date = date.min


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of instrument: how it is named, numbered, headed, and what it has to say."""

    title: str
    series: str
    parts: tuple[Part, ...]
    head: str = "{issuer}"
    bases: tuple[Basis, ...] = ()
    # Binding by law, and the commission's alone to issue (domain §4).
    by_commission: bool = False
    is_answered: bool = False
    is_held: bool = False
    # Printed as one ruled form instead of headed paragraphs.
    is_form: bool = False
    # Read by many: no person may be told from it.
    is_public: bool = False
    # When it is issued, the findings it lists become tasks of the unit.
    opens_tasks: bool = False
    # A means of supervision that the daily report counts (M25); notices, lists and minutes are not.
    is_counted: bool = True

    def basis_on(self, day: date) -> Basis | None:
        """The provision as it counted on that day."""
        in_force = [basis for basis in self.bases if basis.from_day <= day]
        return in_force[-1] if in_force else None

    def part(self, key: str) -> Part:
        return next(part for part in self.parts if part.key == key)

    def drafted(self, values: Mapping[str, str]) -> dict[str, str]:
        """Every part with its first text."""
        return {part.key: part.drafted(values) for part in self.parts}


def lacking(text: str, values: Mapping[str, str]) -> Iterator[str]:
    """The gaps of a text that have no value; what is filled in at issue does not lack."""
    return (name for name in GAP.findall(text) if name not in AT_ISSUE and not values.get(name))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the gaps filled that have a value; the others stay to be seen."""
    return GAP.sub(lambda gap: values.get(gap[1]) or gap[0], text)


def as_rows(rows: list[tuple[str, ...]]) -> str:
    """Rows as the lines that people edit; a bar or a break inside a cell would tear it apart."""
    return "\n".join(BAR.join(_cell(cell) for cell in row) for row in rows)


def _cell(text: str) -> str:
    return " ".join(text.replace(BAR, "|").split())


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


def _measures(*sentences: str) -> Part:
    return Part("measures", gettext_noop("Measures"), "建议措施", sentences)


def _demands(heading: str, *sentences: str, key: str = "demands") -> Part:
    return Part(key, gettext_noop("Demands"), heading, sentences)


ADVISED = _measures(
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


def _recommendation(
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


def _line(
    key: str, label: str, heading: str, *sentences: str, is_required: bool = False, hint: str = ""
) -> Part:
    return Part(key, label, heading, sentences, is_required=is_required, hint=hint)


URGE_SHEET = Kind(
    title="关于{matter}的督办单",
    series="督单",
    is_answered=True,
    is_form=True,
    parts=(
        _line("matter", gettext_noop("Matter"), "督办事项", "{matter}", is_required=True),
        _line("source", gettext_noop("Source"), "问题来源", "{source}"),
        _line("project", gettext_noop("Project"), "涉及项目", "?{project}"),
        _line("amount", gettext_noop("Amount (yuan)"), "涉及金额", "?{amount}元"),
        _line("balance", gettext_noop("Still open (yuan)"), "未收回金额", "?{balance}元"),
        _line("due", gettext_noop("Due"), "整改期限", "?{due}", "?（已逾期{late}天）"),
        _line("responsible", gettext_noop("Responsible person"), "整改责任人", "?{responsible}"),
        _line("earlier", gettext_noop("Earlier instruments"), "此前督办情况", "?{earlier}"),
        _line(
            "demands",
            gettext_noop("Demands"),
            "督办要求",
            "?{requirement}\n",
            "说明逾期原因，明确完成时限和责任人，限期整改到位。",
            is_required=True,
        ),
        _line(
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
    "DISC_REC": _recommendation(
        "纪律检查建议", "纪建", (Basis(RULES_OF_DISCIPLINE),), is_binding=False
    ),
    "SUP_REC": _recommendation("监察建议", "监建", BY_LAW),
    "JOINT_REC": _recommendation("纪检监察建议", "纪监建", BY_BOTH),
    "URGE_LETTER": Kind(
        title="关于{matter}的督办函",
        series="督",
        is_answered=True,
        parts=(
            SOURCE,
            PROBLEMS,
            OVERDUE,
            _demands(
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
            _measures("?1.{requirement}\n", "2.研究完善相关制度和工作流程，形成长效机制。"),
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
            _demands(
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
            _demands("约谈要求", "?1.{requirement}\n", "2.深刻反思，压实责任，限期整改到位。"),
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
            _demands("工作要求", "各有关单位要引以为戒、举一反三，对照检查，严肃整改。"),
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
            _demands(
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
            _demands("整改要求", "请逐项认领，制定整改方案，按期整改到位。"),
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
