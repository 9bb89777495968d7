"""Every page fits a phone and a desk, and answers an accessibility engine."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from airdefense.accounts.roles import Role
from tests.browser.test_journeys import report_of
from tests.factories.accounts import OrganisationFactory
from tests.world import a_county


@pytest.fixture
def county(db):
    city = OrganisationFactory(city=True, code="530400", name="玉溪市")
    return a_county(city, "530423", "通海县")


def pages(county):
    """(person, address): the pages with the most in them, each by somebody who works there."""
    people, cases = county.people, county.cases
    report = report_of(county.region, people[Role.LEADERSHIP])
    yield people[Role.INSPECTOR], "/"
    yield people[Role.DATA_CLERK], "/projects/"
    yield people[Role.DATA_CLERK], f"/projects/{cases['project'].pk}/"
    yield people[Role.DATA_CLERK], "/projects/new/"
    yield people[Role.INSPECTOR], f"/inspections/checks/{cases['check'].pk}/"
    yield people[Role.INSPECTOR], f"/inspections/findings/{cases['finding'].pk}/"
    yield people[Role.INSPECTOR], "/inspections/findings/new/"
    yield people[Role.INSPECTION_OFFICE], f"/inspections/rounds/{cases['round'].pk}/"
    yield people[Role.INSPECTION_OFFICE], "/rectification/"
    yield people[Role.UNIT_CONTACT], f"/rectification/{cases['task'].pk}/"
    yield people[Role.SUPERVISION_OFFICE], f"/rectification/instruments/{cases['instrument'].pk}/"
    yield county.office.receiver, "/leads/"
    yield county.office.officer, f"/leads/{cases['lead'].pk}/"
    yield county.office.officer, f"/leads/cases/{cases['case'].pk}/"
    yield people[Role.LEADERSHIP], report.get_absolute_url()
    yield people[Role.LEADERSHIP], report.get_absolute_url() + "figures/M01/"
    yield people[Role.SYSTEM_ADMIN], "/"
    yield people[Role.AUDITOR], "/accounts/profile/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_scrolls_sideways_on_a_phone(at_desk, county, language):
    wide = []
    for user, path in pages(county):
        desk = at_desk(user, width=390, height=844, language=language).go(path)
        excess = desk.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if excess > 0:
            wide.append((path, excess))

    assert wide == []


def test_pages_answer_the_accessibility_engine(at_desk, county):
    axe, found = Axe(), []
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa"]}}
    for user, path in pages(county):
        desk = at_desk(user).go(path)
        for violation in axe.run(desk.page, options=rules).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            found.append((path, violation["id"], nodes))

    assert found == []
