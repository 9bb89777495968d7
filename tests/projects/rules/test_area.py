"""Standards C1–C5: each threshold just below, at and just above."""

from decimal import Decimal

import pytest

from projects.rules import AREA_RULES
from projects.rules.area import ARTICLE_47
from tests.projects.rules.building_blocks import building, fee_of, project, tower


def duties(*buildings, zone="NORMAL", **of_policy):
    fee = fee_of(project(*buildings, zone=zone), **of_policy)
    return [(duty.code, str(duty.area_sqm)) for duty in fee.duties]


@pytest.mark.parametrize(
    ("floors", "depth", "code"),
    [
        (9, "2.99", "C2"),
        (10, "2.99", "C1"),
        (11, "0", "C1"),
        (1, "2.999", "C2"),
        (1, "3", "C1"),
        (1, "3.00", "C1"),
        (1, "3.01", "C1"),
    ],
)
def test_ten_storeys_and_three_metres_are_in(floors, depth, code):
    assert [c for c, _area in duties(building(floors=floors, depth=depth))] == [code]


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("1999.99", ("NONE", "0")),
        ("2000", ("C2", "60.00")),
        ("2000.00", ("C2", "60.00")),
        ("2000.01", ("C2", "60.00")),
    ],
)
def test_two_thousand_square_metres_are_in(above, expected):
    assert duties(building(above=above)) == [expected]


def test_threshold_adds_the_unrounded_areas_of_all_its_buildings():
    halves = [building(above="999.995"), building(above="1000.005")]
    short = [building(above="999.995"), building(above="1000.004")]

    assert (duties(*halves), duties(*short)) == (
        [("C2", "30.00"), ("C2", "30.00")],
        [("NONE", "0"), ("NONE", "0")],
    )


def test_only_buildings_the_threshold_could_bind_count_towards_it():
    others = [
        tower(),
        building("RESIDENTIAL", above="5000.00"),
        building("INDUSTRIAL", above="5000.00"),
        building(above="1999.99"),
    ]

    assert [code for code, _area in duties(*others)] == ["C1", "C4", "NONE", "NONE"]


def test_scope_building_weighs_each_building_alone():
    both = [building(above="1999.99"), building(above="2000.00")]

    assert duties(*both, scope="BUILDING") == [("NONE", "0"), ("C2", "60.00")]


def test_scope_project_weighs_them_together():
    both = [building(above="1999.99"), building(above="0.01")]

    assert duties(*both) == [("C2", "60.00"), ("C2", "0.00")]


def test_development_zone_owes_from_the_first_square_metre():
    assert duties(building(above="100.00"), zone="DEVELOPMENT_ZONE") == [("C3", "3.00")]


def test_housing_and_towers_keep_their_rules_in_a_development_zone():
    given = [tower(), building("RESIDENTIAL"), building(is_rebuild=True)]

    assert [code for code, _area in duties(*given, zone="DEVELOPMENT_ZONE")] == ["C1", "C4", "C3"]


@pytest.mark.parametrize("city_class", ["I", "II", "III"])
def test_low_housing_owes_its_first_floor_in_every_class_of_key_city(city_class):
    given = [building("RESIDENTIAL"), building("RESIDENTIAL", is_rebuild=True)]

    assert duties(*given, city_class=city_class) == [("C4", "500.00"), ("C5", "500.00")]


def test_low_housing_owes_nothing_elsewhere():
    given = [building("RESIDENTIAL"), building("RESIDENTIAL", is_rebuild=True)]

    assert duties(*given, city_class="NONE") == [("NONE", "0"), ("NONE", "0")]


def test_high_housing_owes_its_first_floor_at_grade_6_everywhere():
    given = tower(use="RESIDENTIAL", is_rebuild=True)

    fee = fee_of(project(given), city_class="NONE")

    assert [(duty.code, duty.rule.grade) for duty in fee.duties] == [("C1", "G6")]


def test_industrial_production_owes_nothing_however_high():
    given = building("INDUSTRIAL", floors=12, depth="6.00")

    assert duties(given, zone="DEVELOPMENT_ZONE") == [("NONE", "0")]


@pytest.mark.parametrize(
    ("above", "area"), [("2000.16", "60.00"), ("2000.50", "60.02"), ("2000.1666", "60.00")]
)
def test_area_of_a_building_is_rounded_half_up_to_the_hundredth(above, area):
    assert duties(building(above=above)) == [("C2", area)]


def test_first_floor_is_rounded_half_up_too():
    assert duties(tower("860.005"), tower("860.0049")) == [("C1", "860.01"), ("C1", "860.00")]


def test_required_area_adds_what_was_rounded_building_by_building():
    fee = fee_of(project(*[building(above="700.16")] * 3))

    # 3 × 21.0048 would be 63.01.
    assert fee.charge("G6").required_sqm == Decimal("63.00")


def test_every_rule_cites_its_clause():
    clauses = {rule.code: rule.article.removeprefix(ARTICLE_47) for rule in AREA_RULES}

    assert clauses == {
        "C1": "（一）",
        "C2": "（二）",
        "C3": "（三）",
        "C4": "（四）",
        "C5": "（五）",
    }
