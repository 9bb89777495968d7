"""The pages of leads and cases, as each reader sees them."""

import pytest
from django.urls import reverse

from tests.factories.leads import SECRETS, a_lead

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4 evidence"


def page(client, name, *args, **query):
    return client.get(reverse(f"leads:{name}", args=args), query)


def text(response):
    return response.content.decode()


@pytest.fixture
def signed_in(client):
    def as_user(user):
        client.force_login(user)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return as_user


def test_member_reads_the_content(signed_in):
    lead = a_lead("assigned")

    shown = text(page(signed_in(lead.office.officer), "detail", lead.pk))

    assert all(secret in shown for secret in SECRETS)
