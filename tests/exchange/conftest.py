import pytest

from airdefense.accounts.roles import Role
from tests.factories.accounts import OrganisationFactory


@pytest.fixture
def county():
    return OrganisationFactory(code="530423", name="Tonghai County", short_name="Tonghai")


@pytest.fixture
def clerk(as_role, county):
    return as_role(Role.DATA_CLERK, county, display_name="Li", username="li")
