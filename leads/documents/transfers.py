"""The papers of a transfer: letter, list of leads and receipt (移送函、线索清单、回执)."""

from typing import Any

from django.utils import timezone

from airdefense.exchange.documents.content import Document, Facts, Paragraph, Signatures, Table
from airdefense.exchange.documents.words import chinese_day, in_chinese, yuan

UNNUMBERED = "（待批准，未编号）"
OPENING = "现将工作中发现的问题线索{count}件移送你委，请依规依纪依法处理{feedback}。"
FEEDBACK = "，并于{day}前反馈办理情况"
SECRECY = "本函及所附清单属于工作秘密，限经批准的人员知悉，不得复制、转交。"
LIST_SECRECY = "举报人信息另行密封，不列入本清单。清单随函密封移送，移送后不再保存于移送单位。"
RECEIVED = "你单位{letter}移送的问题线索{count}件已收悉{share}，现予回执。"
SHARE = "，其中受理登记{accepted}件，退回{returned}件"


def transfer_letter(package: Any, count: int) -> Document:
    """The letter itself says how many leads, and nothing of them; until it is approved it has
    neither number nor day."""
    with in_chinese():
        day = timezone.localdate(package.sent_at) if package.sent_at else None
        feedback = package.feedback_due_on
        told = FEEDBACK.format(day=chinese_day(feedback)) if feedback else ""
        return Document(
            f"关于移送{count}件问题线索的函",
            (Paragraph(OPENING.format(count=count, feedback=told)), Paragraph(SECRECY)),
            head=package.sender.name,
            number=package.letter_number or UNNUMBERED,
            addressee=package.commission.name,
            signed_by=package.sender.name,
            signed_on=day,
            enclosures=("问题线索清单",),
        )


def lead_list(package: Any, entries: list[Any]) -> Document:
    """The leads as the sender lists them, for those who prepare and approve the package."""
    with in_chinese():
        heads = ("序号", "被反映单位及人员", "主要问题", "涉及金额（元）", "来源")
        rows = [
            (str(n), _subject(e), _matter(e), yuan(e.amount_yuan), _origin(e))
            for n, e in enumerate(entries, start=1)
        ]
        blocks = (
            Facts(_facts(package, len(entries))),
            Table(heads, rows, widths=(12, 40, 64, 26, 32), right=(3,)),
            Paragraph(LIST_SECRECY),
            Signatures([("移送人", "", None), ("批准人", "", None), ("接收人", "", None)]),
        )
        return Document("问题线索清单", blocks)


def _facts(package: Any, count: int) -> list[tuple[str, ...]]:
    approver = package.paper_approver or (package.approver.display_name if package.approver else "")
    return [
        ("移送单位", package.sender.name, "移送函号", package.letter_number or UNNUMBERED),
        ("接收单位", package.commission.name, "线索来源", str(package.get_source_display())),
        ("批准人", approver, "线索数量", f"{count}件"),
    ]


def _subject(entry: Any) -> str:
    persons = (
        f"{one['name']}（{'，'.join(filter(None, (one['unit'], one['post'], one['rank'])))}）"
        for one in entry.persons
    )
    return "\n".join((entry.subject_unit.name, *persons))


def _matter(entry: Any) -> str:
    return f"{entry.matter}\n{entry.facts}"


def _origin(entry: Any) -> str:
    numbers = (
        entry.finding.number if entry.finding else "",
        entry.project.code if entry.project else "",
    )
    return "\n".join((entry.region.short_name, *filter(None, numbers)))


def receipt(package: Any) -> Document:
    """What the sender has in hand: that the leads arrived, when, and who signed for them."""
    with in_chinese():
        returned = package.lead_count - package.accepted_count
        share = SHARE.format(accepted=package.accepted_count, returned=returned)
        words = RECEIVED.format(
            letter=f"（{package.letter_number}）",
            count=package.lead_count,
            share=share if returned else "",
        )
        signed_at = timezone.localtime(package.signed_at)
        rows = [
            ("移送函号", package.letter_number, "移送日期", chinese_day(package.sent_at)),
            ("签收人", package.signed_by.display_name, "签收时间", f"{signed_at:%Y-%m-%d %H:%M}"),
            ("受理登记", f"{package.accepted_count}件", "退回", f"{returned}件"),
            ("反馈期限", chinese_day(package.feedback_due_on) or "未定"),
        ]
        return Document(
            "问题线索移送回执",
            (Paragraph(words), Facts(rows)),
            head=package.commission.name,
            number=package.receipt_number,
            addressee=package.sender.name,
            signed_by=package.commission.name,
            signed_on=signed_at.date(),
        )
