"""The closed list of lawful reductions of the off-site construction fee (domain §1.5).

Rows are added or ended, never edited; whatever is not in the list is an unlawful reduction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

HALF, EXEMPT = Decimal("0.5"), Decimal(1)


@dataclass(frozen=True, slots=True)
class Reduction:
    """One ground: what part of the fee it takes away, by which document, between which days.

    Both days count; None is an open end.
    """

    code: str
    title: str
    share: Decimal
    basis: str
    valid_from: date | None = None
    valid_to: date | None = None
    # A rebuild keeps this ground only as long as it does not grow.
    is_lost_by_growth: bool = False
    # What a permit calls such a building; one word of them in its stated use is enough.
    words: tuple[str, ...] = ()

    def is_valid(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


PRICE_474 = "计价格〔2000〕474号"
AFFORDABLE_EXEMPT_FROM = date(2007, 8, 7)
AFFORDABLE = ("廉租", "经济适用", "公租", "公共租赁", "保障", "棚户区", "棚改", "安置", "旧住宅")
SCHOOLS = ("学校", "校舍", "教学", "小学", "中学", "幼儿园", "教育")
TEACHING = (*SCHOOLS, "养老", "敬老", "福利院", "残疾", "康复")
CARE = ("养老", "敬老", "医院", "医疗", "卫生院", "护理", "康复")
REBUILDS = ("临时", "危旧", "危房", "危改", "翻新", "改造", "重建")
DISASTER = ("灾", "恢复重建", "修复")
RELOCATION = ("易地扶贫", "扶贫搬迁", "易地搬迁", "安置")
COMMUNITY = ("社区", "养老", "托育", "托幼", "托儿", "家政", "日间照料")

REDUCTIONS = (
    Reduction(
        "R1", "廉租房、经济适用房", HALF, PRICE_474, valid_to=date(2007, 8, 6), words=AFFORDABLE
    ),
    Reduction(
        "R1",
        "廉租房、经济适用房、公租房、棚户区改造、旧住宅区整治",
        EXEMPT,
        "国发〔2007〕24号",
        valid_from=AFFORDABLE_EXEMPT_FROM,
        words=AFFORDABLE,
    ),
    Reduction(
        "R2", "新建幼儿园、学校教学楼、养老院、残疾人服务设施", HALF, PRICE_474, words=TEACHING
    ),
    Reduction(
        "R3",
        "临时建筑；不增加面积的危旧商品住房翻新",
        EXEMPT,
        PRICE_474,
        is_lost_by_growth=True,
        words=REBUILDS,
    ),
    Reduction("R4", "因灾损坏后按原面积修复", EXEMPT, PRICE_474, words=DISASTER),
    Reduction(
        "R5N",
        "非营利性养老和医疗机构",
        EXEMPT,
        "财税〔2014〕77号",
        valid_from=date(2015, 1, 1),
        words=CARE,
    ),
    Reduction(
        "R5P",
        "营利性养老和医疗机构",
        HALF,
        "财税〔2014〕77号",
        valid_from=date(2015, 1, 1),
        words=CARE,
    ),
    Reduction(
        "R6",
        "易地扶贫搬迁项目",
        EXEMPT,
        "财税〔2019〕53号",
        valid_from=date(2019, 7, 1),
        words=RELOCATION,
    ),
    Reduction(
        "R7",
        "社区养老、托育、家政服务设施",
        EXEMPT,
        "财政部等六部门公告2019年第76号",
        valid_from=date(2019, 6, 1),
        valid_to=date(2025, 12, 31),
        words=COMMUNITY,
    ),
    Reduction("R8", "中小学（含幼儿园）校舍安全工程", EXEMPT, "财综〔2010〕54号", words=SCHOOLS),
)
CODES = tuple(dict.fromkeys(reduction.code for reduction in REDUCTIONS))


def fits(code: str, use: str) -> bool:
    """Whether a stated use names what this ground is for."""
    return any(word in use for row in REDUCTIONS if row.code == code for word in row.words)


def lawful(
    claims: Iterable[str], on: date, *, is_rebuild: bool, is_area_increased: bool
) -> Reduction | None:
    """The largest claimed ground that is valid on that day; grounds are never stacked."""
    best: Reduction | None = None
    for reduction in REDUCTIONS:
        if (
            reduction.code in claims
            and reduction.is_valid(on)
            and not (reduction.is_lost_by_growth and is_rebuild and is_area_increased)
            and (best is None or reduction.share > best.share)
        ):
            best = reduction
    return best
