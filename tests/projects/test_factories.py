import pytest

from tests.factories import projects as made

pytestmark = pytest.mark.django_db
FACTORIES = [
    thing
    for thing in vars(made).values()
    if getattr(thing, "__module__", "") == made.__name__
    and getattr(getattr(thing, "_meta", None), "model", None)
]


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda f: f.__name__)
def test_each_factory_makes_rows_with_names_of_their_own(factory):
    first, second = factory(), factory()

    assert str(first) != str(second)
