"""The working paper (底稿): one matter, its facts, how it was found, its evidence, three names."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import Attachment
from airdefense.exchange.documents.content import (
    Document,
    Facts,
    Paragraph,
    Signatures,
    Table,
)
from airdefense.exchange.documents.filling import Gap, Unfilled, fill
from airdefense.exchange.documents.words import chinese_day, in_chinese, yuan
from inspections.documents.parts import numbered, work_of
from inspections.models import Finding

FINDING = _("the finding")
GAPS = {
    "title": Gap(_("problem"), FINDING),
    "unit": Gap(_("unit responsible"), FINDING),
    "description": Gap(_("facts"), FINDING),
    "basis": Gap(_("basis"), FINDING),
    "evidence": Gap(_("evidence"), FINDING),
    "day": Gap(_("found on"), FINDING),
    "round": Gap(_("round"), FINDING),
    "method": Gap(_("method"), FINDING),
    "maker": Gap(_("made by"), FINDING),
    "work": Gap(_("organ")),
}
# Where nobody wrote down how it was found, what is on record says it.
PROCESS = "{day}，在{round}中，{maker}通过{method}发现上述问题。"
WITHHELD = "本问题来自个别谈话或者受理信访，证据材料由{work}组单独保管，不列入本底稿。"


def working_paper(finding: Finding, user: Any) -> Document:
    """The paper as it stands; restricted evidence is not named to those outside the team.
    Raises NotPossible where something it must say is missing."""
    missing = Unfilled(GAPS)
    with in_chinese():
        may_read = finding.may_read_attachments(user)
        files = list(finding.attachments().current())
        missing.require("evidence", bool(files))
        work = work_of(finding.organ)
        withheld = fill(WITHHELD, {"work": work}, missing)
        blocks = (
            Facts(_facts(finding, missing)),
            *numbered(
                ("问题摘要", [Paragraph(missing.need("description", finding.description))]),
                ("发现过程", [Paragraph(_process(finding, missing))]),
                ("证据材料", [evidence_table(files) if may_read else Paragraph(withheld)]),
                ("签字", [Signatures(_signatures(finding))]),
            ),
        )
        missing.refuse()
        return Document(f"{work}工作底稿", blocks, author=str(finding.made_by))


def _facts(finding: Finding, missing: Unfilled) -> list[tuple[str, ...]]:
    project, power, work = finding.project, finding.power, work_of(finding.organ)
    rows = [
        ("问题名称", missing.need("title", finding.title)),
        ("底稿编号", finding.number, "发现日期", chinese_day(finding.found_on)),
        (f"被{work}单位", missing.need("unit", finding.unit.name), "所属地区", finding.region.name),
        (f"{work}轮次", f"{finding.round.name}（{finding.round.number}）"),
        ("问题来源", finding.get_method_display(), "问题类别", finding.get_category_display()),
    ]
    if project:
        rows.append(("涉及项目", f"{project.name}（{project.code}）"))
        rows.append(("建设单位", project.developer.name))
    if power:
        rows.append(("权力事项", str(power)))
    if finding.amount_yuan is not None:
        rows.append(("涉及金额", f"{yuan(finding.amount_yuan)}元"))
    return [*rows, ("定性依据", missing.need("basis", finding.basis))]


def _process(finding: Finding, missing: Unfilled) -> str:
    if finding.process.strip():
        return finding.process
    told = {
        "day": chinese_day(finding.found_on),
        "round": finding.round.name,
        "maker": str(finding.made_by),
        "method": finding.get_method_display(),
    }
    return fill(PROCESS, told, missing)


def _signatures(finding: Finding) -> list[tuple[str, str, Any]]:
    """Maker, deputy and leader; who has not signed yet has an open line."""
    signed = [
        ("制作人", finding.submitted_by, finding.submitted_at),
        ("副组长审核", finding.reviewed_by, finding.reviewed_at),
        ("组长审定", finding.approved_by, finding.approved_at),
    ]
    return [
        (role, str(person) if person else "", timezone.localdate(at) if at else None)
        for role, person, at in signed
    ]


def evidence_table(files: list[Attachment]) -> Table:
    rows = [
        (str(place), "\n".join(filter(None, [file.name, file.description])), file.sha256)
        for place, file in enumerate(files, start=1)
    ]
    return Table(("序号", "证据材料", "SHA-256"), rows, widths=(12, 70, 74))
