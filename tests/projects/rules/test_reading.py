"""Reading the input: every problem at once, each with its path; what is valid but odd is read."""

import json
from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from projects.rules import BuildingFacts, Dues, Policy, ProjectFacts
from projects.rules.reading import read
from tests.projects.rules.building_blocks import (
    CUT,
    RATES,
    building,
    document,
    policy,
    project,
    rate,
    tower,
    written,
)


def complaints(text):
    return [problem.words() for problem in read(text).problems]


def changed(value, *path):
    """A valid input with one value replaced, added or (by `...`) left out."""
    whole = document(project(tower()))
    inner = whole = deepcopy(whole)
    for key in path[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return written(whole)


def test_a_full_input_is_read_into_facts():
    given = project(
        building("RESIDENTIAL", is_rebuild=True, area_increased=True, claims=["R3", "R2"]),
        on="2019-06-01",
        zone="DEVELOPMENT_ZONE",
        offsite_approved=False,
        built={"G6": "1.50", "G6B": "2"},
        assessed_yuan="1",
        approved_reduction_yuan="2",
        unlawful_deferral_yuan="3",
        paid_yuan="4",
        remitted_yuan="5.25",
    )

    reading = read(written(document(given, policy=policy("I", "0.045", "BUILDING"))))

    assert reading.problems == []
    assert reading.policy == Policy("I", Decimal("0.045"), "BUILDING")
    assert reading.projects == [
        (
            "$.projects[0]",
            ProjectFacts(
                code="EX-1",
                region="530402",
                approved_on=date(2019, 6, 1),
                is_offsite_approved=False,
                zone="DEVELOPMENT_ZONE",
                built_g6_sqm=Decimal("1.50"),
                built_g6b_sqm=Decimal(2),
                buildings=(
                    BuildingFacts(
                        use="RESIDENTIAL",
                        floors=6,
                        foundation_depth_m=Decimal("2.50"),
                        first_floor_sqm=Decimal("500.00"),
                        above_ground_sqm=Decimal("3000.00"),
                        is_rebuild=True,
                        is_area_increased=True,
                        claims=("R3", "R2"),
                    ),
                ),
            ),
            Dues(*map(Decimal, ("1", "2", "3", "4", "5.25"))),
        )
    ]


def test_what_may_be_left_out_may_be_left_out():
    given = project(tower())
    for name in ("zone", "built"):
        del given[name]

    reading = read(written(document(given)))

    ((_path, facts, dues),) = reading.projects
    assert (reading.problems, facts.zone, facts.built_g6_sqm, dues) == ([], "NORMAL", 0, Dues())


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (None, ("adjustments",)),
        (..., ("adjustments",)),
        ([], ("projects",)),
        (None, ("rates", 4, "effective_to")),
        (..., ("rates", 4, "effective_to")),
        (None, ("projects", 0, "built")),
        ({}, ("projects", 0, "built")),
        ([], ("projects", 0, "buildings")),
        (None, ("projects", 0, "buildings", 0, "claims")),
        ([], ("projects", 0, "buildings", 0, "claims")),
        (["R2", "R2"], ("projects", 0, "buildings", 0, "claims")),
        (18.0, ("projects", 0, "buildings", 0, "floors")),
        ("18", ("projects", 0, "buildings", 0, "floors")),
        (0, ("projects", 0, "buildings", 0, "floors")),
        (2.5, ("projects", 0, "buildings", 0, "foundation_depth_m")),
        (860, ("projects", 0, "buildings", 0, "first_floor_sqm")),
        (" 860.00 ", ("projects", 0, "buildings", 0, "first_floor_sqm")),
        ("860." + "0" * 99, ("projects", 0, "buildings", 0, "first_floor_sqm")),
        (0.1 + 0.2, ("projects", 0, "buildings", 0, "first_floor_sqm")),
        ("8.6e2", ("projects", 0, "buildings", 0, "first_floor_sqm")),
        ("-0", ("projects", 0, "paid_yuan")),
        ("0e-999999999", ("projects", 0, "paid_yuan")),
        ("0e999999999", ("projects", 0, "buildings", 0, "floors")),
        ("a remark nobody asked for", ("projects", 0, "remark")),
    ],
)
def test_unusual_but_valid_input_is_read(value, path):
    assert complaints(changed(value, *path)) == []


def test_numbers_may_be_text_or_numbers_and_keep_their_digits():
    texts = read(changed("860.10", "projects", 0, "buildings", 0, "first_floor_sqm"))
    numbers = read(changed(860.10, "projects", 0, "buildings", 0, "first_floor_sqm"))

    assert texts.projects == numbers.projects
    assert numbers.projects[0][1].buildings[0].first_floor_sqm == Decimal("860.10")


@pytest.mark.parametrize("text", ["-0", "-0.00", "0e5"])
def test_nought_is_nought_however_it_is_written(text):
    reading = read(changed(text, "projects", 0, "paid_yuan"))

    assert str(reading.projects[0][2].paid_yuan) == "0"


NUMBER = 'a number is expected, such as "860.00"'
TEXT = "a text is expected that is not empty"
DAY = "a day is expected, such as 2019-06-01"
OBJECT, LIST = "an object is expected", "a list is expected"
TRUTH = "true or false is expected"
AT_LEAST_ZERO = "zero or more is expected"
UNDOCUMENTED = "refused without the number of its document"
TOO_LONG = "the number has too many digits"
PROJECT = ("projects", 0)
PAID = (*PROJECT, "paid_yuan")
BUILDING = (*PROJECT, "buildings", 0)


def place(path):
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)


@pytest.mark.parametrize(
    ("value", "path", "sentence"),
    [
        (..., ("policy",), OBJECT),
        ([], ("policy",), OBJECT),
        ("IV", ("policy", "city_class"), "one of I, II, III, NONE is expected"),
        (..., ("policy", "ratio"), NUMBER),
        ("1.01", ("policy", "ratio"), "a share between 0 and 1 is expected"),
        ("CITY", ("policy", "threshold_scope"), "one of PROJECT, BUILDING is expected"),
        (..., ("rates",), LIST),
        ({}, ("adjustments",), LIST),
        ("x", ("rates", 0), OBJECT),
        (..., ("rates", 1, "document"), UNDOCUMENTED),
        (" ", ("rates", 1, "document"), UNDOCUMENTED),
        ("", ("adjustments", 0, "document"), UNDOCUMENTED),
        ("G5", ("rates", 0, "grade"), "one of G6, G6B is expected"),
        (530402, ("rates", 0, "region"), TEXT),
        ("1999-12-31", ("rates", 0, "effective_to"), "1999-12-31 lies before 2000-01-01"),
        ("20190601", (*PROJECT, "approved_on"), DAY),
        ("2019-02-29", (*PROJECT, "approved_on"), DAY),
        ("0000-01-01", (*PROJECT, "approved_on"), DAY),
        ("２０１９-06-01", (*PROJECT, "approved_on"), DAY),
        (..., ("projects",), LIST),
        (None, PROJECT, OBJECT),
        (" ", (*PROJECT, "code"), TEXT),
        ("\ud800", (*PROJECT, "code"), TEXT),
        ("PARK", (*PROJECT, "zone"), "one of NORMAL, DEVELOPMENT_ZONE is expected"),
        (..., (*PROJECT, "offsite_approved"), TRUTH),
        ("yes", (*PROJECT, "offsite_approved"), TRUTH),
        ([], (*PROJECT, "built"), OBJECT),
        ("-1", (*PROJECT, "built", "G6B"), AT_LEAST_ZERO),
        (..., (*PROJECT, "buildings"), LIST),
        ("VILLA", (*BUILDING, "use"), "one of RESIDENTIAL, OTHER, INDUSTRIAL is expected"),
        ("10.5", (*BUILDING, "floors"), "a whole number is expected"),
        (True, (*BUILDING, "floors"), NUMBER),
        (..., (*BUILDING, "first_floor_sqm"), NUMBER),
        ("-0.01", (*BUILDING, "above_ground_sqm"), AT_LEAST_ZERO),
        ("R2", (*BUILDING, "claims"), LIST),
        (None, PAID, NUMBER),
        ("1_000", PAID, NUMBER),
        ("1,000.00", PAID, NUMBER),
        ("", PAID, NUMBER),
        ("NaN", PAID, NUMBER),
        (float("nan"), PAID, NUMBER),
        (float("inf"), PAID, NUMBER),
        ("1e99999999999999999999", PAID, NUMBER),
        ("1e13", PAID, TOO_LONG),
        (10**13, PAID, TOO_LONG),
        (f"0.{'0' * 20}1", PAID, TOO_LONG),
        ("1e-999999999", PAID, TOO_LONG),
    ],
)
def test_what_is_wrong_is_told_with_its_place(value, path, sentence):
    assert complaints(changed(value, *path)) == [f"{place(path)}: {sentence}"]


def test_a_ground_that_is_not_in_the_list_is_told():
    assert complaints(changed(["R2", "R9"], *BUILDING, "claims")) == [
        "$.projects[0].buildings[0].claims[1]:"
        " one of R1, R2, R3, R4, R5N, R5P, R6, R7, R8 is expected"
    ]


def test_a_number_beyond_every_exponent_is_told_with_its_place():
    text = changed("X", "projects", 0, "paid_yuan").replace('"X"', "1e99999999999999999999")

    assert complaints(text) == [f"$.projects[0].paid_yuan: {NUMBER}"]


def test_everything_wrong_is_told_at_once():
    broken = document({"code": "", "region": "530402"}, project(tower(), zone="?"))
    broken["policy"]["ratio"] = "three per cent"
    broken["rates"] = [*RATES, rate("530402", "G6", "-1", document="")]

    assert complaints(written(broken)) == [
        f"$.policy.ratio: {NUMBER}",
        f"$.rates[{len(RATES)}].yuan_per_sqm: zero or more is expected",
        f"$.rates[{len(RATES)}].document: refused without the number of its document",
        f"$.rates[{len(RATES)}]: its period overlaps that of $.rates[0]: end one before the other",
        "$.rates[4]: its period overlaps that of $.rates[8]: end one before the other",
        "$.projects[0].code: a text is expected that is not empty",
        "$.projects[0].approved_on: a day is expected, such as 2019-06-01",
        "$.projects[0].offsite_approved: true or false is expected",
        "$.projects[0].buildings: a list is expected",
        "$.projects[1].zone: one of NORMAL, DEVELOPMENT_ZONE is expected",
    ]


def test_rates_that_share_a_day_are_refused():
    twice = [RATES[0], RATES[0] | {"effective_from": "2014-12-31", "effective_to": None}]

    assert complaints(written(document(rates=twice))) == [
        "$.rates[1]: its period overlaps that of $.rates[0]: end one before the other"
    ]


def test_adjustments_that_share_a_day_are_refused():
    twice = [CUT, CUT | {"effective_from": "2022-12-31", "effective_to": "2023-01-31"}]

    assert complaints(written(document(adjustments=twice))) == [
        "$.adjustments[1]: its period overlaps that of $.adjustments[0]: end one before the other"
    ]


def test_rates_that_were_misread_do_not_overlap_by_chance():
    nowhere = [RATES[0] | {"region": None}, RATES[0] | {"region": None}]

    assert complaints(written(document(rates=nowhere))) == [
        "$.rates[0].region: a text is expected that is not empty",
        "$.rates[1].region: a text is expected that is not empty",
    ]


@pytest.mark.parametrize("text", ["", "{", b"\xff\xfe\x00", b"\x80", "[" * 100_000, "9" * 5_000])
def test_what_is_not_json_is_told(text):
    (sentence,) = complaints(text)

    assert sentence.startswith("$: not valid JSON: ")


@pytest.mark.parametrize("text", ["null", "[]", "1", '"x"', "true"])
def test_json_of_another_shape_is_told(text):
    assert complaints(text) == ["$: an object is expected"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_encoding_of_json_is_read(encoding):
    given = document(project(tower(), code="示例"))

    reading = read(written(given).encode(encoding))

    assert (reading.problems, reading.projects[0][1].code) == ([], "示例")


def test_escapes_are_read_as_the_characters_they_stand_for():
    reading = read(json.dumps(document(project(tower(), code="示例"))))

    assert reading.projects[0][1].code == "示例"


def test_a_thousand_broken_projects_are_told_in_no_time():
    broken = written(document(*[{}] * 3_000))

    assert len(complaints(broken)) == 15_000
