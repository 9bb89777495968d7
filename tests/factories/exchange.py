"""A file on its way in, its rows, and remembered columns."""

import factory

from airdefense.exchange.models import ColumnMapping, ImportBatch, ImportRow
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory


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
