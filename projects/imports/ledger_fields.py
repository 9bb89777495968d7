"""The columns of a file of projects and their buildings, with the heads departments give them."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.importing.fields import ImportField
from projects.imports.places import region_choices
from projects.models import BuildingUse, OffsiteGround, Zone
from projects.reductions import CODES, REDUCTIONS

EARLIEST = date(1990, 1, 1)
LARGEST_AREA = Decimal("9999999.99")
TITLES = {reduction.code: reduction.title for reduction in reversed(REDUCTIONS)}

PROJECT_FIELDS = (
    ImportField(
        key="code",
        label=_("Number in the ledger"),
        kind="code",
        most=30,
        aliases=("台账编号", "项目编号", "系统编号", "工程编号"),
        hint=_("Leave it empty for a new project: the ledger gives the next number."),
    ),
    ImportField(
        key="national_code",
        label=_("Project code"),
        kind="code",
        most=30,
        aliases=(
            "项目代码",
            "投资项目代码",
            "投资项目统一代码",
            "固定资产投资项目代码",
            "国家代码",
        ),
        example="2019-530402-47-03-000123",
    ),
    ImportField(
        key="permit_number",
        label=_("Permit number of the project"),
        kind="code",
        most=60,
        aliases=(
            "许可证号",
            "规划许可证号",
            "建设工程规划许可证号",
            "施工许可证号",
            "建设用地规划许可证号",
        ),
        hint=_("Only to find the project; permits themselves come in a file of their own."),
    ),
    ImportField(
        key="name",
        label=_("Project name"),
        most=200,
        aliases=("项目名称", "工程名称", "建设项目名称", "项目"),
        example="云溪苑一期",
    ),
    ImportField(
        key="developer_name",
        label=_("Developer"),
        most=120,
        aliases=("建设单位", "建设单位名称", "开发单位", "开发企业", "业主单位", "项目单位"),
        example="玉溪模拟置业有限公司",
    ),
    ImportField(
        key="developer_code",
        label=_("Unified social credit code"),
        kind="code",
        most=18,
        aliases=("统一社会信用代码", "信用代码", "社会信用代码", "建设单位信用代码", "单位代码"),
        example="91530402MA6TE1T08E",
    ),
    ImportField(
        key="authority",
        label=_("Supervising authority"),
        most=120,
        aliases=("主管部门", "监管单位", "主管单位", "人防主管部门", "审批部门"),
        hint=_("By name, or by its region; left empty it is the body of the region."),
    ),
    ImportField(
        key="region",
        label=_("Region"),
        most=60,
        choices=region_choices,
        aliases=("县区", "县市区", "县（市、区）", "所属县区", "行政区划", "区划代码", "所在区县"),
        hint=_("By name or code, former codes included: 530422 is 530481 now."),
    ),
    ImportField(
        key="address",
        label=_("Address"),
        most=200,
        aliases=("地址", "建设地址", "建设地点", "项目地址", "工程地点"),
    ),
    ImportField(
        key="approved_on",
        label=_("Approved on"),
        kind="day",
        least=EARLIEST,
        aliases=(
            "审批日期",
            "批准日期",
            "批复日期",
            "审批时间",
            "批准时间",
            "报建日期",
            "核准日期",
        ),
        example="2019-06-01",
    ),
    ImportField(
        key="zone",
        label=_("Zone"),
        kind="choice",
        choices=Zone.choices,
        synonyms=(
            ("一般", "NORMAL"),
            ("非开发区", "NORMAL"),
            ("工业园区", "DEVELOPMENT_ZONE"),
            ("园区", "DEVELOPMENT_ZONE"),
            ("高新区", "DEVELOPMENT_ZONE"),
        ),
        aliases=("区域类型", "区域", "所在区域"),
    ),
    ImportField(
        key="planned_once_id",
        label=_("Planned at one time as"),
        kind="code",
        most=40,
        aliases=("一次性规划", "一次性规划编号", "规划批次", "一次规划标识"),
        hint=_("The same mark on every project of one plan."),
    ),
    ImportField(
        key="is_offsite_approved",
        label=_("Off-site construction approved"),
        kind="yes_no",
        aliases=("易地建设", "是否易地建设", "是否批准易地建设", "批准易地建设"),
    ),
    ImportField(
        key="offsite_ground",
        label=_("Ground of off-site construction"),
        kind="choice",
        choices=OffsiteGround.choices,
        aliases=("易地建设情形", "易地建设理由", "易地情形", "易地建设条件"),
    ),
    ImportField(
        key="offsite_document",
        label=_("Document of off-site construction"),
        most=120,
        aliases=("易地建设批文", "易地建设批准文号", "易地建设文号", "批准文号"),
    ),
    ImportField(
        key="built_g6_sqm",
        label=_("Accepted basement area, grade 6 (㎡)"),
        kind="area",
        most=LARGEST_AREA,
        aliases=("6级已建面积", "六级已建面积", "已建6级面积", "已建防空地下室面积", "已建面积"),
    ),
    ImportField(
        key="built_g6b_sqm",
        label=_("Accepted basement area, grade 6B (㎡)"),
        kind="area",
        most=LARGEST_AREA,
        aliases=("6B级已建面积", "六级B已建面积", "已建6B级面积"),
    ),
    ImportField(
        key="version",
        label=_("State as exported"),
        kind="number",
        aliases=("导出状态",),
        hint=_("Leave it as it is: it tells whether the ledger changed since the export."),
    ),
)
BUILDING_FIELDS = (
    ImportField(
        key="building_key",
        label=_("Building no. in the ledger"),
        kind="number",
        aliases=("楼栋编号",),
        hint=_("Leave it as exported; a new building has none."),
    ),
    ImportField(
        key="building_name",
        label=_("Building"),
        most=80,
        aliases=("楼栋", "楼号", "幢号", "栋号", "楼栋名称", "建筑名称", "单体名称", "建筑物名称"),
        example="1幢",
        hint=_("One row for each building; the columns of the project are repeated or merged."),
    ),
    ImportField(
        key="use",
        label=_("Use of the building"),
        kind="choice",
        choices=BuildingUse.choices,
        synonyms=(
            *((word, "RESIDENTIAL") for word in ("住宅", "居住", "商品住宅", "居民住宅", "公寓")),
            *(
                (word, "OTHER")
                for word in (
                    *("商业", "办公", "商住", "公共建筑", "公建", "学校", "教育", "医院", "医疗"),
                    *("酒店", "综合", "其他", "民用", "文化", "体育", "养老", "幼儿园"),
                )
            ),
            *((word, "INDUSTRIAL") for word in ("工业", "厂房", "工业厂房", "生产厂房")),
        ),
        aliases=("用途", "建筑用途", "使用性质", "建筑性质", "建筑类型", "规划用途"),
        example="住宅",
    ),
    ImportField(
        key="floors",
        label=_("Floors above ground"),
        kind="number",
        most=300,
        aliases=("层数", "地上层数", "建筑层数", "总层数"),
        example="18",
    ),
    ImportField(
        key="foundation_depth_m",
        label=_("Foundation depth (m)"),
        kind="metres",
        most=Decimal("200.00"),
        aliases=("基础埋深", "埋深", "基础埋置深度", "基础深度"),
        example="3.50",
    ),
    ImportField(
        key="first_floor_sqm",
        label=_("First-floor area (㎡)"),
        kind="area",
        most=LARGEST_AREA,
        aliases=("首层建筑面积", "首层面积", "底层面积", "底层建筑面积", "地面首层建筑面积"),
        example="860.00",
    ),
    ImportField(
        key="above_ground_sqm",
        label=_("Above-ground area (㎡)"),
        kind="area",
        most=LARGEST_AREA,
        aliases=(
            *("地上建筑面积", "地上面积", "地面建筑面积", "地上总建筑面积", "地面总建筑面积"),
            *("计容建筑面积", "建筑面积", "总建筑面积"),
        ),
        example="15480.00",
    ),
    ImportField(
        key="is_rebuild",
        label=_("Dilapidated-housing rebuild"),
        kind="yes_no",
        aliases=("危旧房改造", "是否危旧房改造", "危旧房翻新", "旧房翻建", "是否翻建"),
    ),
    ImportField(
        key="is_area_increased",
        label=_("Area increased"),
        kind="yes_no",
        aliases=("是否增加面积", "面积是否增加", "增加面积"),
    ),
    ImportField(
        key="claims",
        label=_("Claimed reductions"),
        kind="codes",
        choices=tuple((code, code) for code in CODES),
        synonyms=tuple((title, code) for code, title in TITLES.items()),
        aliases=("减免", "减免情形", "减免依据", "申请减免", "减免类别", "减免政策"),
        example="R2",
        hint=_("Codes of the closed list R1–R8, several with commas between them."),
    ),
)
