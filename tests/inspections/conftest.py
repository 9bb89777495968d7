import pytest

from tests.conftest import Browser
from tests.factories.inspections import a_crew


@pytest.fixture
def crew(db):
    return a_crew()


@pytest.fixture
def sign_in(db):
    """A browser of a person who exists already: sign_in(crew.leader)."""

    def as_user(user):
        client = Browser(headers={"accept-language": "en"})
        client.user = user
        client.force_login(user)
        return client

    return as_user
