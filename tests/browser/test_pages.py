"""Every page fits a phone and a desk, and answers an accessibility engine."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from airdefense.accounts.roles import Role
from projects.models import Difference, Suspicion
from projects.reconciliation.run import reconcile
from tests.browser.test_journeys import report_of
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.projects import ProjectFactory, publish
from tests.factories.reconciliation import TreasuryEntryFactory, a_match
from tests.projects.imports.files import BUILDING, PROJECT, Clerk
from tests.projects.screening.ledger import screen
from tests.world import a_county


@pytest.fixture
def county(db):
    city = OrganisationFactory(city=True, code="530400", name="玉溪市")
    return a_county(city, "530423", "通海县")


def pages(county):
    """(person, address): the pages with the most in them, each by somebody who works there."""
    yield from case_pages(county)
    yield from money_pages(county)


def case_pages(county):
    people, cases = county.people, county.cases
    report = report_of(county.region, people[Role.LEADERSHIP])
    yield people[Role.INSPECTOR], "/"
    suspicion = cases["suspicion"]
    yield people[Role.INSPECTION_OFFICE], "/projects/screening/"
    yield people[Role.INSPECTOR], "/projects/suspicions/"
    yield people[Role.INSPECTOR], suspicion.get_absolute_url()
    yield people[Role.INSPECTOR], f"/projects/suspicions/dismiss/?ids={suspicion.pk}"
    yield people[Role.INSPECTOR], f"/inspections/from-suspicions/?ids={suspicion.pk}"
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
    yield people[Role.AUDITOR], "/help/glossary/"


def money_pages(county):
    """The ledger, its rates, what screening and reconciliation say of it, and its files."""
    cases, clerk, inspector = (
        county.cases,
        county.people[Role.DATA_CLERK],
        county.people[Role.INSPECTOR],
    )
    project, assessment, rate = (cases[name].pk for name in ("project", "assessment", "rate"))
    told = screened_and_reconciled(county)
    suspicion, ids = told["suspicion"].pk, ",".join(str(pk) for pk in told["suspicions"])
    batch = faulty_batch(county)
    yield clerk, "/projects/"
    yield clerk, "/projects/new/"
    yield clerk, f"/projects/{project}/"
    yield clerk, f"/projects/{project}/?on=2020-06-30"
    yield clerk, f"/projects/{project}/assessments/new/"
    yield clerk, f"/projects/assessments/{assessment}/"
    yield clerk, "/projects/rates/"
    yield clerk, "/projects/rates/new/"
    yield clerk, f"/projects/rates/{rate}/"
    yield clerk, f"/projects/rates/{rate}/what-if/"
    yield clerk, "/projects/screening/"
    yield inspector, "/projects/suspicions/"
    yield inspector, f"/projects/suspicions/{suspicion}/"
    yield inspector, f"/projects/suspicions/dismiss/?ids={ids}"
    yield inspector, f"/inspections/from-suspicions/?ids={ids}"
    yield clerk, "/projects/reconciliation/"
    yield clerk, "/projects/matches/"
    yield clerk, f"/projects/matches/{told['match'].pk}/"
    yield clerk, f"/projects/matches/review/?ids={told['match'].pk}"
    yield clerk, "/projects/differences/"
    yield clerk, f"/projects/differences/{told['difference'].pk}/"
    yield clerk, "/projects/papers/"
    yield clerk, f"/projects/papers/{told['match'].permit_id}/"
    yield clerk, "/projects/entries/"
    yield clerk, f"/projects/entries/{told['entry'].pk}/"
    yield clerk, f"/projects/entries/{told['entry'].pk}/receipt/"
    yield clerk, "/projects/gaps/"
    yield clerk, "/projects/waterfall/"
    yield clerk, "/imports/"
    yield clerk, "/imports/new/"
    yield clerk, batch.get_absolute_url()


def screened_and_reconciled(county):
    """Suspicions, a match, a difference and a treasury line of the county."""
    publish(county.region)
    project = ProjectFactory(
        region=county.region, status="confirmed", is_offsite_approved=True, name="滨江府"
    )
    match = a_match(project)
    entry = TreasuryEntryFactory(region=county.region)
    reconcile(at=NOON, entry_ids=[entry.pk])
    screen()
    suspicions = Suspicion.objects.filter(project=project).order_by("pk")
    return {
        "suspicion": suspicions.get(check_code="GAP"),
        "suspicions": [row.pk for row in suspicions],
        "match": match,
        "difference": Difference.objects.get(treasury_entry=entry),
        "entry": entry,
    }


def faulty_batch(county):
    """A file with a fault, a new row and a date that does not exist."""
    clerk = Clerk(county.region, user=county.people[Role.DATA_CLERK])
    faults = {"first_floor_sqm": "86O.00"}, {"approved_on": "2019-02-30"}, {"use": "别墅楼"}, {}
    rows = [PROJECT | BUILDING | {"name": f"云溪苑{n}期"} | fault for n, fault in enumerate(faults)]
    return clerk.check(*rows)


def visits(at_desk, county, **screen):
    """Every page in turn; a person keeps the same desk, with what its browser remembers."""
    desks = {}
    for user, path in pages(county):
        if user.pk not in desks:
            desks[user.pk] = at_desk(user, **screen)
        yield desks[user.pk].go(path), path


def excess_of(desk):
    """By how many pixels the page is wider than the screen, once it is drawn."""
    return desk.page.evaluate(
        """() => new Promise((done) => {
          const page = document.documentElement;
          requestAnimationFrame(() => requestAnimationFrame(
            () => done(page.scrollWidth - page.clientWidth)));
        })"""
    )


def test_no_page_scrolls_sideways_on_a_phone_in_chinese(at_desk, county):
    phone = visits(at_desk, county, width=390, height=844, language="zh-hans")

    wide = [(path, excess) for desk, path in phone if (excess := excess_of(desk)) > 0]

    assert wide == []


def test_pages_answer_the_accessibility_engine_and_fit_a_phone_in_english(at_desk, county):
    axe, found, wide = Axe(), [], []
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa"]}}
    for desk, path in visits(at_desk, county):
        desk.page.set_viewport_size({"width": 1440, "height": 900})
        for violation in axe.run(desk.page, options=rules).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            found.append((path, violation["id"], nodes))
        desk.page.set_viewport_size({"width": 390, "height": 844})
        if (excess := excess_of(desk)) > 0:
            wide.append((path, excess))

    assert (found, wide) == ([], [])
