"""The list of evidence with its hashes, and the hands it went through (证据清单、交接单)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import Attachment, CustodyEntry
from airdefense.exchange.documents.content import (
    Document,
    Facts,
    Paragraph,
    Signatures,
    Table,
)
from airdefense.exchange.documents.filling import Gap, Unfilled
from airdefense.exchange.documents.words import chinese_day, in_chinese
from inspections.documents.parts import numbered, work_of
from inspections.models import Finding

GAPS = {"evidence": Gap(_("evidence"), _("the finding"))}
SIGNERS = ("移交人", "接收人", "见证人")
MEANING = (
    "SHA-256为证据材料存入系统时计算的数字指纹。"
    "文件的数字指纹与本清单一致的，即为存入系统的原文件。"
)


def evidence_list(finding: Finding, user: Any) -> Document:
    """Every version of every file. Raises NotAllowed where the evidence is kept to the team, and
    NotPossible where there is none."""
    files = list(finding.attachments_for(user).order_by("pk"))
    missing = Unfilled(GAPS)
    missing.require("evidence", bool(files))
    missing.refuse()
    with in_chinese():
        places = {file.pk: place for place, file in enumerate(files, start=1)}
        blocks = (
            Facts(_facts(finding, len(files))),
            *numbered(
                ("证据清单", [_files(files, places), Paragraph(MEANING)]),
                ("交接记录", [_custody(files, places)]),
                ("交接签字", [Signatures([(role, "", None) for role in SIGNERS])]),
            ),
        )
        return Document("证据清单及交接单", blocks)


def _facts(finding: Finding, count: int) -> list[tuple[str, ...]]:
    inspected = f"被{work_of(finding.organ)}单位"
    return [
        ("问题名称", finding.title),
        ("底稿编号", finding.number, "发现日期", chinese_day(finding.found_on)),
        (inspected, finding.unit.name, "问题来源", finding.get_method_display()),
        ("证据数量", f"{count}份"),
    ]


def _files(files: list[Attachment], places: dict[int, int]) -> Table:
    rows = [
        (str(places[file.pk]), _name(file, places), _origin(file), file.sha256) for file in files
    ]
    return Table(("序号", "证据材料", "取得情况", "SHA-256"), rows, widths=(12, 52, 44, 48))


def _name(file: Attachment, places: dict[int, int]) -> str:
    replaced = f"（替换第{places[file.revises_id]}份）" if file.revises_id in places else ""
    return _lines(file.name + replaced, file.description, f"{file.size_bytes:,}字节")


def _origin(file: Attachment) -> str:
    return _lines(
        chinese_day(file.obtained_on),
        file.obtained_from,
        file.obtained_where,
        f"{chinese_day(file.uploaded_at)}由{file.uploaded_by}存入系统",
    )


def _custody(files: list[Attachment], places: dict[int, int]) -> Table | Paragraph:
    entries = CustodyEntry.objects.filter(attachment__in=files).order_by("happened_on", "pk")
    rows = [
        (
            str(places[entry.attachment_id]),
            chinese_day(entry.happened_on),
            str(entry.get_act_display()),
            entry.giver,
            entry.taker,
            _lines(entry.place, entry.note),
        )
        for entry in entries
    ]
    if not rows:
        return Paragraph("原件无交接记录。")
    heads = ("证据序号", "日期", "事项", "移交人", "接收人", "地点及备注")
    return Table(heads, rows, widths=(18, 32, 24, 24, 24, 34))


def _lines(*words: str) -> str:
    return "\n".join(filter(None, words))
