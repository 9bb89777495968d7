"""The sample list of powers is whole, is ours, and holds what it declares."""

import pytest

from demo.powers.catalogue import CATALOGUE, POWER_OF_CATEGORY
from demo.powers.entering import FACTS, given_powers
from demo.powers.wordings import WORDINGS
from inspections.categories import CATEGORIES
from inspections.placeholders import unknown

GIVEN = given_powers()


def test_the_list_holds_the_declared_totals():
    assert {
        "declared_classes": len({power["kind"] for power in GIVEN}),
        "declared_powers": len(GIVEN),
        "declared_duties": sum(len(power["duties"]) for power in GIVEN),
        "declared_accountabilities": sum(len(power["accountabilities"]) for power in GIVEN),
    } == {name: count for name, count in FACTS.items() if name.startswith("declared_")}
    assert (FACTS["declared_classes"], FACTS["declared_powers"]) == (5, 18)
    assert (FACTS["declared_duties"], FACTS["declared_accountabilities"]) == (121, 112)


def test_nine_powers_are_core_and_both_key_links_occur():
    assert sum(power["is_core"] for power in GIVEN) == 9
    assert {power["link"] for power in GIVEN} == {"", "approval", "collection"}


def test_some_powers_are_kept_in_check_and_some_are_not():
    kept = [entry for entry in CATALOGUE if entry.controls]

    assert 0 < len(kept) < len(CATALOGUE)
    assert all(entry.controls for entry in CATALOGUE if entry.is_core)


@pytest.mark.parametrize("power", GIVEN, ids=lambda p: str(p["number"]))
def test_every_sentence_of_a_power_is_filled_and_said_once(power):
    texts = [d["text"] for d in power["duties"]]
    texts += [a["situation"] for a in power["accountabilities"]]

    assert len(set(texts)) == len(texts)
    assert not any(sign in text for text in texts for sign in "{}")
    assert all(text.endswith("。") for text in texts)
    assert all(len(one["basis"]) <= 200 for one in power["duties"] + power["accountabilities"])


def test_the_same_power_is_told_apart_by_its_sub_item():
    names = [(power["name"], power["sub_item"]) for power in GIVEN]

    assert len(set(names)) == len(names)


def test_every_category_has_wordings_and_a_power():
    assert {category for category, *_rest in WORDINGS} == set(CATEGORIES)
    assert set(POWER_OF_CATEGORY) == set(CATEGORIES)
    assert set(POWER_OF_CATEGORY.values()) <= {power["number"] for power in GIVEN}
    assert len(WORDINGS) >= 20


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda w: w[2])
def test_every_wording_uses_known_placeholders_alone(wording):
    _category, _method, title, text, basis = wording

    assert [one for words in (title, text, basis) for one in unknown(words)] == []
