"""Placeholders of wordings: a closed list, read strictly; what is missing stays in sight."""

import pytest

from inspections.placeholders import PLACEHOLDERS, fill, gaps_in, names_in, unknown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{project}仍欠缴{amount}元。", []),
        ("国人防办字〔2003〕18号", []),
        ("{projekt}", ["{projekt}"]),
        ("{}", ["{}"]),
        ("{ project }", ["{ project }"]),
        ("{project", ["{"]),
        ("project}", ["}"]),
        ("{{project}}", ["{", "}"]),
        ("{project!r} {amount:,}", ["{project!r}", "{amount:,}"]),
        ("{0} {project.name}", ["{0}", "{project.name}"]),
    ],
)
def test_a_text_holds_nothing_in_braces_but_known_names(text, found):
    assert [one.found for one in unknown(text)] == found


def test_values_are_put_in_and_what_is_missing_stays_in_sight():
    text = "{project}仍欠缴{amount}元，见{permit}。"

    filled = fill(text, {"project": "滇池商务楼", "amount": "387,000.00", "permit": ""})

    assert filled == "滇池商务楼仍欠缴387,000.00元，见〔…permit number〕。"
    assert list(gaps_in(filled)) == ["permit number"]


def test_gaps_are_named_in_the_language_of_the_reader():
    assert fill("{amount}", {}, {**PLACEHOLDERS, "amount": "金额（元）"}) == "〔…金额（元）〕"


def test_a_value_is_never_read_as_a_placeholder_again():
    assert fill("{project}", {"project": "{amount}"}) == "{amount}"


def test_the_year_of_a_document_is_no_gap():
    assert list(gaps_in("计价格〔2000〕474号", "〔2020〕")) == []


def test_names_are_found_once_in_their_order():
    assert names_in("{amount} {project} {amount} {nobody}") == ["amount", "project"]
