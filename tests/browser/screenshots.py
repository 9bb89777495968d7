"""Take the pictures of the guides from a running demo: `make run` in one terminal, this in another.

make screenshots [ARGS="http://127.0.0.1:8000 home report"]
"""

import os
import shutil
import sys
import urllib.request
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, NAMES

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
# folder of the pictures: (language of the program, of the browser)
LANGUAGES = {"zh": ("zh-hans", "zh-CN"), "en": ("en", "en-US")}
COLOURS = 32
FIRST_ROW = "main tbody tr a >> nth=0"
# Of a report: that of the whole city, and making its figures again.
WHOLE_CITY = "main nav.views >> nth=-1 >> a >> nth=0"
PROOF, RECOMPUTE = "main a[href$='/proof/']", "main .head form.acts button"
# name of the picture: (demo account, what to do on the way to it)
SHOTS = {
    "home": ("demo_inspector", ["/"]),
    "check": ("demo_inspector", ["/", FIRST_ROW]),
    "ledger": ("demo_data_clerk", ["/projects/?has_gap=true"]),
    "project": ("demo_data_clerk", ["/projects/?has_gap=true", FIRST_ROW]),
    "screening": ("demo_data_clerk", ["/projects/screening/"]),
    "import": ("demo_data_clerk", ["/imports/new/", "upload"]),
    "task": ("demo_unit_contact", ["/", FIRST_ROW]),
    "leads": ("demo_case_supervision", ["/leads/"]),
    "lead": ("demo_case_officer", ["/leads/", FIRST_ROW]),
    "report": ("demo_leadership", ["/reports/?kind=daily", FIRST_ROW, WHOLE_CITY]),
    "proof": ("demo_examiner", ["/reports/?kind=daily", FIRST_ROW, WHOLE_CITY, PROOF, RECOMPUTE]),
    "roles": ("demo_security_admin", ["/people/grants/"]),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = ("项目名称", "建设单位", "统一社会信用代码", "批准日期", "地址", "楼栋", "用途", "地上层数")
AREAS = ("基础埋深（m）", "首层建筑面积", "地上建筑面积")
# What people really type: line of the file, column, cell.
FAULTS = ((6, 10, "86O.00"), (10, 4, "2019-02-30"), (14, 7, "别墅楼"), (22, 9, "三米"))


def a_workbook() -> bytes:
    """Sixty projects as a department sends them, four cells at fault."""
    book = Workbook()
    book.active.title = "项目"
    book.active.append(HEADS + AREAS)
    for n in range(1, 61):
        facts = (f"云溪苑{n}期", "玉溪模拟置业有限公司", "91530402MA6TE1T08E", date(2019, 6, 1))
        building = ("1幢", "住宅", 18, 3.5, 860 + n, 15480 + n)
        book.active.append((*facts, f"秀山路{n}号", *building))
    for line, column, cell in FAULTS:
        book.active.cell(line, column, cell)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def upload(page: Page) -> None:
    """Bring the workbook; it is only checked, and thrown away after the picture."""
    file = {"name": "住建_202011.xlsx", "mimeType": XLSX, "buffer": a_workbook()}
    page.locator("input[type=file]").set_input_files([file])
    page.locator("select[name=region]").select_option(label="通海县")
    page.locator("[data-drop] [data-submit]").click()
    page.wait_for_selector(".import-row")


def sign_in(page: Page, base: str, account: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.locator(f"form:has([value='{account}']) button, button[value='{account}']").first.click()
    page.wait_for_url(f"{base}/")


def take(page: Page, base: str, file: Path, way: list[str]) -> None:
    for stage in way:
        if stage.startswith("/"):
            page.goto(base + stage)
        elif stage == "upload":
            upload(page)
        else:
            page.locator(stage).click()
        page.wait_for_load_state("networkidle")
    keep(page.screenshot(), file)
    if way[-1] == "upload":
        page.locator("form[action$='/steps/discard/'] [data-submit]").click()


def keep(picture: bytes, file: Path) -> None:
    """A page is flat colours: few of them are enough, in a third of the bytes."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    few = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def main(base: str, *names: str) -> None:
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not chromium:
        sys.exit("No Chromium on this machine: install one, or name it in CHROMIUM.")
    try:
        urllib.request.urlopen(f"{base}/accounts/login/", timeout=20)  # noqa: S310
    except OSError:
        sys.exit(f"Nothing answers at {base}: start the demo with `make run` first.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for folder, (language, locale) in LANGUAGES.items():
            (PICTURES / folder).mkdir(parents=True, exist_ok=True)
            for name in names or SHOTS:
                account, way = SHOTS[name]
                context = browser.new_context(
                    viewport={"width": 1440, "height": 900}, locale=locale
                )
                cookie = {"name": "airdefense_language", "value": language, "url": base}
                context.add_cookies([cookie])
                page = context.new_page()
                sign_in(page, base, account)
                take(page, base, PICTURES / folder / f"{name}.png", way)
                context.close()
        browser.close()


if __name__ == "__main__":
    told = sys.argv[1:] or ["http://127.0.0.1:8000"]
    main(told[0].rstrip("/"), *told[1:])
