import pytest
from django.test import Client


@pytest.fixture
def sign_in(db):
    """A browser in English for a person: sign_in(user) -> client."""

    def as_user(user):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    return as_user
