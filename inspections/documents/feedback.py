"""What a unit is told at the end of a round: the problem list and the feedback (反馈意见)."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.documents.content import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from airdefense.exchange.documents.filling import Gap, Unfilled, fill
from airdefense.exchange.documents.words import (
    chinese_day,
    chinese_ordinal,
    chinese_period,
    in_chinese,
    yuan,
)
from inspections.categories import CATEGORIES
from inspections.documents.parts import OFFICE, numbered, office_of, total, wan, work_of
from inspections.models import DeadlineItem, Finding, Round, RoundDeadline

ROUND = _("the round")
GAPS = {
    "mandate": Gap(_("mandate document"), ROUND),
    "name": Gap(_("name"), ROUND),
    "period": Gap(_("starts on"), ROUND),
    "day": Gap(_("fed back on"), _("Feed back findings")),
    "count": Gap(_("count")),
    "sums": Gap(_("amount (yuan)")),
    "problem": Gap(_("problem"), _("the finding")),
    "facts": Gap(_("facts"), _("the finding")),
    "basis": Gap(_("basis"), _("the finding")),
    "item": Gap(_("item")),
    "days": Gap(_("days")),
    "office": OFFICE,
    "work": Gap(_("organ")),
}
OPENING = "根据{mandate}，{work}组于{period}对你单位开展了{name}。现将{work}发现的问题反馈如下："
COUNTED = "本轮{work}共发现你单位问题{count}个{sums}。具体问题见所附问题清单。"
PROBLEM = "{problem}。{facts}依据：{basis}。"
DUTY = (
    "请你单位认真研究反馈意见，按照问题清单逐项制定整改方案，明确整改措施、责任人和完成时限，"
    "主要负责人履行整改第一责任人责任，对账销号，并按要求报送整改情况。"
)
LIMIT = "{item}：自反馈之日起{days}内（{basis}）。"
# What the unit has to hand in, in the order of its days.
ASKED = (DeadlineItem.PLAN, DeadlineItem.PROGRESS, DeadlineItem.CLOSE_OUT)


def problem_list(round_: Round, findings: Sequence[Finding]) -> Document:
    """The approved findings of one unit in one round, by category."""
    with in_chinese():
        unit, work = findings[0].unit, work_of(round_.organ)
        days = sorted({finding.feedback_on for finding in findings if finding.feedback_on})
        rows = [
            (f"被{work}单位", unit.name),
            (f"{work}轮次", f"{round_.name}（{round_.number}）"),
            ("问题数量", f"{len(findings)}个", "涉及金额", f"{yuan(total(list(findings)))}元"),
            ("反馈日期", _days(days)),
        ]
        return Document(f"{work}发现问题清单", (Facts(rows), _problems(findings)))


def _days(days: list[date]) -> str:
    if not days:
        return "尚未反馈"
    return chinese_day(days[0]) if len(days) == 1 else chinese_period(days[0], days[-1])


def _problems(findings: Sequence[Finding]) -> Table:
    heads = ("序号", "问题", "定性依据", "金额（元）")
    places = {finding.pk: place for place, finding in enumerate(_sorted(findings), start=1)}
    groups = []
    for ordinal, (label, rows) in enumerate(by_category(findings), start=1):
        summed = f"，{yuan(total(rows))}元" if total(rows) else ""
        title = f"{chinese_ordinal(ordinal)}、{label}（{len(rows)}个{summed}）"
        groups.append((title, [_row(finding, places[finding.pk]) for finding in rows]))
    return Table(heads, groups=groups, widths=(12, 80, 38, 26), right=(3,))


def _row(finding: Finding, place: int) -> tuple[str, ...]:
    project = f" · {finding.project.code}" if finding.project else ""
    problem = f"{finding.title}\n{finding.number}{project}"
    return str(place), problem, finding.basis, yuan(finding.amount_yuan)


def by_category(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """Findings under the name of their category, in the order of the catalogue."""
    grouped = groupby(_sorted(findings), key=lambda finding: finding.category)
    parts = ((category, list(rows)) for category, rows in grouped)
    return [(str(rows[0].get_category_display()), rows) for _category, rows in parts]


def _sorted(findings: Sequence[Finding]) -> list[Finding]:
    order = list(CATEGORIES)
    return sorted(findings, key=lambda finding: (order.index(finding.category), finding.number))


def feedback_letter(round_: Round, findings: Sequence[Finding]) -> Document:
    """Raises NotPossible until every finding in it was fed back."""
    missing, unit, work = Unfilled(GAPS), findings[0].unit, work_of(round_.organ)
    with in_chinese():
        days = [finding.feedback_on for finding in findings if finding.feedback_on]
        fed_back_on = max(days) if len(days) == len(findings) else None
        missing.need("day", fed_back_on)
        office = missing.need("office", office_of(round_))
        told = {
            "work": work,
            "mandate": round_.mandate,
            "period": chinese_period(round_.starts_on, round_.ends_on),
            "name": round_.name,
            "count": len(findings),
            "sums": _sums(findings),
        }
        blocks = (
            Paragraph(fill(OPENING, told, missing)),
            *numbered(
                ("总体情况", [Paragraph(fill(COUNTED, told, missing))]),
                ("发现的主要问题", _told(findings, missing)),
                ("整改要求", [Paragraph(DUTY), *_limits(round_, missing)]),
            ),
        )
        missing.refuse()
        return Document(
            f"关于{round_.name}的反馈意见",
            blocks,
            addressee=unit.name,
            signed_by=office,
            signed_on=fed_back_on,
            enclosures=(f"{work}发现问题清单",),
        )


def _sums(findings: Sequence[Finding]) -> str:
    amounts = [finding for finding in findings if finding.amount_yuan]
    if not amounts:
        return "，均不涉及金额"
    return f"，其中涉及金额的问题{len(amounts)}个，金额合计{wan(total(amounts))}"


def _told(findings: Sequence[Finding], missing: Unfilled) -> list[Block]:
    blocks: list[Block] = []
    for ordinal, (label, rows) in enumerate(by_category(findings), start=1):
        blocks.append(Heading(f"（{chinese_ordinal(ordinal)}）{label}", 2))
        for place, finding in enumerate(rows, start=1):
            facts = finding.description.strip()
            told = {
                "problem": finding.title.rstrip("。"),
                "facts": facts if facts.endswith("。") or not facts else f"{facts}。",
                "basis": finding.basis.rstrip("。"),
            }
            blocks.append(Paragraph(f"{place}. {fill(PROBLEM, told, missing)}"))
    return blocks


def _limits(round_: Round, missing: Unfilled) -> list[Paragraph]:
    """By when the unit hands in what, as far as the round's deadlines say it."""
    deadlines = {deadline.item: deadline for deadline in round_.deadlines.filter(item__in=ASKED)}
    return [
        Paragraph(fill(LIMIT, _limit(deadlines[item]), missing))
        for item in ASKED
        if item in deadlines
    ]


def _limit(deadline: RoundDeadline) -> dict[str, str]:
    unit = "个工作日" if deadline.is_working_days else "日"
    return {
        "item": str(deadline.get_item_display()),
        "days": f"{deadline.days}{unit}",
        "basis": deadline.basis,
    }
