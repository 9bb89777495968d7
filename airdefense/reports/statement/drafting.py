"""The first words of a statement, our own, around the figures that the report has."""

from collections.abc import Mapping

from airdefense.exchange.documents.filling import placeholders
from airdefense.reports.models import Report

TITLE = "{place}人防领域专项治理工作情况通报"
# Of each paragraph the sentences; one whose figures the report does not have is left out.
DRAFT: Mapping[str, tuple[str, ...]] = {
    "opening": (
        "人防领域专项治理开展以来，{place}坚持监督检查、问题整改、案件查办一体推进。",
        "到{day}，查出的{m07}个一般性问题中有{m08}个经核验整改到位，整改率为{m09}%；",
        "累计清缴易地建设费{m13}万元。",
    ),
    "checks": (
        "巡察组实地核查人防工程建设项目{m01}个，认定项目问题{m02}个",
        "，向纪检监察机关移交问题线索{m04}件",
        "。审计部门另对{m05}个项目开展专项审计",
        "，移送问题线索{m06}件",
        "。",
    ),
    "leads": (
        "纪检监察机关对线索逐件研判，已处置{m16}件。",
        "其中立案{m19}件，涉及{m20}人；{m21}人受到党纪政务处分，",
        "{m22}人以其他方式得到处理，{m23}人被移送审查起诉。",
    ),
    "rectification": (
        "整改实行台账管理、逐项销号：责任单位报送佐证材料，经复核确认后方可办结，"
        "对进展迟缓的及时督办提醒。",
    ),
    "recovery": ("易地建设费清缴逐个项目核对票据、逐笔登记到账，违规减免和欠缴款项依法收缴入库。",),
    "closing": ("下一步，将持续开展整改情况回访，健全审批和收费监管制度，巩固治理成果。",),
}


def drafted(report: Report) -> dict[str, str]:
    """The title and the paragraphs to begin with."""
    known = {code.lower() for code in report.figures.values_list("code", flat=True)}
    known |= {"day", "place"}
    texts = {
        name: "".join(part for part in parts if known.issuperset(placeholders(part)))
        for name, parts in DRAFT.items()
    }
    return {"title": TITLE.format(place=report.scope.name)} | texts
