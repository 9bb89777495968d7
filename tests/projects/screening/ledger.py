"""A region whose rates and policy are in force, and projects of it as the clerks enter them."""

from datetime import date
from decimal import Decimal

from projects import screening
from projects.models import Suspicion, TreasuryEntry
from projects.workflow import PublishedStatus
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.projects import (
    OFFICE,
    FeePolicyFactory,
    FeeRateFactory,
    ProjectFactory,
)

HALL = OFFICE | {"floors": 5, "first_floor_sqm": Decimal(1720)}


def region_with_rates(**more):
    """A county where an office of ten storeys owes 860 ㎡ at 1,500 yuan: 1,290,000 yuan."""
    region = OrganisationFactory(**more)
    FeePolicyFactory(region=region, status=PublishedStatus.IN_FORCE)
    FeeRateFactory(region=region, status=PublishedStatus.IN_FORCE)
    return region


def project_in(region, *buildings, **facts):
    return ProjectFactory(
        region=region, buildings=buildings or [OFFICE], is_offsite_approved=True, **facts
    )


def hall(above):
    """A low building that owes its share above ground, if it reaches the threshold."""
    above = Decimal(above)
    return HALL | {"above_ground_sqm": above, "first_floor_sqm": above / 5}


def entry(source, number, paid_on=date(2020, 3, 2), amount="300000.00"):
    return TreasuryEntry.objects.create(
        source=source,
        number=number,
        paid_on=paid_on,
        amount_yuan=Decimal(amount),
        recorded_at=NOON,
        recorded_by=person("data_clerk", source),
    )


def screen(*projects, at=NOON, **options):
    keys = [project.pk for project in projects] if projects else None
    return screening.screen(keys, at=at, **options)


def codes(project):
    """The checks that a project is suspected by."""
    return sorted(standing().filter(project=project).values_list("check_code", flat=True))


def standing():
    return Suspicion.objects.standing()


def stored():
    """Everything that is kept of suspicions, to compare."""
    return list(Suspicion.objects.order_by("pk").values())
