"""The form for signature (呈批表): what is asked, on which basis, and who signed it when."""

from typing import Any

from django.utils import timezone

from airdefense.casework import clock
from airdefense.casework.models import TimeLimit
from airdefense.exchange.documents.content import Document, Facts, Paragraph
from airdefense.exchange.documents.words import chinese_day, in_chinese, yuan
from leads.methods import LIMITS
from leads.models import ApprovalForm, ApprovalMatter, ApprovalRoute, Lead, LeadContent
from leads.sheets import facts_of, sheet_of
from leads.workflow import DisposalMethod

TITLES = {
    ApprovalMatter.ASSIGNMENT: "问题线索分办呈批表",
    ApprovalMatter.DISPOSAL: "问题线索处置呈批表",
    ApprovalMatter.FILING: "立案审查调查呈批表",
    ApprovalMatter.EXTENSION: "办理时限变更呈批表",
}
# 监察法（2024年）：线索处置、初步核实、立案。
STATUTES = {
    ApprovalMatter.DISPOSAL: "《中华人民共和国监察法》第四十条",
    ApprovalMatter.FILING: "《中华人民共和国监察法》第四十二条",
}
OF_PRELIM_CHECK = "《中华人民共和国监察法》第四十一条"
SECRECY = "本表属于工作秘密，限经批准的人员知悉，不得复制、转交。打印、导出均已登记。"
AWAITED = "（待签）"


def approval_form(form: ApprovalForm, user: Any) -> Document:
    """What the form says to this reader: the register, outside, reads no content in it."""
    with in_chinese():
        sheet = sheet_of(form)
        told = [(str(label), str(value)) for label, value in facts_of(form)]
        rows = [*_header(form.lead), *_content(form.lead, user), *told, *_bases(form)]
        opinions = [(f"{line.level}意见", _opinion(line)) for line in sheet.lines]
        blocks = (Facts(rows), Facts(opinions), Paragraph(SECRECY))
        return Document(TITLES[form.matter], blocks, number=str(form.lead))


def file_name(form: ApprovalForm) -> str:
    return f"{TITLES[form.matter]}-{form.lead}"


def _header(lead: Lead) -> list[tuple[str, ...]]:
    return [
        ("线索来源", str(lead.get_source_display()), "移送函号", lead.letter_number),
        ("受理日期", chinese_day(lead.registered_at), "办理机关", lead.commission.name),
    ]


def _content(lead: Lead, user: Any) -> list[tuple[str, ...]]:
    content = LeadContent.objects.visible_to(user).filter(lead=lead).first()
    if content is None:
        return []
    people = [
        " ".join(filter(None, (person.name, person.unit, person.post, person.rank)))
        for person in lead.persons.visible_to(user).order_by("pk")
    ]
    return [
        ("被反映单位", content.subject_unit.name, "涉及金额（元）", yuan(content.amount_yuan)),
        ("被反映人", "\n".join(people) or "未具名"),
        ("主要问题", content.matter),
        ("反映内容", content.facts),
    ]


def _bases(form: ApprovalForm) -> list[tuple[str, ...]]:
    """The statute, the route by which it is signed, and the limit that begins with it."""
    day = timezone.localdate(form.opened_at)
    commission, method = form.lead.commission, form.terms.get("method", "")
    found = [STATUTES.get(form.matter, "")]
    if method == DisposalMethod.PRELIM_CHECK:
        found.append(OF_PRELIM_CHECK)
    route = ApprovalRoute.objects.in_force(form.matter, day, commission, method)
    found.append(f"审批权限：{route.basis}" if route else "")
    return [
        *([("依据", "\n".join(filter(None, found)))] if any(found) else []),
        *([("办理时限", words)] if (words := _limit(method, day, commission)) else []),
    ]


def _limit(method: str, day: Any, commission: Any) -> str:
    step = LIMITS.get(method)
    limit = TimeLimit.objects.in_force(step, day, commission) if step else None
    if limit is None:
        return ""
    unit = "个工作日" if limit.is_working_days else "日"
    last = chinese_day(clock.due_on(step, noticed_on=day, organisation=commission))
    return f"自批准之日起{limit.days}{unit}（{limit.basis}）；当日批准的，至{last}"


def _opinion(line: Any) -> str:
    if line.at is None:
        return f"{AWAITED}\n{line.signer or ''}".strip()
    signed = timezone.localtime(line.at)
    words = f"{line.mark}。{line.words}" if line.tone else line.words
    return f"{words}\n签名：{line.signer}　{signed:%Y-%m-%d %H:%M}"
