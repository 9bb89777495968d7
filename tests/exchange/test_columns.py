"""What a column makes of a value, on the page and in a workbook."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from airdefense.exchange.columns import Column


class Row(SimpleNamespace):
    def get_absolute_url(self):
        return "/rows/7/?a=1&b=2"


@pytest.mark.parametrize(
    ("kind", "value", "html"),
    [
        ("text", "望湖 & <b>", "望湖 &amp; &lt;b&gt;"),
        ("text", None, '<span class="mute">—</span>'),
        ("text", "", '<span class="mute">—</span>'),
        ("long", "a > b", '<span class="long" title="a &gt; b">a &gt; b</span>'),
        ("number", 1797, "1,797"),
        ("number", 0, "0"),
        ("money", Decimal("1124250"), "1,124,250.00"),
        ("money", Decimal("-300000.5"), "-300,000.50"),
        ("money", Decimal(0), '<span class="mute">0.00</span>'),
        ("area", Decimal("3200"), "3,200.00 ㎡"),
        ("date", date(2026, 12, 11), "2026-12-11"),
        ("moment", datetime(2026, 12, 11, 0, 34, tzinfo=UTC), "2026-12-11 08:34"),
        ("yes_no", True, "yes"),
        ("yes_no", False, "no"),
        ("badge", ("bad", "late <1"), '<span class="st bad">late &lt;1</span>'),
    ],
)
def test_value_is_shown_by_its_kind(kind, value, html):
    assert Column("it", "It", kind=kind).html(Row(it=value)) == html


@pytest.mark.parametrize(
    ("kind", "value", "plain"),
    [
        ("text", "530423199001011234", "530423199001011234"),
        ("text", None, None),
        ("money", Decimal("1.10"), Decimal("1.10")),
        ("date", date(2026, 12, 11), date(2026, 12, 11)),
        ("yes_no", True, "yes"),
        ("badge", ("bad", "late"), "late"),
        ("badge", None, None),
    ],
)
def test_value_goes_into_a_workbook_as_what_it_is(kind, value, plain):
    assert Column("it", "It", kind=kind).plain(Row(it=value)) == plain


def test_path_follows_relations_and_stops_where_one_is_missing():
    column = Column("task.unit.name", "Unit")

    assert column.html(Row(task=Row(unit=Row(name="Housing")))) == "Housing"
    assert column.html(Row(task=None)) == '<span class="mute">—</span>'


def test_choice_is_shown_in_its_words():
    row = Row(kind="gap", get_kind_display=lambda: "Unlawful reduction")

    assert Column("kind", "Kind").html(row) == "Unlawful reduction"


def test_callable_attribute_is_called():
    assert Column("length", "Length").html(Row(length=lambda: 3)) == "3"


def test_linked_cell_leads_to_the_row():
    cell = Column("name", "Name", link=True).cell(Row(name="<望湖>"))

    assert cell == '<a class="b" href="/rows/7/?a=1&amp;b=2">&lt;望湖&gt;</a>'


@pytest.mark.parametrize(
    ("column", "css"),
    [
        (Column("a", "A", kind="money"), "money"),
        (Column("a", "A", kind="date"), "num"),
        (Column("a", "A", phone="hide"), "sm-hide"),
        (Column("a", "A", link=True, phone="o0"), "o0 ell"),
        (Column("a", "A"), ""),
    ],
)
def test_classes_follow_kind_and_place(column, css):
    assert column.css == css
