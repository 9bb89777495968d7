"""The columns of a list of powers: of the power, of one duty or accountability, of the list."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.importing.fields import ImportField
from airdefense.exchange.importing.problems import declare
from inspections.models import DutyStep, KeyLink, PowerKind

DUTY, ACCOUNTABILITY = "duty", "accountability"
ITEMS = ((DUTY, _("Duty")), (ACCOUNTABILITY, _("Accountability situation")))

declare("power_unknown", _("names no power, and no row above does"), _("the number of the power"))
declare("power_differs", _("says otherwise than %(cell)s of the same power"))
declare("list_differs", _("says otherwise than %(cell)s of the same list"))
declare("power_lacks", _("is said in no row of this power"))
declare("item_unsaid", _("does not say whether it is a duty or an accountability situation"))
declare("step_left_out", _("is left out: an accountability situation has no step"))
declare("power_list_gone", _("the list was taken back already"))
declare("power_list_in_force", _("the list was put in force"))
declare("power_list_edited", _("the draft was corrected after the import"))
declare("power_list_cited", _("the list is cited already"))

OF_POWER = (
    ImportField(
        key="kind",
        label=_("Class of the power"),
        kind="choice",
        choices=PowerKind.choices,
        aliases=("类别", "权力类别", "职权类别", "权力类型"),
        synonyms=(
            ("行政许可", "licence"),
            ("行政处罚", "penalty"),
            ("行政强制", "coercion"),
            ("行政征收", "levy"),
            ("行政检查", "inspection"),
            ("行政确认", "confirmation"),
            ("行政奖励", "award"),
            ("其他权力", "other"),
            ("其他行政权力", "other"),
        ),
        example="行政许可",
    ),
    ImportField(
        key="number",
        label=_("Number of the power"),
        kind="number",
        least=1,
        most=999,
        aliases=("序号", "编号", "权力序号"),
        example="1",
        hint=_("Left empty: the power of the row above."),
    ),
    ImportField(
        key="name",
        label=_("Name of the power"),
        most=200,
        aliases=("权力名称", "权力事项", "职权名称", "权力事项名称"),
        example="应建防空地下室的民用建筑项目报建审批",
    ),
    ImportField(
        key="sub_item",
        label=_("Sub-item"),
        most=200,
        aliases=("子项", "子项名称"),
        example="易地建设审批",
    ),
    ImportField(
        key="basis",
        label=_("Legal basis of the power"),
        most=2_000,
        aliases=("依据", "设定依据", "实施依据", "法律依据"),
        example="《人民防空法》第二十二条",
    ),
    ImportField(
        key="responsible",
        label=_("Responsible body"),
        most=120,
        aliases=("责任主体", "实施主体", "承办机构", "责任单位"),
        example="市住房和城乡建设局（市人民防空办公室）",
    ),
    ImportField(
        key="phone",
        label=_("Telephone"),
        kind="code",
        most=40,
        aliases=("电话", "联系电话", "监督电话", "咨询电话"),
        example="0877-2020001",
    ),
    ImportField(
        key="is_core",
        label=_("Core power"),
        kind="yes_no",
        aliases=("核心权力", "是否核心权力"),
        example="是",
    ),
    ImportField(
        key="link",
        label=_("Key link"),
        kind="choice",
        choices=KeyLink.choices,
        aliases=("关键环节",),
        synonyms=(("项目审批", "approval"), ("费用征收", "collection"), ("收费", "collection")),
        example="项目审批",
    ),
)
OF_ITEM = (
    ImportField(
        key="item",
        label=_("Kind of item"),
        kind="choice",
        choices=ITEMS,
        aliases=("事项类型", "条目类型"),
        synonyms=(("责任事项", DUTY), ("追责情形", ACCOUNTABILITY)),
        example="责任事项",
    ),
    ImportField(
        key="step",
        label=_("Step of the procedure"),
        kind="choice",
        choices=DutyStep.choices,
        aliases=("环节", "责任环节", "阶段"),
        synonyms=(
            ("受理", "acceptance"),
            ("审查", "examination"),
            ("决定", "decision"),
            ("送达", "service"),
            ("事后监管", "supervision"),
            ("其他", "other"),
            ("其他责任", "other"),
        ),
        example="受理",
    ),
    ImportField(
        key="text",
        label=_("Content of the item"),
        most=2_000,
        aliases=("内容", "责任事项内容", "追责情形内容"),
        example="公示应当提交的材料，一次性告知补正材料，依法受理或不予受理。",
    ),
    ImportField(
        key="text_basis",
        label=_("Basis of the item"),
        most=200,
        aliases=("内容依据", "事项依据"),
        example="《行政许可法》第三十二条",
    ),
)


def counted(key: str, label: Any, *aliases: str, example: str) -> ImportField:
    """A total that the list declares."""
    return ImportField(
        key=key, label=label, kind="number", most=9_999, aliases=aliases, example=example
    )


OF_LIST = (
    ImportField(
        key="list_name",
        label=_("Name of the list"),
        most=120,
        aliases=("清单名称",),
        hint=_("In one row is enough. What is left out is entered on the page of the draft."),
        example="市人防部门权责清单",
    ),
    ImportField(
        key="document",
        label=_("Document of the list"),
        most=120,
        aliases=("清单文号", "公布文号", "印发文号"),
        example="玉政办发〔2020〕1号",
    ),
    ImportField(
        key="adopted_on",
        label=_("Day of adoption"),
        kind="day",
        aliases=("通过日期", "公布日期", "印发日期"),
        example="2020-01-06",
    ),
    counted("declared_classes", _("Classes declared"), "声明类别数", "类数", example="5"),
    counted("declared_powers", _("Powers declared"), "声明权力数", "权力项数", example="18"),
    counted("declared_duties", _("Duties declared"), "声明责任事项数", example="121"),
    counted(
        "declared_accountabilities",
        _("Accountability situations declared"),
        "声明追责情形数",
        example="112",
    ),
    ImportField(
        key="is_sample", label=_("Sample list"), kind="yes_no", aliases=("示例清单",), example="否"
    ),
)
