"""The rules over the files, their score, and what a second person accepts for a while."""

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.checkup import actions
from airdefense.casework.checkup.catalogue import page
from airdefense.casework.checkup.registry import RULES, SUBJECTS, Severity, moment_of
from airdefense.casework.checkup.score import Score, checkup
from airdefense.casework.models import TimeLimit, Waiver
from airdefense.casework.statistics import joined_by_hashing
from airdefense.casework.workflow import NotAllowed, NotPossible
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import Office, a_lead
from tests.factories.overseeing import WaiverFactory

pytestmark = pytest.mark.django_db


def days(n):
    return timedelta(days=n)


def open_hits(code, *, day=TODAY, user=None):
    """How often a rule is broken and not waived, as the page counts it."""
    counts = {one.rule.code: one for one in checkup(moment_of(day), user).counts}
    return counts[code].open.total()


def test_there_are_many_rules_and_each_says_what_is_wrong_and_what_mends_it():
    severities = [rule.severity for rule in RULES.values()]

    assert len(RULES) >= 60
    assert set(severities) == set(Severity)
    assert all(str(rule.title) and len(str(rule.sentence)) > 40 for rule in RULES.values())
    assert all(len(rule.code) <= 10 for rule in RULES.values())
    assert len({str(rule.title) for rule in RULES.values()}) == len(RULES)


def test_every_kind_of_case_that_is_looked_at_has_a_page_and_a_visibility():
    assert all(hasattr(model, "get_absolute_url") for model in SUBJECTS)
    assert all(hasattr(model.objects, "visible_to") for model in SUBJECTS)


def test_the_score_is_a_hundred_less_the_points_lost_per_case():
    score = Score(cases=40)
    score.found.update({"error": 3, "warn": 4, "info": 10})

    assert score.lost == 90
    assert score.points == Decimal("97.8")
    assert Score(cases=1, found=Counter(error=6)).points == Decimal("0.0")
    assert Score().points is None


def test_hits_are_counted_by_office_and_only_where_the_user_looks():
    crew = a_crew()
    a_finding(crew, status="approved", category="unbuilt")
    a_finding(status="approved", category="unbuilt")  # of another county

    found = checkup(moment_of(TODAY), crew.office)

    counts = {one.rule.code: one for one in found.counts}
    (line,) = found.lines
    assert counts["F01"].open == {crew.county.pk: 1}
    assert line.region == crew.county
    assert line.offices["inspections"].warnings == sum(
        one.open[crew.county.pk]
        for one in found.counts
        if one.rule.area == "inspections" and one.rule.severity == Severity.WARN
    )
    assert open_hits("F01") == 2


def test_the_rules_cost_a_handful_of_queries_however_many_there_are(django_assert_max_num_queries):
    crew = a_crew()
    a_finding(crew, status="approved")
    crew.office.role_codes  # noqa: B018 - the grants are read once per request

    with django_assert_max_num_queries(8):
        checkup(moment_of(TODAY), crew.office)


def test_a_granted_waiver_takes_the_hit_away_until_its_day_and_no_longer():
    finding = a_finding(status="approved")
    before = open_hits("F01")

    waiver = WaiverFactory(case=finding, status="granted")

    last = waiver.expires_on
    assert (before, open_hits("F01"), open_hits("F01", day=last)) == (1, 0, 0)
    assert open_hits("F01", day=last + days(1)) == 1


@pytest.mark.parametrize("status", ["requested", "refused"])
def test_a_waiver_not_granted_takes_nothing_away(status):
    WaiverFactory(status=status)

    assert open_hits("F01") == 1


def test_a_waiver_takes_away_its_own_rule_alone_and_the_score_says_how_many():
    finding = a_finding(status="approved", category="unbuilt")
    other = a_finding(status="approved", category="unbuilt")
    WaiverFactory(case=finding, status="granted")

    found = checkup(moment_of(TODAY))

    (line,) = [one for one in found.lines if one.region == finding.region]
    assert open_hits("F12") == 2
    assert found.total.whole.waived == 1
    assert line.offices["inspections"].waived == 1
    assert next(x for x in found.lines if x.region == other.region).whole.waived == 0


def test_who_asks_for_a_waiver_does_not_grant_it():
    waiver = WaiverFactory()

    with pytest.raises(NotPossible, match="Who asks for a waiver does not grant it"):
        actions.take_waiver_step(waiver, "grant", by=waiver.requested_by, at=NOON)
    leader = person(Role.TEAM_LEADER, waiver.region)
    with pytest.raises(NotAllowed):
        actions.take_waiver_step(waiver, "grant", by=leader, at=NOON)

    assert Waiver.objects.get().status == "requested"


@pytest.mark.parametrize(
    ("reason", "expires_on", "words"),
    [
        (" ", TODAY + days(9), "Say why"),
        ("because", TODAY, "ends after today"),
        ("because", TODAY + days(400), "within a year"),
    ],
)
def test_a_waiver_needs_a_reason_and_an_end_within_a_year(reason, expires_on, words):
    with pytest.raises(NotPossible, match=words):
        WaiverFactory(reason=reason, expires_on=expires_on)


def test_a_waiver_is_asked_for_once_at_a_time_and_again_after_its_refusal():
    waiver = WaiverFactory()
    case = a_case_of(waiver)

    with pytest.raises(NotPossible, match="asked for already"):
        WaiverFactory(case=case)
    second = person(Role.SUPERVISION_OFFICE, waiver.region)
    actions.take_waiver_step(waiver, "refuse", by=second, at=NOON, note="mend it")

    assert WaiverFactory(case=case).pk != waiver.pk


def a_case_of(waiver):
    return RULES[waiver.rule].subject.model.objects.get(pk=waiver.case_id)


def test_the_unit_asks_for_no_waiver():
    finding = a_finding(status="approved")

    with pytest.raises(NotAllowed):
        WaiverFactory(case=finding, by=person(Role.UNIT_CONTACT, finding.unit))


@pytest.fixture
def secret():
    """A lead that nobody signed for, and the people who see it or not."""
    office = Office(city=OrganisationFactory(city=True))
    lead = a_lead("transferred", office=office)
    return office, lead


def test_leads_are_counted_for_those_who_see_them_and_for_no_score(secret):
    office, lead = secret
    day = timezone.localdate(lead.transferred_at) + days(30)
    clerk = person(Role.CASE_SUPERVISION, office.commission)
    outsider = person(Role.INSPECTION_OFFICE, office.city)

    told = {one.rule.code: one.open.total() for one in checkup(moment_of(day), clerk).counts}
    others = {one.rule.code for one in checkup(moment_of(day), outsider).counts}
    offices = {area for line in checkup(moment_of(day)).lines for area in line.offices}

    assert told["L02"] == 1
    assert others.isdisjoint({"L01", "L02", "L03", "L04"})
    assert "leads" not in offices


def test_the_command_prints_numbers_and_of_leads_only_how_many(secret):
    _office, lead = secret
    finding = a_finding(status="approved", title="不得外泄的题目")
    day = timezone.localdate(lead.transferred_at) + days(30)
    out = StringIO()

    call_command("case_check", on=day, json=True, stdout=out)

    told = json.loads(out.getvalue())
    rules = {rule["code"]: rule for rule in told["rules"]}
    assert rules["F01"]["rows"] == [finding.number]
    assert (rules["L02"]["open"], "rows" in rules["L02"]) == (1, False)
    assert finding.title not in out.getvalue()
    assert lead.letter_number not in out.getvalue()
    assert {office["area"] for office in told["offices"]} >= {"inspections"}


def test_the_customers_limit_takes_the_place_of_the_houses():
    TimeLimit.objects.create(
        step="check.feedback", days=3, basis="模拟办法", effective_on=date(2020, 1, 1)
    )
    a_finding(status="approved", category="unbuilt")

    counts = [open_hits("F11", day=TODAY + days(n)) for n in (3, 4)]

    assert counts == [0, 1]


@pytest.fixture
def here(as_role):
    """A crew with a finding that names no power, broken today, and somebody signed in."""

    def signed_in(role):
        crew = a_crew()
        finding = a_finding(crew, status="approved", category="unbuilt")
        return as_role(role, crew.county), finding

    return signed_in


def test_the_page_counts_what_its_lists_show(here):
    client, finding = here(Role.INSPECTION_OFFICE)
    a_finding(status="approved", category="unbuilt")

    whole = client.get("/checkup/")
    rows = client.get("/checkup/rules/F01/?waived=false")

    assert 'href="/checkup/rules/F01/?waived=false">1</a>' in whole.content.decode()
    assert [row.pk for row in rows.context["list"].page.rows] == [finding.pk]


def test_the_page_of_one_region_counts_that_region(here):
    client, finding = here(Role.INSPECTION_OFFICE)

    page_of = client.get(f"/checkup/?region={finding.region.code}").content.decode()

    link = f"/checkup/rules/F01/?waived=false&amp;region={finding.region.code}"
    assert f'href="{link}">1</a>' in page_of
    assert client.get(f"/checkup/rules/F01/?region={finding.region.code}").status_code == 200


def test_the_list_of_a_rule_goes_out_as_a_workbook(here):
    client, _finding = here(Role.INSPECTION_OFFICE)

    response = client.get("/checkup/rules/F01/?format=xlsx")

    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    response.close()


def test_the_inspected_unit_reads_nothing_of_the_checks(here, as_role):
    _client, finding = here(Role.INSPECTION_OFFICE)
    unit = as_role(Role.UNIT_CONTACT, finding.unit)

    pages = ["/checkup/", "/checkup/rules/F01/", f"/checkup/rules/F01/{finding.pk}/waive/"]

    assert [unit.get(page).status_code for page in pages] == [403, 404, 404]


def test_rules_of_leads_do_not_exist_for_those_outside(here):
    client, _finding = here(Role.INSPECTION_OFFICE)

    assert client.get("/checkup/rules/L02/").status_code == 404
    assert client.get("/checkup/rules/L02/1/waive/").status_code == 404
    assert client.get("/checkup/rules/nothing/").status_code == 404


def test_a_waiver_is_asked_for_and_granted_on_the_pages(here, as_role):
    client, finding = here(Role.TEAM_LEADER)
    second = as_role(Role.SUPERVISION_OFFICE, finding.region)
    until = timezone.localdate() + days(20)

    asked = client.post(
        f"/checkup/rules/F01/{finding.pk}/waive/",
        {"reason": "清单修订中", "expires_on": f"{until}"},
    )
    waiver = Waiver.objects.get()
    waiting = second.get("/").content.decode()
    granted = second.post(f"{waiver.get_absolute_url()}steps/grant/")

    assert (asked.url, granted.url) == (waiver.get_absolute_url(),) * 2
    assert "Waivers to decide" in waiting
    assert Waiver.objects.get().status == "granted"
    assert list(client.get("/checkup/rules/F01/?waived=false").context["list"].page.rows) == []
    assert client.get(waiver.get_absolute_url()).status_code == 200


def test_a_waiver_of_another_county_is_not_found(as_role):
    waiver = WaiverFactory()
    stranger = as_role(Role.SUPERVISION_OFFICE, UserFactory().organisation)

    page_of = waiver.get_absolute_url()

    assert stranger.get(page_of).status_code == 404
    assert stranger.post(f"{page_of}steps/grant/").status_code == 404
    assert waiver.rule not in str(stranger.get("/checkup/waivers/").context["list"].rows)


def test_files_with_an_error_stand_on_the_home_page_of_the_office(as_role):
    crew = a_crew()
    wrong = a_finding(crew, status="approved", category="unbuilt", title="{项目}未建防空地下室")
    a_finding(crew, status="approved", category="unbuilt", title="另一项目未建")
    office = as_role(Role.INSPECTION_OFFICE, crew.county)

    panes = {pane.work.key: pane for pane in office.get("/").context["panes"]}

    rows = [row for group in panes["mend-inspections-finding"].groups for row in group.rows]
    assert rows == [wrong]


def test_the_table_of_all_rules_in_the_documentation_is_up_to_date():
    assert (settings.BASE_DIR / "docs" / "case-checks.md").read_text() == page()


def test_no_rule_goes_through_one_table_for_every_row_of_another():
    moment = moment_of(TODAY)

    with joined_by_hashing([DEFAULT_DB_ALIAS]):
        plans = {code: rule.found(moment).explain() for code, rule in RULES.items()}

    assert [code for code, plan in plans.items() if "Nested Loop" in plan] == []
