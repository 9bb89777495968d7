"""What all checks have in common: words, categories, a line in the handbook."""

import re

import pytest
from django.conf import settings
from django.utils.translation import override

from inspections.categories import CATEGORIES
from projects.models import CheckParameter, GapKind, Suspicion
from projects.screening import CHECKS, describe, proposals
from projects.screening.check import check

TABLE = (settings.BASE_DIR / "docs" / "screening.md").read_text()
PARAM = re.compile(r"%\((\w+)\)s")


def test_every_check_of_the_handbook_is_there():
    assert [*CHECKS] == ["GAP", "RATE", *(f"X{number:02}" for number in range(1, 19))]


@pytest.mark.parametrize("code", CHECKS)
def test_a_check_has_words_an_article_and_a_line_in_the_handbook(code):
    entry = CHECKS[code]

    assert all((entry.title, entry.asks, entry.article, *entry.sentences.values()))
    (line,) = re.findall(rf"^\| {code} \|.*$", TABLE, re.MULTILINE)
    assert all(f"`{name}`" in line for name in entry.assumptions)
    assert all(assumption.why for assumption in entry.assumptions.values())


@pytest.mark.parametrize("code", CHECKS)
def test_the_category_it_suggests_exists(code):
    assert CHECKS[code].category in {*CATEGORIES, *([""] if code == "RATE" else [])}


@pytest.mark.parametrize("code", CHECKS)
def test_its_sentences_take_the_same_words_in_both_languages(code):
    for sentence in CHECKS[code].sentences.values():
        with override("zh-hans"):
            chinese = str(sentence)
        assert {*PARAM.findall(chinese)} == {*PARAM.findall(str(sentence))}


def test_two_checks_of_one_code_are_refused():
    with pytest.raises(ValueError, match="two checks are called X01"):
        check("X01", sentence="", title="", asks="", article="", category="")(lambda d, given: ())


def test_the_customers_number_counts_before_the_assumed_one():
    row = CheckParameter(check_code="X15", name="projects", value=5, basis="市里要求")

    given = CHECKS["X15"].given({(row.check_code, row.name): row.value})

    assert given == {"projects": 5}
    assert CHECKS["X15"].given({}) == {"projects": 3}


def test_a_suspicion_of_a_check_that_is_gone_still_reads():
    old = Suspicion(check_code="X99", facts={"params": {}, "records": []})

    assert str(describe(old)) == "This check is no longer in use; its facts are kept."
    assert proposals(old) == []


def test_a_gap_suggests_one_finding_for_each_part():
    parts = {"illegal_reduction": "600.00", "payable_unpaid": "0.50"}
    gap = Suspicion(check_code="GAP", facts={"params": {"parts": parts}, "records": []})

    assert [(kind, str(amount)) for kind, amount in proposals(gap)] == [
        ("illegal_reduction", "600.00"),
        ("payable_unpaid", "0.50"),
    ]
    assert {kind for kind, _amount in proposals(gap)} <= {*GapKind}
