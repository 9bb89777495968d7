"""What visitors type where no form field looks at it."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from airdefense.accounts.entries import key_of, own_page, typed


@pytest.mark.parametrize(
    ("text", "key"),
    [("12", 12), ("0", 0), ("", None), ("-1", None), ("²", None), ("1.0", None), ("9" * 19, None)],
)
def test_key_is_decimal_digits_that_a_row_can_have(text, key):
    assert key_of(text) == key


def test_typed_text_comes_without_the_character_the_database_cannot_keep():
    assert (typed({"note": "a\x00b"}, "note"), typed({}, "note")) == ("ab", "")


@pytest.mark.parametrize(
    ("wanted", "page"),
    [
        ("/leads/?q=x", "/leads/?q=x"),
        ("http://testserver/leads/", "http://testserver/leads/"),
        ("http://elsewhere.example/leads/", reverse("home")),
        ("//elsewhere.example", reverse("home")),
        ("javascript:alert(1)", reverse("home")),
        ("NaN", reverse("home")),
        ("", reverse("home")),
    ],
)
def test_only_a_page_of_this_site_is_gone_back_to(wanted, page):
    assert own_page(RequestFactory().get("/"), wanted) == page
