"""The board, the list and the page of suspicions, and dismissing several at once."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from projects import screened
from projects.board import Board
from projects.models import Suspicion
from projects.worklists import largest_suspicions, money_at_risk
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.projects import ReceiptFactory
from tests.projects.screening.ledger import hall, project_in, region_with_rates, screen

pytestmark = pytest.mark.django_db
BOARD, LIST, DISMISS = (
    "/projects/screening/",
    "/projects/suspicions/",
    "/projects/suspicions/dismiss/",
)
LINK = re.compile(r'href="([^"]*/projects/suspicions/\?[^"]*)"')


@pytest.fixture
def city():
    return OrganisationFactory(city=True, code="530400", name="玉溪市")


@pytest.fixture
def counties(city):
    """Two counties; in each an office that owes, in the first also money that was not remitted."""
    first = region_with_rates(parent=city, code="530423", name="通海县")
    second = region_with_rates(parent=city, code="530427", name="新平县")
    office = project_in(first)
    ReceiptFactory(project=office)
    project_in(first, hall("3000"))
    project_in(second)
    screen()
    return first, second


def rows_behind(client, url):
    """Every row of a list, page by page."""
    rows, shown = [], client.get(url).context["list"]
    while True:
        rows += shown.page.rows
        if not shown.next_url:
            return rows
        shown = client.get(LIST + shown.next_url).context["list"]


def marks(response):
    return re.findall(r'name="row" value="([^"]+)"', response.content.decode())


def test_every_figure_of_the_board_opens_exactly_its_rows(as_role, city, counties):
    client = as_role(Role.INSPECTION_OFFICE, city)
    board = Board(client.user)
    cells = [cell for line in board.lines for cell in (*line.cells, line.total)]
    cells += [*board.totals, board.whole, *(figure.cell for figure in board.figures)]
    told = {cell.url: (cell.count, cell.yuan) for cell in cells if cell.count}

    behind = {url: rows_behind(client, url) for url in told}

    assert len(told) == 8
    assert told == {
        url: (len(rows), sum(row.amount_yuan for row in rows)) for url, rows in behind.items()
    }


def test_the_page_links_the_figures_of_the_board_and_no_others(as_role, city, counties):
    client = as_role(Role.INSPECTION_OFFICE, city)
    board = Board(client.user)
    cells = [cell for line in board.lines for cell in (*line.cells, line.total) if cell.count]

    links = {unescape(url) for url in LINK.findall(client.get(BOARD).content.decode())}

    assert {cell.url for cell in cells} <= links
    assert all(rows_behind(client, url) for url in links)


def test_a_county_reads_its_own_money_alone(as_role, counties):
    _first, second = counties
    client = as_role(Role.INSPECTOR, second)

    board = client.get(BOARD).context["board"]

    assert [region.code for region in board.regions] == ["530427"]
    assert board.whole.yuan == Decimal("1290000.00")
    assert board.tiles is None


def test_what_no_longer_holds_counts_nowhere(as_role, city, counties):
    client = as_role(Role.INSPECTOR, city)
    gone = Suspicion.objects.filter(check_code="GAP").first()
    before = Board(client.user).whole
    Suspicion.objects.filter(pk=gone.pk).update(is_standing=False)

    after = Board(client.user).whole

    assert (after.count, after.yuan) == (before.count - 1, before.yuan - gone.amount_yuan)
    assert gone not in rows_behind(client, LIST)
    assert client.get(f"{LIST}{gone.pk}/").status_code == 200


@pytest.mark.parametrize("path", [BOARD, LIST, DISMISS, f"{BOARD}progress/"])
def test_a_unit_is_told_nothing_of_suspicions(as_role, counties, path):
    authority = Suspicion.objects.first().authority
    contact = as_role(Role.UNIT_CONTACT, authority)

    assert contact.get(path).status_code == 403
    assert "screening" not in contact.get("/").content.decode().lower()


def test_a_unit_sees_its_project_without_a_word_of_suspicion(as_role, counties):
    suspicion = Suspicion.objects.filter(check_code="GAP").first()
    contact = as_role(Role.UNIT_CONTACT, suspicion.authority)
    inspector = as_role(Role.INSPECTOR, suspicion.region)

    page = suspicion.project.get_absolute_url()

    assert "possibly Receivable, not collected" in inspector.get(page).content.decode()
    assert "possibly" not in contact.get(page).content.decode()
    assert contact.get(suspicion.get_absolute_url()).status_code == 404


def test_the_page_of_a_suspicion_says_why_by_which_article_on_which_records(as_role, counties):
    first, _second = counties
    client = as_role(Role.INSPECTOR, first)
    receipt = ReceiptFactory(project=Suspicion.objects.get(check_code="X11").project)
    screen(receipt.project)
    suspicion = Suspicion.objects.get(check_code="X11")

    page = client.get(suspicion.get_absolute_url())

    assert "reached the treasury" in page.content.decode()
    assert "财税〔2020〕58号" in page.content.decode()
    assert next(record.says["number"] for record in page.context["records"]) == (
        suspicion.project.code
    )
    assert receipt.number in page.content.decode()
    assert page.context["worksheet"][-1].result


def test_the_list_and_the_board_cost_the_same_queries_for_many(as_role, counties):
    first, _second = counties
    client = as_role(Role.INSPECTOR, first)

    def queries():
        counts = []
        for path in (BOARD, LIST, "/"):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                client.get(path)
            counts.append(len(captured))
        return counts

    queries()
    few = queries()
    for _n in range(3):
        project_in(first, hall("3000"))
    screen()

    assert queries() == few


def test_several_are_dismissed_with_one_reason_and_each_says_what_became_of_it(as_role, counties):
    first, _second = counties
    client = as_role(Role.INSPECTOR, first)
    rows = list(Suspicion.objects.filter(region=first))
    url = f"{DISMISS}?ids={','.join(str(row.pk) for row in rows)}"
    shown = client.get(url)

    response = client.post(url, {"row": marks(shown), "note": "assessed elsewhere"}, follow=True)

    assert len(rows) == 3
    assert [row.objection for row in response.context["selection"].rows] == ["Dismissed"] * 3
    assert "3 suspicions dismissed." in response.content.decode()
    assert {row.status for row in Suspicion.objects.filter(region=first)} == {"dismissed"}
    reasons = Event.objects.filter(case_type="projects.suspicion", name="dismiss")
    assert set(reasons.values_list("note", "actor")) == {("assessed elsewhere", client.user.pk)}


def test_only_what_stays_ticked_is_dismissed(as_role, counties):
    first, _second = counties
    client = as_role(Role.INSPECTOR, first)
    one, *others = Suspicion.objects.filter(region=first)
    url = f"{DISMISS}?ids={one.pk},{others[0].pk}"
    of_one = [mark for mark in marks(client.get(url)) if mark.startswith(f"{one.pk}.")]

    client.post(url, {"row": of_one, "note": "a mistake of the file"})

    statuses = dict(Suspicion.objects.values_list("pk", "status"))
    assert (statuses[one.pk], statuses[others[0].pk]) == ("dismissed", "open")


def test_nothing_is_dismissed_without_a_reason(as_role, counties):
    first, _second = counties
    client = as_role(Role.INSPECTOR, first)
    row = Suspicion.objects.filter(region=first).first()
    url = f"{DISMISS}?ids={row.pk}"

    response = client.post(url, {"row": marks(client.get(url)), "note": " "})

    assert response.context["form"].errors == {"note": ["This field is required."]}
    assert not Suspicion.objects.filter(status="dismissed").exists()


def test_what_changed_since_it_was_shown_is_shown_again_first(as_role, counties):
    first, _second = counties
    client = as_role(Role.INSPECTOR, first)
    changed, other = Suspicion.objects.filter(region=first, check_code="GAP")
    url = f"{DISMISS}?ids={changed.pk},{other.pk}"
    shown = client.get(url)
    ReceiptFactory(project=changed.project, amount_yuan=Decimal("10000.00"))
    screen(changed.project)

    asked = client.post(url, {"row": marks(shown), "note": "known"})
    assert not Suspicion.objects.filter(status="dismissed").exists()
    client.post(url, {"row": marks(asked), "note": "known"})

    (told,) = [row for row in asked.context["selection"].rows if row.is_changed]
    assert told.suspicion == changed
    assert Suspicion.objects.filter(status="dismissed").count() == 2


def test_suspicions_of_another_county_are_not_among_those_ticked(as_role, counties):
    first, second = counties
    client = as_role(Role.INSPECTOR, first)
    theirs = Suspicion.objects.filter(region=second).first()

    response = client.get(f"{DISMISS}?ids={theirs.pk},abc,²,{'9' * 4000}")

    assert response.context["selection"].rows == []


@pytest.mark.parametrize("role", [Role.DATA_CLERK, Role.LEADERSHIP, Role.CASE_OFFICER])
def test_who_only_reads_dismisses_nothing(as_role, counties, role):
    first, _second = counties
    client = as_role(role, first)
    suspicion = Suspicion.objects.filter(region=first).first()

    assert client.get(LIST).status_code == 200
    assert client.get(f"{DISMISS}?ids={suspicion.pk}").status_code == 403
    step = client.post(f"{LIST}{suspicion.pk}/steps/dismiss/", {"note": "no"})
    assert step.status_code == 403


def test_the_list_is_searched_by_the_words_of_the_project(as_role, counties):
    first, _second = counties
    client = as_role(Role.INSPECTOR, first)
    suspicion = Suspicion.objects.filter(region=first).first()

    found = rows_behind(client, f"{LIST}?q={suspicion.project.name}")

    assert {row.project_id for row in found} == {suspicion.project_id}


def test_the_workbook_of_the_list_holds_its_rows_with_the_whole_sentence(as_role, counties):
    first, _second = counties
    client = as_role(Role.INSPECTOR, first)

    shown = client.get(LIST).context["list"]
    reasons = [column for column in shown.columns if column.name == "reason"]

    assert len(shown.page.rows) == 3
    assert "no gap was opened for" in reasons[0].plain(
        next(row for row in shown.page.rows if row.check_code == "GAP")
    )


def test_a_clerk_has_the_ledger_screened_and_reads_when(as_role, counties):
    first, _second = counties
    clerk = as_role(Role.DATA_CLERK, first)
    project_in(first, hall("4000"))
    before = Suspicion.objects.count()

    response = clerk.post("/projects/screening/run/", follow=True)

    assert Suspicion.objects.count() == before + 1
    assert response.context["last_run"].detail["region"] == "530423"
    assert screened.progress() is None


def test_one_run_is_asked_for_at_a_time(as_role, counties):
    first, _second = counties
    clerk = as_role(Role.DATA_CLERK, first)
    screened.cache.set(screened.RUNNING, (4000, 10000), 60)

    response = clerk.post("/projects/screening/run/", follow=True)
    progress = clerk.get("/projects/screening/progress/")
    screened.finished()

    assert "is being screened right now" in response.content.decode()
    assert "Screening: 4000 of 10000 projects" in progress.content.decode()


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEADERSHIP])
def test_others_do_not_start_a_run(as_role, counties, role):
    first, _second = counties

    assert as_role(role, first).post("/projects/screening/run/").status_code == 403


def test_the_home_page_names_the_money_at_risk_and_the_largest_suspicions(counties):
    from_figures = {}
    first, _second = counties
    inspector = person(Role.INSPECTOR, first)
    for build in (money_at_risk, largest_suspicions):
        from_figures[build.__name__] = build(inspector, None)

    amounts = from_figures["largest_suspicions"].queryset.order_by("-amount_yuan")
    missing = [row.amount_yuan for row in amounts if row.check_code == "GAP"]

    assert from_figures["money_at_risk"].value == f"{sum(missing) / 10000:,.2f}"
    assert from_figures["largest_suspicions"].waits is False


def test_several_rows_are_dealt_with_by_those_whose_work_it_is(as_role, counties):
    first, _second = counties
    office, clerk = as_role(Role.INSPECTION_OFFICE, first), as_role(Role.DATA_CLERK, first)
    inspector = as_role(Role.INSPECTOR, first)

    def offered(client):
        return [one["url"] for one in client.get(LIST).context["list"].bulk]

    assert offered(inspector) == ["/inspections/from-suspicions/", DISMISS]
    assert offered(office) == [DISMISS]
    assert offered(clerk) == []
