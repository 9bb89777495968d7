"""Samples as they are drawn of frozen figures by the real action."""

import factory

from airdefense.reports.models import Sample, SampledRow
from airdefense.reports.sampling import actions
from tests.factories.accounts import UserFactory
from tests.factories.reports import MORNING, FrozenFigureFactory


class SampleFactory(factory.django.DjangoModelFactory):
    """SampleFactory(figure=frozen, rows=3) draws three rows of it."""

    class Meta:
        model = Sample

    figure = factory.SubFactory(FrozenFigureFactory)
    seed = "20201211"
    rows = 2
    region = None
    by = factory.SubFactory(UserFactory)
    at = MORNING

    @classmethod
    def _create(cls, model_class, **fields):
        return actions.draw_sample(**fields)


class SampledRowFactory(factory.django.DjangoModelFactory):
    """The first row of a sample, or the one at `place`."""

    class Meta:
        model = SampledRow

    sample = factory.SubFactory(SampleFactory)
    place = 1

    @classmethod
    def _create(cls, model_class, *, sample, place):
        return sample.rows.get(place=place)
