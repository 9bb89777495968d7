"""A city of three regions on the first day, with much that may happen and nothing that counts yet.

What takes many steps before it counts (a paper under review, a lead on its way) stands prepared
here once, so that a world of forty acts is made in a second.
"""

from dataclasses import dataclass, field
from typing import Any

from airdefense.accounts.roles import Role
from inspections.models import Nature, Organ
from leads.models import LeadSource
from rectification.models import InstrumentKind
from rectification.workflow import InstrumentStatus
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.inspections import Crew, a_crew, a_finding
from tests.factories.leads import Office
from tests.factories.projects import DeveloperFactory, ProjectFactory
from tests.factories.rectification import an_instrument, limits

KINDS = (InstrumentKind.URGE_LETTER, InstrumentKind.DISC_REC)
SOURCES = (LeadSource.INSPECTION, LeadSource.AUDIT, LeadSource.PETITION)


@dataclass
class Region:
    """One region: the crews of two organs, its clerk, its unit and what waits there."""

    home: Any
    crews: dict[str, Crew]
    clerk: Any
    contact: Any
    reviewer: Any
    projects: list[Any] = field(default_factory=list)
    papers: list[Any] = field(default_factory=list)
    letters: list[Any] = field(default_factory=list)

    @property
    def crew(self) -> Crew:
        return self.crews[Organ.INSPECTION]


@dataclass(repr=False)
class Settled:
    """The city before anything happened."""

    city: Any
    office: Office
    regions: list[Region]
    leads: list[Any]


def settle() -> Settled:
    city = OrganisationFactory(city=True, code="530400", name="玉溪市", short_name="市本级")
    limits()
    office = Office(city=city)
    county = OrganisationFactory(parent=city, code="530423", name="通海县", short_name="通海")
    homes = [city, office.county, county]
    leads = [a_lead_of(office, home, source) for home in homes for source in SOURCES]
    developer = DeveloperFactory()
    return Settled(city, office, [a_region(home, developer) for home in homes], leads)


def a_lead_of(office, home, source):
    """A lead on its way to the commission, from the team or from another body's letter."""
    by = office.sender if source == LeadSource.INSPECTION else office.clerk
    letter = f"{source}-{home.code}"
    return office.transfer(by=by, region=home, source=source, letter_number=letter)


def a_region(home, developer) -> Region:
    crews = {organ: a_crew(home, organ=organ) for organ in (Organ.INSPECTION, Organ.AUDIT)}
    authority = crews[Organ.INSPECTION].authority
    region = Region(
        home=home,
        crews=crews,
        clerk=person(Role.DATA_CLERK, home),
        contact=person(Role.UNIT_CONTACT, authority),
        reviewer=person(Role.SUPERVISION_OFFICE, home),
    )
    facts = {"authority": authority, "developer": developer, "by": region.clerk}
    region.projects = [ProjectFactory(**facts) for _n in range(3)]
    region.papers = [paper for organ in crews for paper in papers_of(region, crews[organ])]
    region.letters = [a_letter(region, kind) for kind in KINDS]
    return region


def papers_of(region, crew):
    """Two findings about the fee, one about building and one that is no general problem."""
    fee, unbuilt = {"category": "payable_unpaid"}, {"category": "unbuilt"}
    facts = [fee, fee, unbuilt, {**unbuilt, "nature": Nature.INSTITUTIONAL}]
    return [
        a_finding(crew, status="leader_review", project=region.projects[n % 3], **about)
        for n, about in enumerate(facts)
    ]


def a_letter(region, kind):
    """A document about no task, approved and waiting to be issued."""
    return an_instrument(
        InstrumentStatus.APPROVED, task=None, unit=region.crew.authority, kind=kind
    )
