"""The official statistics of a round: each number, who reads it, and what its link opens."""

from decimal import Decimal
from io import BytesIO
from itertools import count

import pytest
from openpyxl import load_workbook

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from inspections import actions
from leads.models import Lead
from rectification.statistics import Statistics
from rectification.workflow import TaskStatus
from tests.conftest import Browser
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, RoleGrantFactory, person
from tests.factories.inspections import (
    RoundActivityFactory,
    RoundFactory,
    TeamFactory,
    a_crew,
    a_finding,
)
from tests.factories.leads import Office, OutcomeFactory, PersonFactory, a_lead
from tests.factories.projects import AllocationFactory, ReceiptFactory
from tests.factories.rectification import a_task

pytestmark = pytest.mark.django_db
NAMES = count()


@pytest.fixture
def crew(db):
    return a_crew()


def told(crew, role=Role.INSPECTION_OFFICE, *, over=None, on=TODAY):
    return Statistics(crew.round, person(role, over or crew.county), on)


def totals(statistics):
    return {line.label: line.total for line in statistics.lines}


def sign_in(user):
    client = Browser(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def address(crew, ending="/"):
    return f"/rectification/rounds/{crew.round.pk}/statistics{ending}"


def a_lead_of(crew, persons=0):
    """A lead transferred from an approved finding of the round, with so many further persons."""
    office = Office(city=crew.county, short_name=f"模{next(NAMES)}纪")
    finding = a_finding(crew, status="approved", category="unbuilt")
    lead = a_lead("in_disposal", office=office)
    Lead.objects.filter(pk=lead.pk).update(finding=finding, region=crew.county)
    return lead, [PersonFactory(lead=lead) for _n in range(persons)]


def test_every_number_of_the_official_statistics_is_there_in_its_order(crew):
    labels = [line.label for line in told(crew).lines]

    assert labels == [
        "Party organisations inspected",
        "Talks",
        "Questionnaires",
        "Files read",
        "Reports heard",
        "Visits",
        "Meetings attended",
        "Petitions received",
        "Rules made",
        "Problems the round found",
        "Problems rectified",
        "Rectification rate",
        "Money recovered",
        "Leads transferred",
        "Persons in leads transferred",
        "Persons disciplined",
    ]


def test_what_the_teams_counted_is_summed_without_voided_counts_and_other_rounds(crew):
    RoundActivityFactory(crew=crew, count=12)
    RoundActivityFactory(crew=crew, count=30)
    wrong = RoundActivityFactory(crew=crew, count=500)
    actions.void_activity(activity=wrong, reason="twice", by=crew.inspector, at=NOON)
    RoundActivityFactory(crew=a_crew(crew.county), count=9)

    assert totals(told(crew))["Talks"] == 42


def test_problems_are_approved_neither_void_nor_merged(crew):
    kept, merged = (a_finding(crew, status="approved", category="unbuilt") for _n in "ab")
    actions.merge(finding=merged, into=kept, by=crew.office, at=NOON, note="one matter")
    for status in ("draft", "leader_review", "void"):
        a_finding(crew, status=status)
    a_finding(a_crew(crew.county), status="approved")

    statistics = told(crew)

    assert list(statistics.problems) == [kept]
    assert totals(statistics)["Problems the round found"] == 1


def test_rectified_are_those_closed_out_and_the_rate_is_theirs(crew):
    for status in (TaskStatus.CLOSED, TaskStatus.RECTIFYING):
        finding = a_finding(crew, status="approved", category="unbuilt")
        a_task(status, finding=finding)
    a_finding(crew, status="approved", category="unbuilt")

    found = totals(told(crew))

    assert (found["Problems the round found"], found["Problems rectified"]) == (3, 1)
    assert found["Rectification rate"] == Decimal("33.3")


def test_without_problems_there_is_no_rate(crew):
    assert totals(told(crew))["Rectification rate"] is None


def test_money_is_what_was_counted_against_the_gaps_of_the_problems(crew):
    finding = a_finding(crew, status="approved")
    receipt = ReceiptFactory(project=finding.project, amount_yuan=Decimal(200000))
    AllocationFactory(receipt=receipt, gap=finding.gap, amount_yuan=Decimal("1234.56"))

    assert totals(told(crew))["Money recovered"] == Decimal("1234.56")


def test_leads_and_persons_are_told_apart_and_whole_to_the_commission(crew):
    a_lead_of(crew, persons=3)
    _lead, (sanctioned, reminded) = a_lead_of(crew, persons=2)
    OutcomeFactory(person=sanctioned, kind="party_sanction", measure="warning")
    OutcomeFactory(person=reminded)

    found = totals(told(crew, Role.CASE_SUPERVISION))

    assert found["Leads transferred"] == 2
    assert found["Persons in leads transferred"] == 7
    assert found["Persons disciplined"] == 1


@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICE, Role.LEADERSHIP])
def test_outside_the_commission_small_numbers_of_persons_are_left_out(crew, role):
    a_lead_of(crew, persons=1)

    lines = {line.label: line for line in told(crew, role).lines}

    assert (lines["Leads transferred"].total, lines["Leads transferred"].cells) == ("<3", ["<3"])
    assert lines["Persons disciplined"].total == "<3"


def test_the_sum_is_told_and_the_regions_by_their_steps():
    city = OrganisationFactory(city=True)
    crew = a_crew(city)
    one, other = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    crew.team.regions.add(one, other)
    leads = [a_lead_of(crew)[0] for _n in range(6)]
    for lead, region in zip(leads, [one, other, other, other, other, other], strict=True):
        Lead.objects.filter(pk=lead.pk).update(region=region)

    (line,) = (n for n in told(crew).lines if n.label == "Leads transferred")

    # City 0, one 1, other 5: whoever adds up is left with a choice.
    assert sorted(map(str, line.cells)) == ["3+", "<3", "<3"]
    assert line.total == "6"


def test_a_role_in_the_commission_of_one_county_does_not_open_its_neighbours():
    city = OrganisationFactory(city=True)
    crew, county = a_crew(city), OrganisationFactory(parent=city)
    crew.team.regions.add(county)
    a_lead_of(crew)
    reader = person(Role.LEADERSHIP, city)
    RoleGrantFactory(user=reader, role=Role.CASE_SUPERVISION, scope=county)

    (line,) = (
        n for n in Statistics(crew.round, reader, TODAY).lines if n.label == "Leads transferred"
    )

    assert (line.cells, line.total) == (["<3", "<3"], "<3")


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.DATA_CLERK, Role.DEPUTY_LEADER])
def test_others_read_no_number_of_leads_at_all(crew, role):
    a_lead_of(crew, persons=4)

    assert "Leads transferred" not in totals(told(crew, role))


def test_a_county_reads_its_own_part_of_a_round_of_the_city_and_is_told_so():
    city = OrganisationFactory(city=True)
    ours, theirs = OrganisationFactory(parent=city), OrganisationFactory(parent=city)
    office = person(Role.INSPECTION_OFFICE, city)
    round_ = RoundFactory(region=city, by=office, inspected=[ours, theirs])
    team = TeamFactory(round=round_, by=office, regions=[ours, theirs])
    for region, n in ((ours, 3), (theirs, 40)):
        actions.count_activities(
            team=team, region=region, held_on=TODAY, counts={"talk": n}, by=office, at=NOON
        )

    part = Statistics(round_, person(Role.LEADERSHIP, ours), TODAY)
    whole = Statistics(round_, person(Role.LEADERSHIP, city), TODAY)

    assert (part.is_whole, totals(part)["Talks"]) == (False, 3)
    assert totals(part)["Party organisations inspected"] == 1
    assert (whole.is_whole, totals(whole)["Talks"]) == (True, 43)


def test_each_linked_number_opens_as_many_rows(crew):
    for status in (TaskStatus.CLOSED, TaskStatus.RECTIFYING):
        a_task(status, finding=a_finding(crew, status="approved", category="unbuilt"))
    kept, merged = (a_finding(crew, status="approved", category="unbuilt") for _n in "ab")
    actions.merge(finding=merged, into=kept, by=crew.office, at=NOON, note="one matter")
    a_finding(a_crew(crew.county), status="approved")
    reader = person(Role.INSPECTION_OFFICE, crew.county)
    lines = {line.label: line for line in Statistics(crew.round, reader, TODAY).lines}
    client = sign_in(reader)

    opened = {
        label: client.get(lines[label].url).context["list"].total.value
        for label in ("Problems the round found", "Problems rectified")
    }

    assert {label: lines[label].total for label in opened} == {
        "Problems the round found": 3,
        "Problems rectified": 1,
    }
    assert {label: int(str(rows)) for label, rows in opened.items()} == {
        "Problems the round found": 3,
        "Problems rectified": 1,
    }


def test_the_page_shows_the_numbers_with_how_they_are_counted(crew):
    RoundActivityFactory(crew=crew, count=1234)

    page = sign_in(crew.leader).get(address(crew)).content.decode()

    assert ">1,234<" in page.replace("\n", "")
    assert "Counted by the teams day by day" in page


def test_the_workbook_carries_the_same_numbers_and_its_taking_is_recorded(crew):
    RoundActivityFactory(crew=crew, count=252)
    a_lead_of(crew, persons=1)
    reader = person(Role.LEADERSHIP, crew.county)

    response = sign_in(reader).get(address(crew, ".xlsx"))

    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    rows = {row[0]: row[1:4] for row in book["Data"].iter_rows(values_only=True)}
    assert rows["Talks"] == ("person-times", 252, 252)
    assert rows["Leads transferred"] == ("cases", "<3", "<3")
    event = Event.objects.of(crew.round).get(name="export")
    assert (event.actor, event.detail["list"]) == (reader, "round_statistics")


def test_a_stranger_finds_no_statistics(crew):
    stranger = sign_in(person(Role.INSPECTION_OFFICE, OrganisationFactory()))

    assert [stranger.get(address(crew, end)).status_code for end in ("/", ".xlsx")] == [404, 404]
