"""The money stories at the screen: bring a file, act on suspicions, decide matches, set a rate."""

import base64
import re
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.exchange.models import ImportBatch
from airdefense.exchange.workflow import BatchStatus
from projects.models import FeeRate, Match, Project, Suspicion
from projects.workflow import MatchStatus, PublishedStatus, SuspicionStatus
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.inspections import a_crew
from tests.factories.projects import ProjectFactory, clerk_of, publish
from tests.factories.reconciliation import a_match
from tests.projects.imports.files import BUILDING, PROJECT, Clerk, a_city, the, workbook
from tests.projects.screening.ledger import screen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DROP = """([zone, name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type }));
  document.querySelector(zone).dispatchEvent(
    new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }),
  );
}"""


def drop(desk, file):
    """Drag a workbook from the desktop and let it fall on the page."""
    desk.actions += 1
    content = base64.b64encode(file.read()).decode()
    file.seek(0)
    desk.page.evaluate(DROP, ["[data-drop-zone]", file.name, XLSX, content])


def choose_file(desk, file):
    carried = {"name": file.name, "mimeType": XLSX, "buffer": file.read()}
    desk.actions += 1
    desk.page.locator("input[type=file]").set_input_files([carried])


def rows_of_a_month(count=60):
    """As many projects of one building, none of them at fault."""
    return [
        PROJECT | BUILDING | {"name": f"云溪苑{n}期", "address": f"秀山路{n}号"}
        for n in range(1, count + 1)
    ]


def counts_on(desk):
    """What the page says of the rows, e.g. {"New": 57}."""
    words = desk.page.locator(".counts .kpi").all_inner_texts()
    return {label: int(count) for label, count in (text.split("\n") for text in words)}


def correct(desk, key, value):
    """Another value for the faulty cell of that field, typed over the old one."""
    form = f"form[data-correct]:has([name=key][value={key}])"
    field = desk.page.locator(form).locator("input:not([type=hidden]), select").first
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
    field.focus()
    desk.press("Enter")
    desk.page.locator(form).wait_for(state="detached")


def test_clerk_brings_a_file_mends_it_takes_it_in_and_takes_it_back(at_desk):
    a_city()
    clerk = Clerk(the("通海县"))
    rows = rows_of_a_month()
    clerk.bring(*rows[:20])
    rows[4] = rows[4] | {"address": "秀山路五号院"}
    rows[24] = rows[24] | {"first_floor_sqm": "86O.00"}
    rows[34] = rows[34] | {"approved_on": "2019-02-30"}
    rows[44] = rows[44] | {"use": "别墅楼"}
    desk = at_desk(clerk.user).go("/")

    desk.click("nav a[href='/imports/']")
    desk.press("n")
    desk.page.wait_for_url("**/imports/new/")
    drop(desk, workbook("projects", rows))
    desk.click("form[data-drop] [data-submit]")
    desk.page.wait_for_url(re.compile(r"/imports/\d+/"))
    assert counts_on(desk) == {"Faulty": 3, "New": 37, "Changed": 1, "No change": 19}
    assert "letter O" in desk.text("#rows")
    assert Project.objects.count() == 20

    correct(desk, "first_floor_sqm", "860.00")
    correct(desk, "approved_on", "2019-02-28")
    correct(desk, "use", "RESIDENTIAL")
    assert counts_on(desk) == {"New": 40, "Changed": 1, "No change": 19}

    desk.click("[data-submit]:has-text('Take in')")
    desk.page.wait_for_url("**/receipt/")
    assert Project.objects.count() == 60
    assert Project.objects.get(name="云溪苑5期").address == "秀山路五号院"

    desk.click(f"a[href='{batch().get_absolute_url()}']")
    desk.click("a:has-text('Undo the batch')")
    desk.fill("note", "wrong month")
    desk.click("main form [data-submit]")
    desk.page.wait_for_url(re.compile(r"/imports/\d+/$"))
    assert batch().status == BatchStatus.UNDONE
    assert Project.objects.count() == 20
    assert Project.objects.get(name="云溪苑5期").address == "秀山路5号"
    assert desk.actions <= 15


def batch():
    return ImportBatch.objects.latest("pk")


def test_the_same_file_again_says_that_nothing_changes(at_desk):
    a_city()
    clerk = Clerk(the("通海县"))
    file = workbook("projects", rows_of_a_month())
    clerk.bring(file=file)
    file.seek(0)
    desk = at_desk(clerk.user).go("/imports/new/")

    choose_file(desk, file)
    desk.press("Control+Enter")
    desk.page.wait_for_url(re.compile(r"/imports/\d+/"))

    assert counts_on(desk) == {"No change": 60}
    assert "Nothing to change" in desk.text()
    assert desk.page.locator("[data-submit]:has-text('Take in')").count() == 0
    assert desk.actions <= 3


def a_screened_crew(*names):
    """A crew on site today, in a county where each of these projects owes its whole fee."""
    today = timezone.localdate()
    crew = a_crew(starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=90))
    publish(crew.county)
    projects = [
        crew.project(name=name, status="confirmed", is_offsite_approved=True) for name in names
    ]
    screen(*projects)
    return crew


def test_a_dismissed_suspicion_keeps_its_reason(at_desk):
    crew = a_screened_crew("云溪苑1期", "云溪苑2期")
    suspicion = Suspicion.objects.filter(check_code="GAP").first()
    other = Suspicion.objects.filter(check_code="GAP").exclude(pk=suspicion.pk).get()
    desk = at_desk(crew.inspector).go("/projects/suspicions/?status=open&check=GAP")

    desk.click(f"tr[data-row='{suspicion.get_absolute_url()}'] .f input")
    desk.click("[data-bulk] a:has-text('Dismiss')")
    desk.fill("note", "Paid in kind, agreement of 2019-06-30 seen.")
    desk.click("main form [data-submit]")
    desk.page.wait_for_load_state("networkidle")
    desk.go(suspicion.get_absolute_url())

    suspicion.refresh_from_db()
    other.refresh_from_db()
    assert (suspicion.status, other.status) == (SuspicionStatus.DISMISSED, SuspicionStatus.OPEN)
    assert suspicion.dismissed_by == crew.inspector
    assert "Paid in kind, agreement of 2019-06-30 seen." in desk.text()
    assert desk.actions <= 4


def test_clerk_decides_the_queue_of_matches_by_keyboard(at_desk):
    county = OrganisationFactory()
    first = a_match(ProjectFactory(region=county, name="聚晟苑二期", address="秀山路12号"))
    second = a_match(ProjectFactory(region=county, name="滨江府", address="环城路3号"))
    assert {first.status, second.status} == {MatchStatus.SUGGESTED}
    desk = at_desk(person(Role.DATA_CLERK, county)).go("/projects/matches/?status=suggested")

    for key in ("j", "Enter", "a", "r"):
        before = desk.page.url
        desk.press(key)
        if key != "j":
            desk.page.wait_for_url(lambda url, before=before: url != before)

    statuses = Match.objects.filter(pk__in=[first.pk, second.pk]).values_list("status", flat=True)
    assert sorted(statuses) == [MatchStatus.ACCEPTED, MatchStatus.REJECTED]
    assert desk.page.url.endswith("/projects/matches/")
    assert desk.actions <= 4


def test_a_rate_is_proposed_by_one_clerk_and_put_in_force_by_another(at_desk):
    county = OrganisationFactory()
    first, second = person(Role.DATA_CLERK, county), person(Role.DATA_CLERK, county)

    desk = at_desk(first).go("/projects/rates/")
    desk.press("n")
    desk.page.wait_for_url("**/rates/new/")
    desk.choose("grade", "G6")
    desk.fill("yuan_per_sqm", "1600.00")
    desk.fill("effective_from", "2026-01-01")
    desk.fill("document", "示例价费〔2025〕8号")
    desk.press("Control+Enter")
    desk.page.wait_for_url(re.compile(r"/rates/\d+/"))
    assert desk.page.locator("[data-step=put_in_force]").count() == 0

    other = at_desk(second).go(FeeRate.objects.get().get_absolute_url())
    other.click("a:has-text('What if')")
    other.page.go_back()
    other.click("[data-step=put_in_force]")
    other.page.wait_for_load_state("networkidle")

    rate = FeeRate.objects.get()
    assert (rate.status, rate.proposed_by, rate.approved_by) == (
        PublishedStatus.IN_FORCE,
        first,
        second,
    )
    assert desk.actions + other.actions <= 6


def test_the_clerk_of_a_project_assesses_it_by_the_worksheet(at_desk):
    county = OrganisationFactory()
    publish(county)
    project = ProjectFactory(region=county, status="confirmed", is_offsite_approved=True)
    desk = at_desk(clerk_of(project)).go(f"/projects/{project.pk}/")

    desk.click("a[href$='/assessments/new/']")
    desk.fill("document", "模核〔2026〕1号")
    desk.fill("assessed_on", "2026-01-05")
    desk.press("Control+Enter")
    desk.page.wait_for_load_state("networkidle")

    assert project.assessments.get().gross_yuan == Decimal("1290000.00")
    assert "1,290,000.00" in desk.text()
    assert desk.actions <= 2
