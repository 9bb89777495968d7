"""Headless Chromium in front of the real server, signed in without typing."""

import os
import shutil
from pathlib import Path

import pytest
from django.test import Client

# Playwright's own event loop runs in this thread; the test's queries are synchronous all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Desk:
    """One person at a screen; counts what the person does."""

    def __init__(self, context, base):
        self.context, self.base = context, base
        self.page = context.new_page()
        self.errors, self.actions = [], 0
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda m: self.errors.append(m.text) if m.type == "error" else None,
        )

    def go(self, path):
        self.page.goto(self.base + path)
        return self

    def click(self, selector):
        self.actions += 1
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state("load")

    def press(self, keys):
        self.actions += 1
        self.page.keyboard.press(keys)
        self.page.wait_for_load_state("load")

    def fill(self, name, text):
        """Type into a field; typing is counted in seconds, not in clicks."""
        self.page.locator(f"[name='{name}']").last.fill(text)

    def choose(self, name, value):
        self.page.locator(f"select[name='{name}']").last.select_option(value)

    def text(self, selector="main"):
        return self.page.locator(selector).first.inner_text()


@pytest.fixture
def at_desk(chromium, live_server):
    """at_desk(user, width=390) -> a Desk signed in as that user, in English."""
    desks = []

    def sit(user, *, width=1440, height=900, language="en"):
        client = Client()
        client.force_login(user)
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-US")
        context.set_default_timeout(15_000)
        cookies = {
            "airdefense_session": client.cookies["airdefense_session"].value,
            "airdefense_language": language,
        }
        context.add_cookies(
            [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
        )
        desk = Desk(context, live_server.url)
        desks.append(desk)
        return desk

    yield sit
    errors = [error for desk in desks for error in desk.errors]
    for desk in desks:
        desk.context.close()
    assert errors == []
