"""Drawing and sharing out, without a database."""

import random
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.drawing import Hand, digest, draw, largest, share_of, share_out, until_share

CODES = [f"RF-530400-2020-{n:04}" for n in range(1, 201)]
AMOUNTS = {"a": Decimal(10), "b": Decimal(60), "c": Decimal(30), "d": Decimal(0)}
codes = st.lists(st.from_regex(r"RF-\d{4}", fullmatch=True), unique=True, max_size=60)


def test_the_same_seed_draws_the_same_projects():
    assert draw(CODES, "2020-07", 20) == draw(CODES, "2020-07", 20)
    assert draw(CODES, "2020-07", 20) != draw(CODES, "2020-08", 20)


def test_a_draw_can_be_repeated_with_any_sha256_by_hand():
    ranked = sorted(CODES, key=lambda code: sha256(f"seed|{code}".encode()).hexdigest())

    assert draw(CODES, "seed", 7) == ranked[:7]


@given(codes, st.text(max_size=20), st.integers(0, 80), st.randoms(use_true_random=False))
def test_the_order_and_repetition_of_the_numbers_do_not_matter(numbers, seed, size, shuffler):
    shuffled = numbers * 2
    shuffler.shuffle(shuffled)

    assert draw(shuffled, seed, size) == draw(numbers, seed, size)
    assert digest(shuffled) == digest(numbers)


@given(codes, st.text(max_size=20), st.integers(0, 80))
def test_a_draw_takes_that_many_different_numbers_of_the_population(numbers, seed, size):
    drawn = draw(numbers, seed, size)

    assert len(drawn) == len(set(drawn)) == min(size, len(numbers))
    assert set(drawn) <= set(numbers)


@given(codes, st.text(max_size=20), st.integers(0, 40), st.integers(0, 40))
def test_a_larger_draw_of_the_same_seed_begins_with_the_smaller(numbers, seed, size, more):
    assert draw(numbers, seed, size + more)[:size] == draw(numbers, seed, size)


def test_every_project_has_about_the_same_chance():
    times = dict.fromkeys(CODES, 0)

    for seed in range(1000):
        for code in draw(CODES, str(seed), 20):
            times[code] += 1

    assert min(times.values()) > 60
    assert max(times.values()) < 145


def test_a_digest_tells_populations_apart():
    assert digest(CODES) != digest(CODES[1:])
    assert digest(["a", "b"]) == sha256(b"a\nb").hexdigest()


@pytest.mark.parametrize(
    ("population", "percent", "size"),
    [(200, "10", 20), (201, "10", 21), (3, "1", 1), (0, "50", 0), (7, "100", 7)],
)
def test_a_percentage_is_rounded_up(population, percent, size):
    assert share_of(population, Decimal(percent)) == size


def test_most_money_comes_first_and_equal_amounts_by_number():
    assert largest(AMOUNTS, 2) == ["b", "c"]
    assert largest({"z": Decimal(5), "y": Decimal(5)}, 1) == ["y"]


@pytest.mark.parametrize(
    ("percent", "taken"),
    [("1", ["b"]), ("60", ["b"]), ("61", ["b", "c"]), ("100", ["b", "c", "a"])],
)
def test_as_few_projects_as_hold_the_share_of_the_money(percent, taken):
    assert until_share(AMOUNTS, Decimal(percent)) == taken


def test_of_no_money_nothing_is_taken():
    assert until_share({"a": Decimal(0)}, Decimal(50)) == []


def test_projects_are_shared_out_evenly():
    given_to = share_out(dict.fromkeys(CODES[:10], ()), [Hand("first"), Hand("second")])

    assert sorted(given_to.values()) == ["first"] * 5 + ["second"] * 5


def test_who_holds_checks_already_gets_fewer():
    given_to = share_out(dict.fromkeys(CODES[:4], ()), [Hand("busy", load=4), Hand("free")])

    assert set(given_to.values()) == {"free"}


def test_the_recused_get_nothing_of_their_organisations_and_as_many_in_all():
    here, there = ("54.01.",), ("54.02.",)
    projects = {f"h{n}": here for n in range(3)} | {f"t{n}": there for n in range(3)}

    given_to = share_out(projects, [Hand("free"), Hand("recused", recused_paths=("54.01.",))])

    assert [given_to[f"h{n}"] for n in range(3)] == ["free"] * 3
    assert [given_to[f"t{n}"] for n in range(3)] == ["recused"] * 3


def test_what_nobody_may_check_is_given_to_nobody():
    recused = Hand("recused", recused_paths=("54.",))

    assert share_out({"a": ("54.01.",), "b": ("55.",)}, [recused]) == {"a": None, "b": "recused"}
    assert share_out({"a": ()}, []) == {"a": None}


def test_sharing_out_does_not_depend_on_the_order_of_the_projects():
    hands = [Hand(1), Hand(2), Hand(3)]
    shuffled = CODES[:]
    random.Random(1).shuffle(shuffled)

    assert share_out(dict.fromkeys(shuffled, ()), hands) == share_out(
        dict.fromkeys(CODES, ()), hands
    )
