"""A file on its way in, its rows, and remembered columns."""

import factory

from airdefense.accounts.roles import Role
from airdefense.exchange.models import (
    ColumnMapping,
    Following,
    ImportBatch,
    ImportRow,
    Rhythm,
    SavedView,
)
from tests.factories.accounts import NOON, TODAY, OrganisationFactory, UserFactory, person


class ImportBatchFactory(factory.django.DjangoModelFactory):
    """A workbook just uploaded; later statuses are reached by real steps."""

    class Meta:
        model = ImportBatch

    kind = "users"
    region = factory.SubFactory(OrganisationFactory)
    file = factory.django.FileField(filename="file.xlsx", data=b"PK")
    name = factory.Sequence(lambda n: f"file{n}.xlsx")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size_bytes = 2
    uploaded_at = NOON
    uploaded_by = factory.SubFactory(UserFactory)


class ImportRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportRow

    batch = factory.SubFactory(ImportBatchFactory)
    sheet = "Sheet1"
    number = factory.Sequence(lambda n: n + 2)


class ColumnMappingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ColumnMapping

    kind = "users"
    source = factory.SubFactory(OrganisationFactory)
    signature = factory.Sequence(lambda n: f"{n:064x}")
    remembered_at = NOON
    remembered_by = factory.SubFactory(UserFactory)


class SavedViewFactory(factory.django.DjangoModelFactory):
    """A view of the ledger of projects, the owner's alone."""

    class Meta:
        model = SavedView

    path = "/projects/"
    query = "status=recorded"
    name = factory.Sequence(lambda n: f"View {n}")
    owner = factory.LazyFunction(lambda: person(Role.DATA_CLERK, OrganisationFactory()))
    recorded_at = NOON


class FollowingFactory(factory.django.DjangoModelFactory):
    """The owner follows the view every morning."""

    class Meta:
        model = Following

    view = factory.SubFactory(SavedViewFactory)
    user = factory.SelfAttribute("view.owner")
    rhythm = Rhythm.DAILY
    told_on = TODAY
