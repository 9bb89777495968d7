"""Workbooks such as a department sends them, to try the import with: 模拟数据.

Heads as the departments write them, a title above, and now and then a cell that is wrong.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import xlsxwriter

from airdefense.accounts.models import Organisation
from demo import bodies
from demo.names import STREETS, brand, credit_code
from demo.plan.drafts import NAMES, USES, WORDS
from demo.plan.ledger import COMPANIES
from projects.models import PermitKind, Project

FIRST_DAY, LAST_DAY = date(2016, 1, 4), date(2020, 10, 30)
# Of the rows: about projects that the ledger does not know.
UNKNOWN = 0.12
FAULTY = 0.01
TITLES = {
    "permits": "{place}建筑工程施工许可证发放情况统计表（模拟数据）",
    "receipts": "{place}防空地下室易地建设费缴费明细（模拟数据）",
    "treasury": "{place}非税收入入库明细——防空地下室易地建设费（模拟数据）",
}
HEADS = {
    "permits": (
        *("施工许可证号", "证件类型", "发证日期", "发证机关", "项目名称", "建设单位"),
        *("统一社会信用代码", "项目代码", "建设地址", "用途", "建筑面积"),
    ),
    "receipts": ("票据号码", "缴款日期", "缴款金额", "缴款人", "项目名称", "统一社会信用代码"),
    "treasury": ("缴款书号", "入库日期", "入库金额", "缴款单位", "项目名称", "执收单位"),
}
# What people get wrong, by the word that the head of the column contains.
SLIPS: dict[str, tuple[Any, ...]] = {
    "日期": ("2020年13月8日", "待补", "2031-05-01"),
    "面积": ("约3200", "-480", "三千"),
    "金额": ("12万左右", "-3600", ""),
    "号": ("",),
}


class Known:
    """A project of the ledger, or one that nobody there has heard of."""

    def __init__(self, rng: Random, region: Organisation, project: Project | None):
        if project:
            self.name, self.address = project.name, project.address
            self.developer, self.code = project.developer.name, project.national_code
            self.credit_code = project.developer.credit_code
            return
        place = region.short_name.removesuffix("本级")
        self.name = rng.choice(NAMES["housing"]).format(brand=brand(rng), word=rng.choice(WORDS))
        self.address = f"{region.name}{rng.choice(STREETS)}{rng.randrange(1, 260)}号"
        self.developer = f"{place}{brand(rng)}{rng.choice(COMPANIES)}"
        self.credit_code = credit_code(region.code, rng.randrange(10**6, 10**7))
        self.code = ""


def write_workbook(file: Any, kind: str, *, region: Organisation, rows: int, seed: int) -> int:
    """Write so many rows, a title and the heads; returns how many rows carry a slip."""
    rng, heads = Random(f"{seed}:{kind}:{region.code}"), HEADS[kind]
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(region.short_name)
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, len(heads) - 1, 18)
    sheet.write(0, 0, TITLES[kind].format(place=region.name), bold)
    sheet.write_row(1, 0, heads, bold)
    slips = 0
    for place, cells in enumerate(MAKERS[kind](rng, region, rows)):
        if rng.random() < FAULTY or place == rows - 1:
            slips += slip(rng, heads, cells)
        for column, value in enumerate(cells):
            is_day = isinstance(value, date)
            (sheet.write_datetime if is_day else sheet.write)(place + 2, column, value)
    book.close()
    return slips


def slip(rng: Random, heads: tuple[str, ...], cells: list[Any]) -> int:
    """One cell that somebody got wrong."""
    words = [word for word in SLIPS if any(word in head for head in heads)]
    word = rng.choice(words)
    column = next(place for place, head in enumerate(heads) if word in head)
    cells[column] = rng.choice(SLIPS[word])
    return 1


def sites(rng: Random, region: Organisation, rows: int, unknown: float) -> Iterator[Known]:
    """Projects of the region's ledger in turn, and others between them."""
    of_region = Project.objects.filter(region=region).select_related("developer").order_by("pk")
    known = list(of_region[:rows])
    rng.shuffle(known)
    for place in range(rows):
        is_known = known and rng.random() >= unknown
        yield Known(rng, region, known[place % len(known)] if is_known else None)


def some_day(rng: Random) -> date:
    return FIRST_DAY + timedelta(days=rng.randrange((LAST_DAY - FIRST_DAY).days))


def permits(rng: Random, region: Organisation, rows: int) -> Iterator[list[Any]]:
    office = Organisation.objects.get(region=region, code=bodies.HOUSING).name
    for n, site in enumerate(sites(rng, region, rows, UNKNOWN), start=1):
        day = some_day(rng)
        yield [
            # Beyond the numbers of the papers that the ledger has.
            f"{region.code}{day:%Y}{700_000 + n}01",
            str(PermitKind.CONSTRUCTION.label),
            day,
            office,
            site.name,
            site.developer,
            site.credit_code,
            site.code,
            site.address,
            rng.choice((USES["housing"], USES["commerce"], USES["public"])),
            rng.randrange(80_000, 4_000_000) / 100,
        ]


def receipts(
    rng: Random, region: Organisation, rows: int, unknown: float = 0
) -> Iterator[list[Any]]:
    """Payments of projects that the ledger has: others are refused there."""
    for n, site in enumerate(sites(rng, region, rows, unknown), start=1):
        day = some_day(rng)
        amount = rng.randrange(10_000, 90_000_000) / 100
        number = f"{region.code[2:]}{day:%y}{8_000_000 + n}"
        yield [number, day, amount, site.developer, site.name, site.credit_code]


def treasury(rng: Random, region: Organisation, rows: int) -> Iterator[list[Any]]:
    """Lines of the finance department, which knows no credit codes."""
    office = Organisation.objects.get(region=region, code=bodies.FINANCE).name
    for line in receipts(rng, region, rows, UNKNOWN):
        yield [*line[:-1], office]


MAKERS: dict[str, Callable[[Random, Organisation, int], Iterator[list[Any]]]] = {
    "permits": permits,
    "receipts": receipts,
    "treasury": treasury,
}
