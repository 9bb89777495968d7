import pytest

from tests.factories import reconciliation as made

pytestmark = pytest.mark.django_db
FACTORIES = [
    made.PaperFactory,
    made.TreasuryEntryFactory,
    made.MatchFactory,
    made.DifferenceFactory,
]


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda f: f.__name__)
def test_each_factory_makes_rows_with_names_of_their_own(factory):
    first, second = factory(), factory()

    assert str(first) != str(second)
