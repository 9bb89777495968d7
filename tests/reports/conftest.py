import pytest

from airdefense.accounts.models import OrganisationKind
from tests.factories.accounts import OrganisationFactory


@pytest.fixture
def city(db):
    return OrganisationFactory(city=True, code="530400", name="玉溪市", short_name="市本级")


@pytest.fixture
def county(city):
    return OrganisationFactory(
        parent=city, code="530423", name="通海县", short_name="通海", kind=OrganisationKind.COUNTY
    )


@pytest.fixture
def sibling(city):
    return OrganisationFactory(parent=city, code="530427", name="新平县", short_name="新平")
