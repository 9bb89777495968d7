"""What holds for every project, and that no input whatever ends in a traceback."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import reduce
from io import StringIO
from operator import getitem

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.rules import (
    BuildingFacts,
    Dues,
    Policy,
    ProjectFacts,
    assess,
    gap_of,
    lines_of,
    lines_of_gap,
    snapshot,
)
from projects.rules.command import main
from tests.projects.rules.building_blocks import document, project, tariff_of, tower, written
from tests.projects.rules.random_city import EDGES, GROUNDS

pytestmark = pytest.mark.slow
TARIFF, DEAREST = tariff_of(), Decimal(1500)
FEN, HALF_A_HUNDREDTH, MILLIONTH = Decimal("0.01"), Decimal("0.005"), Decimal("0.000001")
KEYS = ["policy", "rates", "adjustments", "projects", "buildings", "built", "claims", "code"]


def has_buildings(project):
    return bool(project.buildings)


def encoded(text):
    return text.encode("utf-8", "surrogatepass")


areas = st.one_of(
    st.decimals(min_value=0, max_value=20_000, places=2),
    st.sampled_from(EDGES["above"]).map(Decimal),
)
days = st.dates(min_value=date(2003, 1, 1), max_value=date(2030, 12, 31))
yuan = st.one_of(st.just(Decimal(0)), st.decimals(min_value=0, max_value=20_000_000, places=2))
policies = st.builds(
    Policy,
    city_class=st.sampled_from(["I", "II", "III", "NONE"]),
    ratio=st.decimals(min_value="0.02", max_value="0.05", places=3),
    threshold_scope=st.sampled_from(["PROJECT", "BUILDING"]),
)
buildings = st.builds(
    BuildingFacts,
    use=st.sampled_from(["RESIDENTIAL", "OTHER", "INDUSTRIAL"]),
    floors=st.integers(min_value=0, max_value=40),
    foundation_depth_m=st.decimals(min_value=0, max_value=8, places=2),
    first_floor_sqm=areas,
    above_ground_sqm=areas,
    is_rebuild=st.booleans(),
    is_area_increased=st.booleans(),
    claims=st.lists(st.sampled_from(GROUNDS), max_size=3).map(tuple),
)
projects = st.builds(
    ProjectFacts,
    code=st.just("P"),
    region=st.sampled_from(["530402", "530423"]),
    approved_on=days,
    is_offsite_approved=st.booleans(),
    buildings=st.lists(buildings, max_size=6).map(tuple),
    zone=st.sampled_from(["NORMAL", "DEVELOPMENT_ZONE"]),
    built_g6_sqm=areas,
    built_g6b_sqm=areas,
)
dues = st.builds(Dues, *[yuan] * 5)


def with_building(project, place, *instead):
    """The project with other buildings in the place of one of its own."""
    built = project.buildings
    return replace(project, buildings=(*built[:place], *instead, *built[place + 1 :]))


def fee_of(project, policy):
    return assess(project, policy, TARIFF)


def fen_of_rounding(*fees):
    """Half a fen for each grade's gross fee and for each building's relief, of either fee."""
    return FEN * sum(1 + len(fee.reliefs) for fee in fees)


@given(projects.filter(has_buildings), policies, st.data())
def test_more_area_never_lowers_the_fee(project, policy, data):
    place = data.draw(st.integers(0, len(project.buildings) - 1))
    name = data.draw(st.sampled_from(["first_floor_sqm", "above_ground_sqm"]))
    building = project.buildings[place]
    larger = replace(building, **{name: getattr(building, name) + data.draw(areas)})

    before = fee_of(project, policy)
    after = fee_of(with_building(project, place, larger), policy)

    assert after.gross_yuan >= before.gross_yuan
    assert after.payable_yuan >= before.payable_yuan - fen_of_rounding(before, after)


@given(projects.filter(has_buildings), policies, st.data())
def test_dividing_a_building_never_lowers_the_fee_beyond_rounding(project, policy, data):
    policy = replace(policy, threshold_scope="PROJECT")
    place = data.draw(st.integers(0, len(project.buildings) - 1))
    building = project.buildings[place]
    weights = data.draw(st.lists(st.integers(1, 100), min_size=2, max_size=6))
    divided = [
        replace(building, first_floor_sqm=first, above_ground_sqm=above)
        for first, above in zip(
            portions(building.first_floor_sqm, weights),
            portions(building.above_ground_sqm, weights),
            strict=True,
        )
    ]

    before = fee_of(project, policy)
    after = fee_of(with_building(project, place, *divided), policy)

    # Each part, like the whole, is rounded by half a hundredth of a ㎡ at most.
    bound = (len(divided) + 1) * HALF_A_HUNDREDTH * DEAREST + fen_of_rounding(before, after)
    assert after.payable_yuan >= before.payable_yuan - bound


def portions(whole, weights):
    """The area in exact parts that add up to it."""
    parts = [(whole * weight / sum(weights)).quantize(MILLIONTH) for weight in weights[1:]]
    return [whole - sum(parts), *parts]


@given(projects, policies, dues)
def test_parts_sum_to_the_gap_and_none_is_negative(project, policy, dues):
    fee = fee_of(project, policy)

    gap = gap_of(fee, dues)

    assert sum(gap.parts.values()) == gap.gap_yuan
    assert min(*gap.parts.values(), gap.refund_due_yuan, gap.unremitted_yuan) >= 0
    assert fee.payable_yuan - dues.paid_yuan == gap.gap_yuan - gap.refund_due_yuan


@given(projects, policies)
def test_a_reduction_never_exceeds_the_gross_fee(project, policy):
    fee = fee_of(project, policy)

    assert 0 <= fee.reduction_yuan <= fee.gross_yuan
    assert fee.payable_yuan == fee.gross_yuan - fee.reduction_yuan


@given(projects, policies)
def test_built_area_never_raises_the_fee(project, policy):
    without = replace(project, built_g6_sqm=Decimal(0), built_g6b_sqm=Decimal(0))

    assert fee_of(project, policy).gross_yuan <= fee_of(without, policy).gross_yuan


@given(projects, policies)
def test_order_of_buildings_does_not_matter(project, policy):
    turned = replace(project, buildings=project.buildings[::-1])

    assert fee_of(turned, policy).payable_yuan == fee_of(project, policy).payable_yuan


@given(projects, policies, dues)
def test_every_worksheet_is_written_and_kept(project, policy, dues):
    fee = fee_of(project, policy)

    lines = [*lines_of(project, fee), *lines_of_gap(fee, dues, gap_of(fee, dues))]
    kept = snapshot(project, fee)

    assert len(lines) > len(project.buildings)
    assert json.loads(json.dumps(kept)) == kept


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["", "-1", "1e9999", "NaN", "860.00", "９", "R2", "2019-06-01", 10**400]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=4)), inner, max_size=6),
    ),
    max_leaves=12,
)
WHOLE = written(document(project(tower(claims=["R2"]), tower()), project(tower())))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """(exit code, result, complaints) of the command on those bytes."""
    path = tmp_path_factory.mktemp("fuzz") / "input.json"

    def run_on(given):
        path.write_bytes(given)
        out, complaints = StringIO(), StringIO()
        status = main([str(path)], out, complaints)
        return status, out.getvalue(), complaints.getvalue()

    return run_on


def is_answered(status, out, complaints):
    """Either a whole result or sentences with their places."""
    if status == 0:
        return complaints == "" and isinstance(json.loads(out), list)
    return (status, out) == (2, "") and complaints.startswith("$")


@given(given=values)
def test_any_json_is_answered(run, given):
    assert is_answered(*run(json.dumps(given).encode()))


def places_in(value, path=()):
    """Every place of a document."""
    if path:
        yield path
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in children:
        if isinstance(child, dict | list):
            yield from places_in(child, (*path, key))
        else:
            yield (*path, key)


PLACES = list(places_in(json.loads(WHOLE)))


@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), values), min_size=1, max_size=3))
def test_a_changed_document_is_answered(run, changes):
    whole = json.loads(WHOLE)
    for path, value in changes:
        with suppress(KeyError, IndexError, TypeError):
            reduce(getitem, path[:-1], whole)[path[-1]] = value

    assert is_answered(*run(json.dumps(whole).encode()))


@given(place=st.sampled_from(PLACES))
def test_a_document_with_something_left_out_is_answered(run, place):
    whole = json.loads(WHOLE)
    del reduce(getitem, place[:-1], whole)[place[-1]]

    assert is_answered(*run(json.dumps(whole).encode()))


@given(
    start=st.integers(0, len(WHOLE)),
    length=st.integers(0, 40),
    noise=st.one_of(st.binary(max_size=20), st.text(max_size=9).map(encoded)),
)
def test_a_document_with_noise_in_it_is_answered(run, start, length, noise):
    given = WHOLE.encode()

    assert is_answered(*run(given[:start] + noise + given[start + length :]))


@given(given=st.binary(max_size=60), encoding=st.sampled_from(["utf-16", "gb18030", "big5"]))
def test_bytes_and_other_encodings_are_answered(run, given, encoding):
    assert is_answered(*run(given))
    assert is_answered(*run(WHOLE.encode(encoding, "replace")))


@pytest.mark.parametrize("brackets", ["[", '{"projects":', '{"policy":[', '[{"a":'])
def test_deep_nesting_is_answered(run, brackets):
    assert is_answered(*run(brackets.encode() * 200_000))


digits = st.text("0123456789", min_size=1, max_size=400)


@given(number=st.tuples(digits, digits, st.integers(-(10**9), 10**9)))
def test_numbers_of_any_length_are_answered(run, number):
    whole, part, exponent = number
    text = WHOLE.replace('"1000.00"', f"{int(whole)}.{part}e{exponent}")

    assert is_answered(*run(text.encode()))
