"""Paging by the last row seen, over organisations because they have dates that may be empty."""

import base64
import json
from datetime import date

import pytest

from airdefense.accounts.models import Organisation
from airdefense.exchange.keyset import cursor_of, keys_of, paginate, read_cursor
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db
ORDERS = [
    ("-valid_to", "pk"),
    ("valid_to", "-pk"),
    ("-valid_from", "-pk"),
    ("kind", "-valid_to", "pk"),
    ("parent__name", "pk"),
    ("pk",),
]


@pytest.fixture
def bodies():
    ends = [None, date(2030, 1, 1), None, date(2029, 1, 1), date(2030, 1, 1), None, None]
    root = OrganisationFactory(name="root", city=True)
    return [root, *(OrganisationFactory(valid_to=end, parent=root) for end in ends)]


def packed(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def walk(order, size):
    """Every page from the first to the last."""
    pages = [paginate(Organisation.objects.all(), order, size=size)]
    while pages[-1].following:
        following = pages[-1].following
        pages.append(paginate(Organisation.objects.all(), order, after=following, size=size))
    return pages


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 20])
def test_pages_hold_every_row_once_in_the_order(bodies, order, size):
    whole = walk(order, 100)[0].rows

    pages = walk(order, size)

    assert [row for page in pages for row in page.rows] == whole
    assert sorted(row.pk for row in whole) == sorted(body.pk for body in bodies)


@pytest.mark.parametrize("order", ORDERS)
def test_walking_back_shows_the_same_pages(bodies, order):
    pages = walk(order, 3)

    back = [pages[-1]]
    while back[0].previous:
        rows = paginate(Organisation.objects.all(), order, before=back[0].previous, size=3)
        back.insert(0, rows)

    assert [page.rows for page in back] == [page.rows for page in pages]


def test_empty_dates_stand_last_in_both_directions(bodies):
    rising = [row.valid_to for row in walk(("valid_to", "pk"), 100)[0].rows]
    falling = [row.valid_to for row in walk(("-valid_to", "pk"), 100)[0].rows]

    assert rising[:3] == [date(2029, 1, 1), date(2030, 1, 1), date(2030, 1, 1)]
    assert falling[:3] == [date(2030, 1, 1), date(2030, 1, 1), date(2029, 1, 1)]
    assert rising[3:] == falling[3:] == [None] * 5


def test_deep_page_costs_one_query_without_offset(bodies, django_assert_num_queries):
    following = paginate(Organisation.objects.all(), ("-valid_from", "pk"), size=2).following

    with django_assert_num_queries(1) as queries:
        paginate(Organisation.objects.all(), ("-valid_from", "pk"), after=following, size=2)

    assert "OFFSET" not in queries[0]["sql"]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "!",
        "not base64 at all",
        packed(None),
        packed({"pk": 1}),
        packed([]),
        packed(["2030-01-01"]),
        packed(["2030-01-01", "1", "2"]),
        packed(["yesterday", "1"]),
        packed(["2030-01-01", "one"]),
        packed(["2030-01-01", None]),
        packed(["99999-01-01", "1"]),
        packed([20300101, 1]),
        packed(["2030-01-01\x00", "1"]),
        packed([["2030-01-01"], "1"]),
    ],
)
@pytest.mark.parametrize("parameter", ["after", "before"])
def test_cursor_that_is_none_answers_the_first_page(bodies, parameter, cursor):
    order = ("-valid_to", "pk")

    page = paginate(Organisation.objects.all(), order, size=3, **{parameter: cursor})

    assert page == paginate(Organisation.objects.all(), order, size=3)
    assert page.previous == ""


def test_cursor_of_a_row_is_read_back(bodies):
    keys = keys_of(Organisation.objects.all(), ("-valid_to", "name", "pk"))

    values = read_cursor(cursor_of(bodies[2], keys), keys)

    assert values == [date(2030, 1, 1), bodies[2].name, bodies[2].pk]


def test_order_that_could_lose_rows_is_refused():
    with pytest.raises(ValueError, match="ends with a unique key"):
        keys_of(Organisation.objects.all(), ("-valid_from",))


def test_page_before_the_second_page_is_the_whole_first_page(bodies):
    order = ("pk",)
    first = paginate(Organisation.objects.all(), order, size=3)
    keys = keys_of(Organisation.objects.all(), order)

    back = paginate(Organisation.objects.all(), order, before=cursor_of(bodies[2], keys), size=3)

    assert back.rows == first.rows
    assert back.previous == ""


def test_cursor_beyond_every_number_shows_an_empty_page_and_no_error(bodies):
    page = paginate(Organisation.objects.all(), ("pk",), after=packed(["9" * 30]), size=3)

    assert page.rows == []
