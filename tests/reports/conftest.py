import pytest

from airdefense.accounts.models import OrganisationKind
from tests.factories.accounts import OrganisationFactory
from tests.reports.post import open_office


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


@pytest.fixture
def post(settings):
    """A mail server, and the product set up to use it."""
    with open_office() as office:
        settings.EMAIL_URL = "smtp://set"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = office.port
        settings.DEFAULT_FROM_EMAIL = "bulletin@example.org"
        yield office
