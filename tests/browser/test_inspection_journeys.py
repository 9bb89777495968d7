"""An inspector logs a finding during desk review, by keyboard, in five actions."""

import re
from datetime import timedelta
from decimal import Decimal
from time import monotonic

import pytest
from django.utils import timezone

from airdefense.casework.models import Attachment
from inspections.models import Finding
from tests.factories.inspections import a_check, a_crew, a_finding, a_picture
from tests.factories.powers import WordingFactory, a_power_list
from tests.factories.projects import FeeAssessmentFactory

SECONDS = 25


@pytest.fixture
def crew(db):
    today = timezone.localdate()
    return a_crew(starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=90))


@pytest.fixture
def wording(crew):
    power = a_power_list(crew.county, status="in_force").powers.get(number=3)
    WordingFactory(region=crew.county, title="{project}档案缺失", category="record_missing")
    return WordingFactory(region=crew.county, title="{project}拖欠易地建设费", power=power)


def scans(count):
    return [
        {"name": f"扫描{n}.png", "mimeType": "image/png", "buffer": a_picture().read() + bytes([n])}
        for n in range(count)
    ]


def pick(desk, words):
    """Type a few words into the pick and take the first wording; only the Enter is counted."""
    desk.page.locator("[data-pick]").press_sequentially(words)
    desk.page.locator("[role=option][aria-selected=true]").wait_for()
    desk.press("Enter")


def follows(desk, name, words):
    """Wait until a field says so by itself."""
    for _turn in range(100):
        if words in desk.page.locator(f"[name={name}]").input_value():
            return
        desk.page.wait_for_timeout(50)
    raise AssertionError(f"{name} never said {words}")


def test_inspector_logs_a_finding_by_keyboard_in_five_actions(at_desk, crew, wording):
    today = timezone.localdate()
    project = crew.project(name="望湖商务楼")
    FeeAssessmentFactory(project=project)
    a_check(crew, project=project, due_on=today)
    following = a_check(crew, due_on=today + timedelta(days=1))
    desk = at_desk(crew.inspector).go("/")
    start = monotonic()

    desk.press("Enter")
    desk.page.wait_for_url("**/checks/**")
    desk.press("n")
    desk.page.wait_for_url("**/findings/new/**")
    desk.page.wait_for_load_state("networkidle")
    assert desk.page.evaluate("document.activeElement.id") == "wording-pick"
    pick(desk, "拖欠")
    assert desk.page.evaluate("document.activeElement.name") == "amount_yuan"
    desk.page.keyboard.type("384000.00")
    follows(desk, "description", "384,000.00")
    desk.actions += 1
    desk.page.locator("[name=evidence]").set_input_files(scans(3))
    desk.press("Control+Enter")
    desk.page.wait_for_url(f"**{following.get_absolute_url()}")

    finding = Finding.objects.get()
    assert desk.actions == 5
    assert monotonic() - start < SECONDS
    assert (finding.project, finding.unit, finding.made_by) == (
        project,
        crew.authority,
        crew.inspector,
    )
    assert (finding.title, finding.basis, finding.power) == (
        "望湖商务楼拖欠易地建设费",
        wording.basis,
        wording.power,
    )
    assert finding.amount_yuan == Decimal("384000.00")
    assert finding.description == (
        f"望湖商务楼已核定易地建设费，建设单位{project.developer}仍欠缴384,000.00元。"
    )
    assert Attachment.objects.of(finding).count() == 3
    assert finding.number in desk.text()


def test_arrows_choose_among_wordings_and_escape_leaves_them(at_desk, crew, wording):
    second = WordingFactory(region=crew.county, title="{project}拖欠多年", power=wording.power)
    desk = at_desk(crew.inspector).go(f"/inspections/findings/new/?project={crew.project().code}")
    box = desk.page.locator("[data-pick]")

    box.press_sequentially("拖欠")
    desk.page.locator("[role=option]").nth(1).wait_for()
    box.press("ArrowDown")
    chosen = desk.page.locator("[role=option][aria-selected=true]").inner_text()
    box.press("Escape")
    hidden = desk.page.locator("[data-options]").is_hidden()
    box.press("ArrowDown")
    desk.page.locator("[role=option]").nth(1).wait_for()
    box.press("ArrowDown")
    box.press("Enter")

    assert "拖欠多年" in chosen
    assert hidden
    assert desk.page.locator("[name=title]").input_value().endswith("拖欠多年")
    assert second.title == "{project}拖欠多年"


def test_a_very_similar_finding_is_told_while_typing_and_asks_why(at_desk, crew, wording):
    first = a_finding(crew, title="拖欠易地建设费")
    desk = at_desk(crew.inspector).go(
        f"/inspections/findings/new/?project={first.project.code}&category={first.category}"
    )

    desk.choose("category", first.category)
    desk.fill("amount_yuan", "387000.00")
    desk.fill("title", first.title)
    desk.page.get_by_text("same project；same category").first.wait_for()
    desk.fill("description", "核定后未缴。")
    desk.fill("basis", "第四十八条")
    desk.press("Control+Enter")
    desk.page.get_by_text("Very like what was found before:").wait_for()
    desk.page.locator("[name=is_another]").check()
    desk.fill("because", "属二期工程")
    desk.press("Control+Enter")
    desk.page.wait_for_url(re.compile(r"/findings/\d+/$"))

    assert Finding.objects.count() == 2
