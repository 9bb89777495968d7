"""Suspicions made findings: several at once, one by its page, one from its project."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from inspections import actions
from inspections.models import Finding
from projects.models import Suspicion
from projects.workflow import SuspicionStatus
from tests.factories.accounts import NOON, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.projects import FeeAssessmentFactory, ReceiptFactory
from tests.projects.screening.ledger import hall, project_in, region_with_rates, screen

pytestmark = pytest.mark.django_db
PAGE = "/inspections/from-suspicions/"
FIELDS = ("category", "title", "amount_yuan", "method", "description", "basis")


@pytest.fixture
def crew():
    """A team on site in a county whose fee is computed."""
    return a_crew(region_with_rates())


@pytest.fixture
def desk(crew, client):
    client.force_login(crew.inspector)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def owing(crew, *areas):
    """Halls that owe 3 % of their area at 1,500 yuan, found by the screening."""
    projects = [
        project_in(crew.county, hall(area), authority=crew.authority) for area in areas or ["3000"]
    ]
    screen(*projects)
    return [Suspicion.objects.get(project=project, check_code="GAP") for project in projects]


def address(*suspicions):
    return f"{PAGE}?ids={','.join(str(row.pk) for row in suspicions)}"


def typed(response, **changes):
    """The form as it was shown, with some fields typed over."""
    papers = response.context["papers"]
    fields = {"round": papers.round_form["round"].value()}
    fields["row"] = re.findall(r'name="row" value="([^"]+)"', response.content.decode())
    for row in papers.rows:
        fields |= {f"{row.prefix}-{name}": row[name].value() or "" for name in FIELDS}
        if row.is_taken:
            fields[f"{row.prefix}-take"] = "on"
    return fields | changes


def test_twenty_suspicions_become_twenty_drafts_with_their_worksheets(crew, desk):
    suspicions = owing(crew, *(str(3000 + 100 * n) for n in range(20)))
    shown = desk.get(address(*suspicions))

    response = desk.post(address(*suspicions), typed(shown), follow=True)

    findings = {finding.suspicion: finding for finding in Finding.objects.all()}
    assert "20 findings are saved as drafts." in response.content.decode()
    assert {s.status for s in Suspicion.objects.all()} == {SuspicionStatus.FOUND}
    assert set(findings) == set(suspicions)
    assert {(f.status, f.method, f.made_by, f.round) for f in findings.values()} == {
        ("draft", "files", crew.inspector, crew.round)
    }
    assert {s.amount_yuan for s in suspicions} == {f.amount_yuan for f in findings.values()}
    assert all(
        f.worksheet["lines"][-1]["result"] == f"{s.amount_yuan:,.2f}"
        and f.worksheet["suspicion"]["check"] == "GAP"
        for s, f in findings.items()
    )


def test_the_words_of_a_finding_are_those_of_the_engine(crew, desk):
    (suspicion,) = owing(crew)

    (row,) = desk.get(address(suspicion)).context["papers"].rows

    assert {name: row[name].value() for name in FIELDS} == {
        "category": "receivable_uncollected",
        "title": f"{suspicion.project.name}: Receivable, not collected",
        "amount_yuan": Decimal("135000.00"),
        "method": "files",
        "description": "Payable by law are 135,000.00 yuan; the fee was never assessed. "
        "Paid so far: 0.00 yuan.",
        "basis": "《人民防空法》第二十二条、第四十八条; rate by 模拟费率〔2015〕1号",
    }


def test_a_gap_of_two_parts_becomes_two_findings_of_one_suspicion(crew, desk):
    (suspicion,) = owing(crew)
    FeeAssessmentFactory(
        project=suspicion.project,
        gross_yuan=Decimal("100000.00"),
        legal_payable_yuan=Decimal("100000.00"),
    )
    screen(suspicion.project)
    suspicion.refresh_from_db()

    desk.post(address(suspicion), typed(desk.get(address(suspicion))))

    assert dict(suspicion.findings.values_list("category", "amount_yuan")) == {
        "payable_unpaid": Decimal("100000.00"),
        "receivable_uncollected": Decimal("35000.00"),
    }
    (event,) = Event.objects.of(suspicion).filter(name="make_finding")
    numbers = suspicion.findings.order_by("pk").values_list("number", flat=True)
    assert event.note == ", ".join(numbers)


def test_words_and_amount_are_adjusted_before_the_finding_is_made(crew, desk):
    (suspicion,) = owing(crew)
    shown = desk.get(address(suspicion))
    prefix = shown.context["papers"].rows[0].prefix
    changes = {f"{prefix}-title": "Hall without a fee", f"{prefix}-amount_yuan": "120000.00"}

    desk.post(address(suspicion), typed(shown, **changes))

    finding = Finding.objects.get()
    assert (finding.title, finding.amount_yuan) == ("Hall without a fee", Decimal("120000.00"))


def test_an_error_is_said_at_its_row_and_nothing_is_half_written(crew, desk):
    suspicions = owing(crew, "3000", "4000")
    shown = desk.get(address(*suspicions))
    faulty = shown.context["papers"].rows[0].prefix

    response = desk.post(
        address(*suspicions), typed(shown, **{f"{faulty}-amount_yuan": "-1", f"{faulty}-title": ""})
    )

    first, second = response.context["papers"].rows
    assert first.errors.keys() == {"amount_yuan", "title"}
    assert second.errors == {}
    assert "correct the rows marked below" in response.content.decode()
    assert not Finding.objects.exists()
    assert {s.status for s in Suspicion.objects.all()} == {SuspicionStatus.OPEN}


def test_a_recused_inspector_is_told_at_the_row(client):
    region = region_with_rates()
    authority = a_crew(region).authority
    crew = a_crew(region, recused_from=[authority])
    client.force_login(crew.inspector)
    (suspicion,) = owing(crew)
    Suspicion.objects.filter(pk=suspicion.pk).update(authority=authority)
    suspicion.project.authority = authority
    suspicion.project.save(update_fields=["authority"])

    response = client.post(address(suspicion), typed(client.get(address(suspicion))))

    (row,) = response.context["papers"].rows
    assert len(row.non_field_errors()) == 1
    assert not Finding.objects.exists()


def test_what_was_found_before_is_warned_of_and_not_ticked(crew, desk):
    (suspicion,) = owing(crew)
    before = a_finding(crew, project=suspicion.project, category="receivable_uncollected")

    (row,) = desk.get(address(suspicion)).context["papers"].rows

    assert (row.is_taken, row.alike) == (False, [before])


def test_two_suspicions_of_one_matter_are_ticked_once(crew, desk):
    (suspicion,) = owing(crew)
    twin = Suspicion.objects.create(
        check_code="X02",
        subject="project:twin",
        project=suspicion.project,
        region=crew.county,
        authority=crew.authority,
        facts={"params": {"permit": "模许1号", "permit_on": "2019-06-20"}, "records": []},
        fingerprint="twin",
        amount_yuan=suspicion.amount_yuan + 1,
    )

    first, second = desk.get(address(suspicion, twin)).context["papers"].rows

    assert (first.suspicion, first.is_taken, first.is_repeated) == (twin, True, False)
    assert (second.suspicion, second.is_taken, second.is_repeated) == (suspicion, False, True)


def test_what_changed_since_it_was_shown_is_asked_again(crew, desk):
    (suspicion,) = owing(crew)
    shown = desk.get(address(suspicion))
    ReceiptFactory(project=suspicion.project, amount_yuan=Decimal("35000.00"))
    screen(suspicion.project)

    asked = desk.post(address(suspicion), typed(shown))
    assert not Finding.objects.exists()
    desk.post(address(suspicion), typed(asked))

    assert "changed since they were shown" in asked.content.decode()
    assert Finding.objects.get().amount_yuan == Decimal("100000.00")


def test_a_suspicion_is_made_a_finding_once(crew, desk):
    (suspicion,) = owing(crew)
    shown = desk.get(address(suspicion))
    desk.post(address(suspicion), typed(shown))

    again = desk.post(address(suspicion), typed(shown))

    ((ticked, findings),) = again.context["papers"].done
    assert (ticked.objection, len(findings)) == ("Made a finding", 1)
    assert Finding.objects.count() == 1


def test_two_who_make_a_finding_of_one_suspicion_leave_one(crew):
    (suspicion,) = owing(crew)
    facts = {
        "project": suspicion.project,
        "suspicion": suspicion,
        "category": "receivable_uncollected",
        "method": "files",
        "title": "Never assessed",
        "description": "Nothing was assessed.",
        "basis": "Article 22",
        "amount_yuan": suspicion.amount_yuan,
        "found_on": NOON.date(),
    }
    actions.draft_findings(round=crew.round, papers=[facts], by=crew.inspector, at=NOON)

    with pytest.raises(NotPossible, match="Make a finding is not possible"):
        actions.draft_findings(round=crew.round, papers=[facts], by=crew.colleague, at=NOON)

    assert Finding.objects.count() == 1


def made(crew, desk, *suspicions):
    desk.post(address(*suspicions), typed(desk.get(address(*suspicions))))
    return [suspicion.findings.get() for suspicion in suspicions]


def test_a_void_finding_gives_its_suspicion_back(crew, desk):
    (suspicion,) = owing(crew)
    (finding,) = made(crew, desk, suspicion)

    actions.take_step(finding, "void", by=crew.leader, at=NOON, note="another project")

    suspicion.refresh_from_db()
    assert suspicion.status == SuspicionStatus.OPEN
    assert Event.objects.of(suspicion).get(name="lose_finding").note == f"{finding.number} is void."


def test_a_merged_finding_keeps_its_suspicion_until_what_it_counts_in_is_void(crew, desk):
    (suspicion,) = owing(crew)
    (finding,) = made(crew, desk, suspicion)
    Finding.objects.filter(pk=finding.pk).update(
        status="approved", approved_at=NOON, approved_by=crew.leader
    )
    stays = a_finding(crew, status="approved", project=suspicion.project, category="approval")

    finding.refresh_from_db()
    actions.merge(finding=finding, into=stays, by=crew.office, at=NOON, note="one matter")
    suspicion.refresh_from_db()
    merged = suspicion.status
    actions.take_step(stays, "void", by=crew.leader, at=NOON, note="not so")
    suspicion.refresh_from_db()

    assert (merged, suspicion.status) == (SuspicionStatus.FOUND, SuspicionStatus.OPEN)


def test_the_page_of_a_suspicion_leads_to_the_whole_form_filled_in(crew, desk):
    (suspicion,) = owing(crew)
    url = f"/inspections/suspicions/{suspicion.pk}/finding/"

    form = desk.get(url).context["form"]
    fields = {name: form[name].value() or "" for name in form.fields if name != "evidence"}
    response = desk.post(url, fields | {"round": crew.round.pk})

    finding = Finding.objects.get()
    assert response.headers["Location"] == finding.get_absolute_url()
    assert (finding.suspicion, finding.amount_yuan) == (suspicion, suspicion.amount_yuan)
    assert finding.worksheet["computed_on"]
    suspicion.refresh_from_db()
    assert suspicion.status == SuspicionStatus.FOUND


def test_a_finding_from_the_page_of_the_project_starts_with_its_suspicion(crew, desk):
    (suspicion,) = owing(crew)

    form = desk.get(f"/inspections/findings/new/?project={suspicion.project.code}").context["form"]

    assert (form["suspicion"].value(), form["amount_yuan"].value()) == (
        suspicion.pk,
        suspicion.amount_yuan,
    )


def test_the_step_alone_leads_to_the_form(crew, desk):
    (suspicion,) = owing(crew)

    response = desk.post(f"/projects/suspicions/{suspicion.pk}/steps/make_finding/")

    assert response.headers["Location"] == f"/inspections/suspicions/{suspicion.pk}/finding/"


def test_the_finding_shows_its_worksheet_to_all_and_its_suspicion_to_those_who_may(crew, desk):
    (suspicion,) = owing(crew)
    (finding,) = made(crew, desk, suspicion)
    Finding.objects.filter(pk=finding.pk).update(
        status="approved", approved_at=NOON, approved_by=crew.leader, feedback_on=NOON.date()
    )

    team = desk.get(finding.get_absolute_url()).content.decode()
    desk.force_login(person(Role.UNIT_CONTACT, crew.authority))
    unit = desk.get(finding.get_absolute_url()).content.decode()

    assert ("From the screening" in team, "From the screening" in unit) == (True, False)
    assert "Worksheet kept with the finding" in team
    assert "Worksheet kept with the finding" in unit


@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICE, Role.DATA_CLERK, Role.LEADERSHIP])
def test_who_writes_no_findings_has_no_such_page(crew, client, role):
    (suspicion,) = owing(crew)
    client.force_login(person(role, crew.county))

    assert client.get(address(suspicion)).status_code == 403
    assert client.get(f"/inspections/suspicions/{suspicion.pk}/finding/").status_code == 403


def test_the_table_costs_the_same_queries_for_many(crew, desk):
    suspicions = owing(crew, "3000", "4000", "5000", "6000")
    desk.get(address(*suspicions[:1]))

    counts = []
    for some in (suspicions[:1], suspicions):
        with CaptureQueriesContext(connection) as captured:
            desk.get(address(*some))
        counts.append(len(captured))

    assert counts[0] == counts[1]
