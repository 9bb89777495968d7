"""Projects checked and problems found: on a day, each once, whatever happened later."""

from datetime import timedelta
from decimal import Decimal

import pytest

from airdefense.reports.figures import FIGURES
from inspections import actions
from inspections.models import Nature, Organ
from tests.factories.accounts import NOON, TODAY, OrganisationFactory
from tests.factories.inspections import a_check, a_crew, a_finding

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TOMORROW = TODAY + DAY


@pytest.mark.parametrize(
    ("code", "organ", "other"),
    [("M01", Organ.INSPECTION, Organ.AUDIT), ("M05", Organ.AUDIT, Organ.INSPECTION)],
)
def test_a_project_checked_twice_by_an_organ_counts_once_and_not_for_another(code, organ, other):
    county = OrganisationFactory()
    first, second = a_crew(county, organ=organ), a_crew(county, organ=organ)
    project = first.project()
    for crew in (first, second):
        a_check(crew, status="completed", project=project)
    a_check(first, status="under_way")
    a_check(a_crew(county, organ=other), status="completed")

    assert list(FIGURES[code].rows(TODAY)) == [project]
    assert FIGURES[code].value(TODAY) == 1
    assert FIGURES[code].value(TODAY - DAY) == 0


def test_project_problems_are_approved_findings_of_the_inspection_about_a_project():
    crew = a_crew()
    counted = a_finding(crew, status="approved")
    a_finding(crew, status="leader_review")
    a_finding(crew, status="approved", project=None, unit=crew.authority, category="duty")
    a_finding(a_crew(organ=Organ.AUDIT), status="approved")
    a_finding(crew, status="approved", at=NOON + DAY)

    assert list(FIGURES["M02"].rows(TODAY)) == [counted]
    assert FIGURES["M02"].value(TOMORROW) == 2


def test_a_problem_voided_later_still_counts_on_the_day_before():
    crew = a_crew()
    finding = a_finding(crew, status="approved", category="approval")
    actions.take_step(finding, "void", by=crew.leader, at=NOON + DAY, note="not proven")

    assert FIGURES["M02"].value(TODAY) == 1
    assert FIGURES["M02"].value(TOMORROW) == 0


def test_amount_involved_is_the_gaps_of_those_problems():
    crew = a_crew()
    a_finding(crew, status="approved", amount_yuan=Decimal("387000.00"))
    a_finding(crew, status="approved", category="approval")
    a_finding(a_crew(organ=Organ.AUDIT), status="approved", amount_yuan=Decimal("5.00"))

    assert FIGURES["M03"].value(TODAY) == Decimal("387000.00")
    assert sum(gap.amount_yuan for gap in FIGURES["M03"].rows(TODAY)) == Decimal("387000.00")
    assert FIGURES["M03"].value(TODAY - DAY) == 0


def test_general_problems_are_those_of_all_three_organs_merged_ones_once():
    county = OrganisationFactory()
    crews = [a_crew(county, organ=organ) for organ in Organ]
    findings = [a_finding(crew, status="approved", category="approval") for crew in crews]
    a_finding(crews[0], status="approved", category="duty", nature=Nature.INSTITUTIONAL)
    duplicate = a_finding(crews[1], status="approved", category="approval")
    actions.merge(finding=duplicate, into=findings[0], by=crews[1].office, at=NOON, note="one")

    assert set(FIGURES["M07"].rows(TODAY)) == set(findings)
    assert FIGURES["M07"].value(TODAY) == 3


@pytest.mark.parametrize("code", ["M01", "M02", "M03", "M07"])
def test_regions_add_up_to_the_whole_with_every_region_zero_included(code):
    here, there, empty = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    for region in (here, there):
        crew = a_crew(region)
        finding = a_finding(crew, status="approved")
        a_check(crew, status="completed", project=finding.project)

    split = FIGURES[code].by_region(TODAY)

    assert sum(split.values()) == FIGURES[code].value(TODAY)
    assert split[empty.code] == 0
    assert split[here.code] == split[there.code] == FIGURES[code].value(TODAY, region=here) > 0
