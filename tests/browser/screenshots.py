"""Take the README's pictures from a running demo: `make run` in one terminal, this in another.

make screenshots [ARGS=http://127.0.0.1:8000]
"""

import os
import shutil
import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, NAMES

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
# name of the picture: (demo account, what to do on the way to it)
SHOTS = {
    "home": ("demo_inspector", ["/"]),
    "ledger": ("demo_data_clerk", ["/projects/?has_gap=true"]),
    "project": ("demo_data_clerk", ["/projects/?has_gap=true", "main tbody tr a >> nth=0"]),
    "report": ("demo_leadership", ["/reports/?kind=daily", "main tbody tr a >> nth=0"]),
}


def sign_in(page: Page, base: str, account: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.locator(f"form:has([value='{account}']) button, button[value='{account}']").first.click()
    page.wait_for_url(f"{base}/")


def take(page: Page, base: str, name: str, way: list[str]) -> None:
    for stage in way:
        if stage.startswith("/"):
            page.goto(base + stage)
        else:
            page.locator(stage).click()
        page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")


def main(base: str) -> None:
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not chromium:
        sys.exit("No Chromium on this machine: install one, or name it in CHROMIUM.")
    try:
        urllib.request.urlopen(f"{base}/healthz", timeout=5)  # noqa: S310
    except OSError:
        sys.exit(f"Nothing answers at {base}: start the demo with `make run` first.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name, (account, way) in SHOTS.items():
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            page = context.new_page()
            sign_in(page, base, account)
            take(page, base, name, way)
            context.close()
        browser.close()


if __name__ == "__main__":
    main((sys.argv[1:] or ["http://127.0.0.1:8000"])[0].rstrip("/"))
