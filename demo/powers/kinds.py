"""How a power of each class is exercised: its duties step by step, and when one answers for it.

The words in braces are those of the single power (demo.powers.catalogue).
"""

from dataclasses import dataclass, field

from inspections.models import DutyStep, PowerKind

ACCEPT, EXAMINE, DECIDE = DutyStep.ACCEPTANCE, DutyStep.EXAMINATION, DutyStep.DECISION
SERVE, SUPERVISE, OTHER = DutyStep.SERVICE, DutyStep.SUPERVISION, DutyStep.OTHER
LICENSING, PUNISHING = "《中华人民共和国行政许可法》", "《中华人民共和国行政处罚法》"
LAW = "《中华人民共和国人民防空法》"

# Class → (step, text, basis) in order.
DUTIES = {
    PowerKind.LICENCE: (
        (
            ACCEPT,
            "公示{matter}的办理条件、材料目录、流程和时限；一次性告知需要补正的{papers}，"
            "依法受理或者不予受理并说明理由。",
            LICENSING,
        ),
        (EXAMINE, "审查{papers}，重点核对{check}，提出书面审查意见。", LICENSING),
        (EXAMINE, "指派两名以上工作人员{visit}，形成核查记录并附现场照片。", ""),
        (
            DECIDE,
            "在承诺时限内作出{result}的决定；不予批准的，书面说明理由并告知复议和诉讼权利。",
            LICENSING,
        ),
        (SERVE, "制作{paper}，在法定期限内送达申请人，并在政务平台公开办理结果。", LICENSING),
        (SUPERVISE, "{after}。", LAW),
        (OTHER, "将{matter}的材料一案一卷归档，向{partner}推送办理结果，逐月核对。", ""),
    ),
    PowerKind.PENALTY: (
        (
            ACCEPT,
            "发现、接到举报或者移送的{breach}线索，在规定期限内核实并决定是否立案。",
            PUNISHING,
        ),
        (
            EXAMINE,
            "两名以上执法人员出示证件，依法收集{proof}，听取当事人陈述和申辩。",
            PUNISHING,
        ),
        (EXAMINE, "审查{breach}的事实、证据、程序和适用条款，由法制人员提出审核意见。", PUNISHING),
        (
            DECIDE,
            "作出决定前书面告知拟处罚的内容、理由和依据；符合听证条件的，告知听证权利。",
            PUNISHING,
        ),
        (DECIDE, "按照裁量基准对{breach}作出处罚或者不予处罚的决定，重大案件集体讨论。", LAW),
        (SERVE, "处罚决定书在七日内送达当事人，并依法公开处罚信息。", PUNISHING),
        (SUPERVISE, "监督当事人{remedy}；逾期不履行的，依法加处罚款或者申请强制执行。", LAW),
    ),
    PowerKind.LEVY: (
        (
            ACCEPT,
            "公示征收的范围、标准、依据和减免事项，接收易地建设批准文件和面积资料。",
            "计价格〔2000〕474号",
        ),
        (
            EXAMINE,
            "核对规划许可、施工图和批准文件中的建筑面积，按批准之日的标准计算应缴费额。",
            LAW,
        ),
        (EXAMINE, "实行计算、复核两人分离，核定书附计算过程、费率文号和减免依据。", ""),
        (
            DECIDE,
            "作出核定决定，不得以会议纪要、招商协议等代替法定减免事由，不得擅自缓缴。",
            "计价格〔2000〕474号",
        ),
        (SERVE, "向建设单位送达缴款通知书，载明费额、缴款期限、账户和逾期后果。", ""),
        (
            SUPERVISE,
            "建立催缴台账，逾期未缴的书面催告，必要时申请强制执行并通报规划、施工许可部门。",
            LAW,
        ),
        (
            OTHER,
            "收入及时足额缴入国库，每月与财政、税务部门对账，差额逐笔说明。",
            "《政府非税收入管理办法》",
        ),
    ),
    PowerKind.INSPECTION: (
        (ACCEPT, "制定{matter}年度计划，按照双随机要求抽取对象和人员，报批后公布。", ""),
        (EXAMINE, "两名以上人员持证{visit}，对照清单逐项核对{check}，当场制作检查记录。", LAW),
        (EXAMINE, "对发现的{breach}取证并由被检查单位签字确认，拒绝签字的注明情况。", ""),
        (DECIDE, "对存在问题的下达整改通知，写明事项、依据和期限；涉嫌违法的移交立案。", LAW),
        (SERVE, "检查结论在规定期限内书面告知被检查单位，并按规定向社会公开。", ""),
        (SUPERVISE, "到期复查{remedy}情况，未按期整改的约谈、通报并纳入信用记录。", ""),
        (OTHER, "检查记录、照片和整改材料归档，按季度向{partner}通报共性问题。", ""),
    ),
    PowerKind.OTHER: (
        (ACCEPT, "公布{matter}的条件、材料和时限，接收{papers}，材料不全的一次性告知。", ""),
        (EXAMINE, "审核{papers}，重点核对{check}；涉及其他部门的，书面征求{partner}意见。", LAW),
        (EXAMINE, "指派两名以上工作人员{visit}，经办与复核分离，意见分别签字。", ""),
        (DECIDE, "经集体研究作出{result}的决定，说明依据的条款；不予办理的书面告知理由。", ""),
        (SERVE, "制作{paper}并送达，抄送{partner}，结果在政务平台公开。", ""),
        (SUPERVISE, "{after}。", LAW),
        (OTHER, "建立{matter}台账，按年度清理核对，档案保存期限按规定执行。", ""),
    ),
}
# What every class answers for; the powers add their own situations after these.
SITUATIONS = {
    PowerKind.LICENCE: (
        ("对符合条件的{matter}申请不予受理，或者未一次性告知需要补正的材料的。", LICENSING),
        ("对不符合法定条件的申请作出{result}决定，或者超越法定职权批准的。", LICENSING),
        ("未在法定或者承诺期限内办结{matter}，又不说明理由的。", LICENSING),
        ("在{matter}中索取、收受他人财物或者谋取其他不正当利益的。", LICENSING),
    ),
    PowerKind.PENALTY: (
        ("对{breach}应当立案而不立案、应当移送而不移送的。", PUNISHING),
        ("没有法定依据或者违反法定程序对{breach}实施处罚的。", PUNISHING),
        ("违反裁量基准，对情节相同的当事人处罚明显不当的。", PUNISHING),
        ("截留、私分罚没款物，或者利用处罚谋取私利的。", PUNISHING),
    ),
    PowerKind.LEVY: (
        (
            "擅自设立、提高、降低征收标准，或者改变征收范围的。",
            "《违反行政事业性收费和罚没收入收支两条线管理规定行政处分暂行规定》",
        ),
        ("应征不征、少核少征，造成易地建设费流失的。", "计价格〔2000〕474号"),
        ("违规减免、缓征易地建设费，或者以欠条、承诺书代替缴款的。", "计价格〔2000〕474号"),
        ("截留、坐支、挪用易地建设费，或者不按期缴入国库的。", "《政府非税收入管理办法》"),
    ),
    PowerKind.INSPECTION: (
        ("未按计划开展{matter}，或者只检查不记录、走过场的。", LAW),
        ("发现{breach}不制止、不处理，或者隐瞒不报的。", LAW),
        ("违法要求被检查单位承担费用，或者妨碍其正常生产经营的。", ""),
        ("泄露检查信息，或者接受被检查单位宴请、财物的。", ""),
    ),
    PowerKind.OTHER: (
        ("对符合条件的{matter}事项拖延办理或者拒绝办理的。", LAW),
        ("对不符合条件的事项作出{result}决定，或者以口头方式办理的。", LAW),
        ("经办、复核由同一人办理，未经集体研究作出决定的。", ""),
        ("在{matter}中弄虚作假、徇私舞弊、谋取私利的。", LAW),
    ),
}
LAST_SITUATION = ("有其他违反{matter}管理规定的行为，造成不良后果的。", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One power of the catalogue with the words that fill the templates of its class."""

    kind: PowerKind
    name: str
    basis: str
    words: dict[str, str]
    # Two situations of its own, always; how many duties and situations it has all told.
    own: tuple[str, ...]
    sub_item: str = ""
    duties: int = 7
    situations: int = 6
    is_core: bool = False
    link: str = ""
    controls: tuple[tuple[str, str], ...] = field(default=())

    def duty_rows(self) -> list[dict[str, str]]:
        rows = DUTIES[self.kind][: self.duties]
        return [
            {"step": step, "text": text.format(**self.words), "basis": basis}
            for step, text, basis in rows
        ]

    def situation_rows(self) -> list[dict[str, str]]:
        common = SITUATIONS[self.kind]
        rows = [*common[:3], *((words, "") for words in self.own), common[3], LAST_SITUATION]
        return [
            {"situation": text.format(**self.words), "basis": basis}
            for text, basis in rows[: self.situations]
        ]
