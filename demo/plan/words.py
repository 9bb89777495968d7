"""What the papers say: wording for findings, checks, tasks and instruments (模拟数据)."""

from dataclasses import dataclass
from random import Random

from inspections.models import Method

LAW = "《中华人民共和国人民防空法》"
PRICE = "计价格〔2000〕474号"
TREASURY = "《行政事业性收费项目审批管理暂行办法》、非税收入收缴管理规定"


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to state a problem: {name} is the project or unit, {yuan} the amount."""

    title: str
    facts: str
    basis: str


FEE = {
    "illegal_reduction": (
        Wording(
            "{name}违规减免易地建设费",
            "经查阅核定文书及会议纪要，{name}以{ground}为由减免易地建设费{yuan}元，"
            "所依据的事由不在国家规定的减免范围以内，审批层级亦不符合规定。",
            f"{PRICE}第四条",
        ),
        Wording(
            "{name}超出政策范围减免易地建设费",
            "核对减免审批表、会议纪要与票据，{name}不属于可以减免的工程类型，"
            "仍减免易地建设费{yuan}元，未见上级批准文件。",
            f"{PRICE}第四条",
        ),
    ),
    "receivable_uncollected": (
        Wording(
            "{name}易地建设费应收未收",
            "比对规划许可与易地建设审批台账，{name}符合应建防空地下室条件且未修建，"
            "主管部门未足额核定易地建设费，少核定{yuan}元。",
            f"{LAW}第二十二条、第四十八条",
        ),
        Wording(
            "{name}少核定易地建设费",
            "按首层建筑面积重新计算，{name}核定的应建面积偏小，少收易地建设费{yuan}元。",
            f"{LAW}第二十二条；{PRICE}第三条",
        ),
    ),
    "payable_unpaid": (
        Wording(
            "{name}易地建设费应缴未缴",
            "核对非税票据，{name}易地建设费已经核定，建设单位仍欠缴{yuan}元，"
            "主管部门未下达催缴通知即办理后续手续。",
            f"{PRICE}第三条",
        ),
        Wording(
            "{name}拖欠易地建设费",
            "截至核查之日，{name}欠缴易地建设费{yuan}元，催缴不力，长期挂账。",
            f"{PRICE}第三条；{LAW}第四十八条",
        ),
    ),
    "illegal_deferral": (
        Wording(
            "{name}违规缓缴易地建设费",
            "{name}以欠条、承诺书方式缓缴易地建设费{yuan}元，无缓缴政策依据，至今未缴清。",
            f"{PRICE}第四条",
        ),
    ),
}
GROUNDS = ("招商引资优惠", "政府专题会议纪要", "重点项目扶持", "企业经营困难")

ABOUT_PROJECTS = {
    "unbuilt": (
        Wording(
            "{name}应建未建防空地下室",
            "经实地核查，{name}应修建防空地下室，未修建，也未取得易地建设批准文件。",
            f"{LAW}第二十二条、第四十八条",
        ),
    ),
    "approval": (
        Wording(
            "{name}易地建设审批依据不足",
            "调阅审批卷宗，{name}未附地质勘察结论及专家意见即批准易地建设。",
            f"{PRICE}第二条",
        ),
        Wording(
            "{name}未办理人防审批即核发施工许可",
            "比对施工许可与人防审批台账，{name}未取得防空地下室设计审核意见即核发施工许可。",
            f"{LAW}第二十二条",
        ),
    ),
    "record_missing": (
        Wording(
            "{name}人防审批档案缺失",
            "调阅档案，{name}缺少规划许可或易地建设审批材料，无法核实应建面积。",
            "《机关档案管理规定》",
        ),
        Wording(
            "{name}各部门登记面积不一致",
            "比对规划许可与施工许可，{name}登记的建筑面积不一致，未说明原因。",
            "部门信息共享及并联审批规定",
        ),
    ),
    "unremitted": (
        Wording(
            "{name}易地建设费未及时入库",
            "核对票据与国库缴款书，{name}缴纳的易地建设费未按规定时限缴入国库。",
            TREASURY,
        ),
    ),
    "tendering": (
        Wording(
            "{name}人防工程质量监督不到位",
            "抽查质量监督记录，{name}防空地下室隐蔽工程验收缺少监督签字。",
            "《人民防空工程质量监督管理规定》",
        ),
    ),
}
ABOUT_UNITS = {
    "duty": (
        Wording(
            "{name}催缴职责履行不力",
            "查阅台账，{name}对逾期未缴易地建设费的项目未建立催缴清单，未按规定移送处理。",
            f"{LAW}第四十八条",
        ),
        Wording(
            "{name}对人防审批事项监管缺位",
            "个别谈话和查阅资料反映，{name}未开展人防审批事中事后监管，执法检查流于形式。",
            f"{LAW}第七条",
        ),
    ),
    "assets": (
        Wording(
            "{name}人防资产底数不清",
            "盘点发现，{name}所管人防工程未登记资产台账，平时使用未签订协议。",
            "《行政事业性国有资产管理条例》",
        ),
        Wording(
            "{name}人防专项资金使用不规范",
            "抽查凭证，{name}在人防专项资金中列支与人防无关的费用。",
            "《中华人民共和国预算法》",
        ),
    ),
    "unremitted": (
        Wording(
            "{name}易地建设费滞留专户",
            "核对专户与国库对账单，{name}收取的易地建设费滞留专户，未及时缴入国库。",
            TREASURY,
        ),
    ),
    "record_missing": (
        Wording(
            "{name}人防审批台账不完整",
            "查阅台账，{name}易地建设审批未逐项登记，缺少收费与减免对应关系。",
            "《机关档案管理规定》",
        ),
    ),
    "tendering": (
        Wording(
            "{name}人防工程招标程序不规范",
            "抽查招标资料，{name}组织的人防工程维修项目未公开招标，拆分为多个小额采购。",
            "《中华人民共和国招标投标法》",
        ),
    ),
}
INSTITUTIONAL = (
    Wording(
        "{name}未建立易地建设费核定复核制度",
        "核定、复核由同一人办理，缺少制约，易地建设费核定错误未能及时发现。",
        "机动巡察反馈意见",
    ),
    Wording(
        "{name}与发改、规划、财政部门信息共享不畅",
        "立项、规划、施工许可与人防审批数据互不相通，漏征风险长期存在。",
        "机动巡察反馈意见",
    ),
    Wording(
        "{name}人防权责清单未细化到岗位",
        "九项核心权力未逐项明确责任岗位和追责情形，廉政风险防控措施不落实。",
        "机动巡察反馈意见",
    ),
)
# How a problem was come upon, by the method.
PROCESSES = {
    Method.FILES: "{day}调阅审批卷宗、核定文书和非税票据，与规划许可、入库记录逐项比对，"
    "复印关键页并由提供人签字。",
    Method.ON_SITE: "{day}两名检查人员到项目现场核查，对照图纸量测并拍照，建设单位人员在场。",
    Method.TALK: "{day}与相关人员个别谈话，两人参加并制作笔录，经被谈话人核对签字。",
    Method.REPORT: "{day}听取责任单位专题汇报，要求补充说明，并调取台账核对。",
}
REQUIREMENTS = {
    True: "核实项目应缴易地建设费，依法下达清缴通知，足额清缴入库，并完善审批档案。",
    False: "对照问题举一反三，明确责任人和时限，完成整改并建立长效机制，报送佐证材料。",
}
PLANS = {
    True: "一、核对建筑面积和适用标准；二、向建设单位送达清缴通知书；"
    "三、督促分期缴清；四、款项及时入库。",
    False: "一、召开党组会专题研究；二、逐项明确责任科室和完成时限；"
    "三、完善制度并组织学习；四、开展自查。",
}
RESULTS = {
    True: "已向建设单位送达清缴通知，易地建设费已足额缴纳并开具非税票据，卷宗已补齐。",
    False: "已完成整改：补齐相关资料，完善内部审批与复核流程，"
    "组织专题学习，建立台账并明确专人管理。",
}
RETURNS = ("佐证材料不完整，请补充票据和会议纪要。", "整改措施未落实到责任人，请补充说明。")
CLEAN = (
    "已核对台账、票据和现场，未发现问题。",
    "资料齐全，与现场一致。",
    "已核对审批卷宗，手续完备。",
)
DOUBTFUL = ("发现疑点，另行制作底稿。", "台账与现场不一致，已取证。")
REASONS = ("涉及企业破产重整，需与管理人协商。", "建设单位分期缴纳，最后一期尚未到期。")


def state(rng: Random, choices: tuple[Wording, ...], **words: str) -> dict[str, str]:
    """Title, facts and basis of one problem."""
    wording = rng.choice(choices)
    return {
        "title": wording.title.format(**words),
        "description": wording.facts.format(ground=rng.choice(GROUNDS), **words),
        "basis": wording.basis,
    }
