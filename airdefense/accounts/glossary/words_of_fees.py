"""Words of basements and fees."""

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.glossary.term import Group, Term

WORDS = (
    Term(
        Group.FEES,
        "civil air defence works",
        "人防工程",
        _(
            "Structures that protect people and goods in an air raid; basements of buildings are "
            "the most frequent kind."
        ),
        "《人民防空法》第十八条",
    ),
    Term(
        Group.FEES,
        "air-defence basement",
        "防空地下室",
        _("The basement that new civil buildings in cities have to include."),
        "《人民防空法》第二十二条",
    ),
    Term(
        Group.FEES,
        "off-site construction",
        "易地建设",
        _(
            "Where a basement cannot be built, the developer pays and the authority builds "
            "elsewhere. It is no free choice."
        ),
        "国人防办字〔2003〕18号第四十八条",
    ),
    Term(
        Group.FEES,
        "off-site construction fee",
        "防空地下室易地建设费",
        _(
            "Missing area times the rate in force on the day of assessment; it belongs to the "
            "treasury."
        ),
        "计价格〔2000〕474号",
    ),
    Term(
        Group.FEES,
        "required area",
        "应建面积",
        _("The basement area the building owes by its height, depth, use and floor area."),
        "国人防办字〔2003〕18号第四十七条",
    ),
    Term(
        Group.FEES,
        "built (accepted) area",
        "已建面积",
        _("Basement that was built and accepted as air-defence works."),
    ),
    Term(
        Group.FEES,
        "area shortfall",
        "欠建面积",
        _("Required area less built area, by grade."),
    ),
    Term(
        Group.FEES,
        "first-floor area",
        "首层建筑面积",
        _(
            "Floor area of the first floor above ground; the required area of high buildings and "
            "housing."
        ),
    ),
    Term(
        Group.FEES,
        "protection grade",
        "抗力等级",
        _("How strong the basement has to be: grade 6 or grade 6B."),
    ),
    Term(
        Group.FEES,
        "key air-defence city",
        "人防重点城市",
        _(
            "A city of class I to III named by the state; housing in others owes no basement by "
            "national rules."
        ),
    ),
    Term(
        Group.FEES,
        "planned at one time",
        "一次性规划",
        _("All buildings of one plan in a development zone; their areas are added."),
    ),
    Term(
        Group.FEES,
        "podium",
        "裙楼",
        _(
            "The low part around a tower; whether it counts with the tower is a rule of the "
            "province."
        ),
    ),
    Term(
        Group.FEES,
        "fee rate",
        "收费标准",
        _("Yuan per square metre, by region, grade and day. Each province sets its own."),
    ),
    Term(
        Group.FEES,
        "assessment",
        "核定",
        _("The competent department establishes required area, shortfall and fee in writing."),
    ),
    Term(
        Group.FEES,
        "reduction or exemption",
        "减免",
        _(
            "Only for what the national list names. Several grounds never add up: the largest one "
            "counts."
        ),
    ),
    Term(
        Group.FEES,
        "half rate",
        "减半收取",
        _(
            "New kindergartens, teaching buildings, homes for the aged and facilities for "
            "disabled people pay half."
        ),
        "计价格〔2000〕474号",
    ),
    Term(
        Group.FEES,
        "deferral",
        "缓缴",
        _("Payment put off by a decision; without a legal basis it is a problem of its own."),
    ),
    Term(
        Group.FEES,
        "unlawful reduction",
        "违规减免",
        _("A fee reduced or waived outside the national list, by whomever."),
    ),
    Term(
        Group.FEES,
        "unlawful deferral",
        "违规缓缴",
        _("Payment put off without a legal basis, or past its end."),
    ),
    Term(
        Group.FEES,
        "required but not built",
        "应建未建",
        _("The basement was owed and is not there, and no off-site construction was approved."),
    ),
    Term(
        Group.FEES,
        "receivable, not collected",
        "应收未收",
        _("A fee that was assessed or should have been, and was not demanded."),
    ),
    Term(
        Group.FEES,
        "payable, not paid",
        "应缴未缴",
        _("A fee that was demanded and not paid when it was due."),
    ),
    Term(
        Group.FEES,
        "recovery of arrears",
        "清缴",
        _(
            "Everything by which open fees are brought in: demand, instalments, basement built "
            "instead, write-off by law."
        ),
    ),
    Term(
        Group.FEES,
        "refund",
        "退费",
        _("Money collected without ground or twice is given back, by a decision."),
    ),
    Term(
        Group.FEES,
        "non-tax revenue",
        "非税收入",
        _("Money of the state that is no tax; it goes to the treasury undivided."),
    ),
    Term(
        Group.FEES,
        "treasury",
        "国库",
        _("Where fees arrive; only what arrived there counts as recovered."),
    ),
    Term(
        Group.FEES,
        "receipt",
        "票据",
        _("The finance department's form with a number that exists once."),
    ),
    Term(
        Group.FEES,
        "developer",
        "建设单位",
        _("The unit that builds and owes basement or fee."),
    ),
    Term(
        Group.FEES,
        "planning permit",
        "规划许可证",
        _("Permit of the planning department; it names buildings and areas."),
    ),
    Term(
        Group.FEES,
        "construction permit",
        "施工许可证",
        _("Permit of the housing department; works may begin only after it."),
    ),
    Term(
        Group.FEES,
        "completion filing",
        "竣工备案",
        _("The filing after completion; what it shows is compared with the earlier permits."),
    ),
)
