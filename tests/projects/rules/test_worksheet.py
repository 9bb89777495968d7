"""The worksheet: every step with its figures, its rule and its paper, in codes and numbers."""

import json
from decimal import Decimal

import pytest

from projects.rules import RULES_VERSION, Dues, Line, gap_of, lines_of, lines_of_gap, snapshot
from tests.projects.rules.building_blocks import (
    building,
    fee_of,
    priced,
    project,
    project_facts,
    tower,
)
from tests.projects.rules.examples import EXAMPLES

ARTICLE = "国人防办字〔2003〕18号第四十七条"
NEW_PAPER = "示例价〔2014〕9号"


def worksheet(given, **of_policy):
    return lines_of(project_facts(given), fee_of(given, **of_policy))


def steps(given):
    return [(line.step, line.subject or line.rule, line.result) for line in worksheet(given)]


def step(given, name):
    (line,) = [line for line in worksheet(given) if line.step == name]
    return line


def test_a_plain_case_reads_from_the_building_to_the_amount_payable():
    given = project(tower("860.00", claims=["R2"]), built={"G6": "100", "G6B": "0"})

    assert worksheet(given) == (
        Line("duty", "", "C1", "860.00", f"{ARTICLE}（一）", "860.00", "sqm", "half_up"),
        Line("required", "G6", "", "860.00", "", "860.00", "sqm"),
        Line("shortfall", "G6", "", "860.00 − 100.00", "", "760.00", "sqm"),
        Line("gross", "G6", "", "760.00 × 1500", NEW_PAPER, "1,140,000.00", "yuan", "half_up"),
        Line(
            "relief",
            "",
            "R2",
            "1,140,000.00 × 860.00 ÷ 860.00 × 0.5",
            "计价格〔2000〕474号",
            "570,000.00",
            "yuan",
            "half_up",
        ),
        Line("payable", "", "", "1,140,000.00 − 570,000.00", "", "570,000.00", "yuan"),
    )


def test_a_share_of_the_area_shows_the_ratio_it_was_taken_at():
    given = project(building(above="2400.00"))

    line = step(given, "duty")

    assert (line.formula, line.basis) == ("2,400.00 × 0.03", f"{ARTICLE}（二）")


def test_a_building_without_a_duty_has_its_line_too():
    assert steps(project(building("INDUSTRIAL"))) == [
        ("duty", "NONE", "0.00"),
        ("payable", "", "0.00"),
    ]


def test_both_grades_have_their_lines():
    given = project(tower(), building(above="2400.00"), building("RESIDENTIAL"))

    assert steps(given) == [
        ("duty", "C1", "1,000.00"),
        ("duty", "C2", "72.00"),
        ("duty", "C4", "500.00"),
        ("required", "G6", "1,072.00"),
        ("shortfall", "G6", "1,072.00"),
        ("gross", "G6", "1,608,000.00"),
        ("required", "G6B", "500.00"),
        ("shortfall", "G6B", "500.00"),
        ("gross", "G6B", "150,000.00"),
        ("payable", "", "1,758,000.00"),
    ]


def test_required_area_shows_its_addends():
    given = project(tower(), building(above="2400.00"), building("RESIDENTIAL"))

    addends = [line.formula for line in worksheet(given) if line.step == "required"]

    assert addends == ["1,000.00 + 72.00", "500.00"]


def test_surplus_is_shown_without_a_charge():
    given = project(tower(), built={"G6": "1200.5", "G6B": "0"})

    assert steps(given)[2:] == [("shortfall", "G6", "0.00"), ("payable", "", "0.00")]


def test_an_adjustment_stands_in_the_formula_and_among_the_papers():
    line = step(project(tower(), on="2022-06-01"), "gross")

    assert (line.formula, line.basis) == (
        "1,000.00 × 1500 × 0.8",
        f"{NEW_PAPER}；示例降费〔2022〕3号",
    )


def test_a_price_is_written_as_it_was_entered():
    given = project(tower())

    lines = lines_of(project_facts(given), fee_of(given, priced("1500.50")))

    assert [line.formula for line in lines if line.step == "gross"] == ["1,000.00 × 1500.5"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_what_the_lines_of_an_example_say_adds_up(example):
    lines = worksheet(
        example.project,
        city_class=example.policy["city_class"],
        ratio=example.policy["ratio"],
        scope=example.policy["threshold_scope"],
    )

    def sum_of(name):
        amounts = [Decimal(line.result.replace(",", "")) for line in lines if line.step == name]
        return sum(amounts, Decimal(0))

    assert sum_of("duty") == sum_of("required")
    assert sum_of("gross") - sum_of("relief") == sum_of("payable")
    assert sum_of("payable") == Decimal(example.payable_yuan)


def test_every_rounded_line_of_an_example_says_so_and_cites_its_paper():
    lines = [line for example in EXAMPLES for line in worksheet(example.project)]

    silent = [
        line
        for line in lines
        if line.step in {"duty", "gross", "relief"} and line.rule != "NONE"
        if not (line.rounding and line.basis)
    ]

    assert silent == []


def test_lines_of_the_gap_name_its_parts_and_what_else_is_due():
    fee = fee_of(project(tower()))
    dues = Dues(
        assessed_yuan=Decimal(900_000), paid_yuan=Decimal(300_000), remitted_yuan=Decimal(200_000)
    )

    lines = lines_of_gap(fee, dues, gap_of(fee, dues))

    assert [(line.step, line.subject, line.formula, line.result) for line in lines] == [
        ("gap", "", "1,500,000.00 − 300,000.00", "1,200,000.00"),
        ("part", "payable_unpaid", "", "600,000.00"),
        ("part", "receivable_uncollected", "", "600,000.00"),
        ("unremitted", "", "300,000.00 − 200,000.00", "100,000.00"),
    ]


def test_a_refund_has_its_line():
    fee = fee_of(project(tower()))
    dues = Dues(paid_yuan=Decimal(1_600_000), remitted_yuan=Decimal(1_600_000))

    lines = lines_of_gap(fee, dues, gap_of(fee, dues))

    assert [(line.step, line.result) for line in lines] == [
        ("gap", "0.00"),
        ("refund_due", "100,000.00"),
    ]


def test_the_snapshot_holds_all_that_the_fee_rested_on():
    given = project(tower(claims=["R2"]), building("RESIDENTIAL", floors=3), on="2022-06-01")

    kept = snapshot(project_facts(given), fee_of(given))

    lines = kept.pop("lines")
    assert kept == {
        "rules_version": RULES_VERSION,
        "approved_on": "2022-06-01",
        "is_offsite_approved": True,
        "zone": "NORMAL",
        "built_g6_sqm": "0.00",
        "built_g6b_sqm": "0.00",
        "policy": {
            "city_class": "III",
            "ratio": "0.03",
            "threshold_scope": "PROJECT",
            "document": "",
        },
        "rates": {"G6": "1500", "G6B": "300"},
        "rate_document": NEW_PAPER,
        "buildings": [
            {
                "use": "OTHER",
                "floors": 18,
                "foundation_depth_m": "2.50",
                "first_floor_sqm": "1000.00",
                "above_ground_sqm": "9000.00",
                "is_rebuild": False,
                "is_area_increased": False,
                "claims": ["R2"],
                "name": "",
            },
            {
                "use": "RESIDENTIAL",
                "floors": 3,
                "foundation_depth_m": "2.50",
                "first_floor_sqm": "500.00",
                "above_ground_sqm": "3000.00",
                "is_rebuild": False,
                "is_area_increased": False,
                "claims": [],
                "name": "",
            },
        ],
        "required_sqm": {"G6": "1000.00", "G6B": "500.00"},
        "shortfall_sqm": {"G6": "1000.00", "G6B": "500.00"},
        "gross_yuan": "1320000.00",
        "reduction_yuan": "600000.00",
        "payable_yuan": "720000.00",
        "flags": [],
    }
    assert lines == [line.as_json() for line in worksheet(given)]


def test_the_snapshot_is_json_and_comes_back_as_it_was():
    given = project(tower(), offsite_approved=False)

    kept = snapshot(project_facts(given), fee_of(given))

    assert json.loads(json.dumps(kept)) == kept
    assert kept["flags"] == ["UNBUILT"]
