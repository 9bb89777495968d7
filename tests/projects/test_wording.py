"""A worksheet in words: the same stored line speaks to every reader in their language."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from projects import actions
from projects.rules import Dues, gap_of, lines_of, lines_of_gap, snapshot
from projects.wording import circumstances, fixed_steps, flags_in_words, steps_of, steps_of_snapshot
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.projects import (
    OFFICE,
    FeeAssessmentFactory,
    FeeReductionFactory,
    ProjectFactory,
    clerk_of,
    publish,
)
from tests.projects.rules.building_blocks import building, fee_of, project, project_facts, tower


def worksheet(given):
    return steps_of(lines_of(project_facts(given), fee_of(given)))


def words(step):
    """All of a step, as text."""
    return tuple(
        str(part)
        for part in (
            step.title,
            step.figures,
            step.formula,
            step.rule,
            step.article,
            step.document,
            step.rounding,
            step.result,
            step.unit,
        )
    )


HALVED = project(tower("860.00", claims=["R2"]), built={"G6": "100", "G6B": "0"})
ARTICLE = "国人防办字〔2003〕18号第四十七条"


def test_a_worksheet_reads_from_the_building_to_the_amount_payable():
    assert [words(step) for step in worksheet(HALVED)] == [
        (
            "Building 1",
            "860.00",
            "first floor",
            "C1 ten storeys or more, or foundations 3 m or deeper: the first floor",
            f"{ARTICLE}（一）",
            "",
            "to 0.01 ㎡, half up",
            "860.00",
            "㎡",
        ),
        ("Required area, Grade 6", "860.00", "sum of its buildings", *[""] * 4, "860.00", "㎡"),
        ("Shortfall, Grade 6", "860.00 − 100.00", "required − built", *[""] * 4, "760.00", "㎡"),
        (
            "Gross fee, Grade 6",
            "760.00 × 1500",
            "shortfall × rate",
            "",
            "",
            "示例价〔2014〕9号",
            "to the fen, half up",
            "1,140,000.00",
            "yuan",
        ),
        (
            "Lawful reduction",
            "1,140,000.00 × 860.00 ÷ 860.00 × 0.5",
            "gross fee × own area ÷ required area × share",
            "R2 kindergarten, teaching building, home for the aged, facility for disabled",
            "",
            "计价格〔2000〕474号",
            "to the fen, half up",
            "570,000.00",
            "yuan",
        ),
        (
            "Payable by law",
            "1,140,000.00 − 570,000.00",
            "gross fee − lawful reductions",
            *[""] * 4,
            "570,000.00",
            "yuan",
        ),
    ]


def test_the_same_lines_read_in_chinese():
    with translation.override("zh-hans"):
        read = [words(step)[0] for step in worksheet(HALVED)]

    assert read == [
        "楼栋1",
        "应建面积（6级）",
        "欠建面积（6级）",
        "应收费额（6级）",
        "法定减免",
        "依法应缴",
    ]


def test_an_adjusted_price_and_a_share_of_the_area_say_so():
    steps = worksheet(project(building(above="2400.00"), on="2022-06-01"))

    assert [str(step.formula) for step in steps] == [
        "area above ground × ratio",
        "sum of its buildings",
        "required − built",
        "shortfall × rate × adjustment",
        "gross fee − lawful reductions",
    ]


def test_a_building_without_a_duty_says_so_and_is_not_rounded():
    first, _payable = worksheet(project(building("INDUSTRIAL")))

    assert (str(first.rule), first.rounding, first.figures) == ("no standard binds it", "", "")


def test_lines_of_the_gap_are_named_as_its_parts():
    fee, dues = fee_of(project(tower())), Dues(paid_yuan=Decimal(1_600_000))
    more = Dues(assessed_yuan=Decimal(9), paid_yuan=Decimal(3), unlawful_deferral_yuan=Decimal(1))

    refund = steps_of(lines_of_gap(fee, dues, gap_of(fee, dues)))
    gap = steps_of(lines_of_gap(fee, more, gap_of(fee, more)))

    assert [str(step.title) for step in refund] == [
        "Gap",
        "Refund due",
        "Not remitted to the treasury",
    ]
    assert [str(step.title) for step in gap] == [
        "Gap",
        "of which: Unlawful deferral",
        "of which: Payable, not paid",
        "of which: Receivable, not collected",
        "Not remitted to the treasury",
    ]


def test_results_are_numbers_too():
    assert [step.amount for step in worksheet(HALVED)] == [
        Decimal(860),
        Decimal(860),
        Decimal(760),
        Decimal(1_140_000),
        Decimal(570_000),
        Decimal(570_000),
    ]


def test_a_stored_worksheet_reads_like_a_fresh_one_and_names_the_paper_of_its_ratio():
    given = project(building(above="2400.00"))
    kept = snapshot(project_facts(given), fee_of(given))
    kept["policy"]["document"] = "模拟口径〔2003〕1号"

    steps = steps_of_snapshot(kept)

    assert [step.document for step in steps[:2]] == ["模拟口径〔2003〕1号", ""]
    assert [words(s)[:3] for s in steps] == [words(s)[:3] for s in worksheet(given)]


def test_lines_written_in_words_before_are_shown_as_they_are():
    kept = {"lines": [{"item": "应建面积", "basis": "第47条", "how": "860", "result": "860.00"}]}

    (step,) = steps_of_snapshot(kept)

    assert words(step) == ("应建面积", "860", "", "", "", "第47条", "", "860.00", "")


def test_a_snapshot_without_lines_has_no_steps():
    assert (steps_of_snapshot({}), steps_of_snapshot({"policy": None})) == ([], [])


def test_an_estimate_says_that_it_is_one():
    given = project(tower(), offsite_approved=False)

    flags = flags_in_words(snapshot(project_facts(given), fee_of(given)))

    assert [str(flag) for flag in flags] == [
        "There is a shortfall and off-site construction was not approved: the fee is an estimate."
    ]


@pytest.fixture
def assessed(db):
    county = OrganisationFactory()
    publish(county)
    project = ProjectFactory(region=county, buildings=[OFFICE], is_offsite_approved=True)
    return actions.assess_by_law(
        project=project,
        by=clerk_of(project),
        at=NOON,
        document="模核〔2019〕8号",
        assessed_on=date(2019, 6, 10),
    )


def test_what_the_authority_fixed_stands_beside_the_law(assessed):
    assert [words(step) for step in fixed_steps(assessed)] == [
        ("Gross fee", *[""] * 4, "模拟费率〔2015〕1号", "", "1,290,000.00", "yuan"),
        (
            "Assessed as payable",
            "1,290,000.00 − 0.00",
            "gross fee − reductions granted",
            *[""] * 2,
            "模核〔2019〕8号",
            "",
            "1,290,000.00",
            "yuan",
        ),
    ]


def test_it_says_by_which_day_policy_prices_and_rules_it_was_computed(assessed):
    assert circumstances(assessed) == [
        ("Day of rates and reductions", "2019-06-01"),
        (
            "Policy",
            "Class III key city; r = 0.03; All buildings of the project together;"
            " 模拟口径〔2003〕1号",
        ),
        ("Rates (yuan per ㎡)", "G6 1500; 模拟费率〔2015〕1号"),
        ("Rule set", "2026.1"),
    ]


@pytest.mark.django_db
def test_an_assessment_entered_without_the_statute_shows_what_it_has():
    assessment = FeeReductionFactory().assessment

    steps = fixed_steps(assessment)

    assert [(words(step)[0], words(step)[-2]) for step in steps] == [
        ("Required area, Grade 6", "860.00"),
        ("Gross fee", "1,290,000.00"),
        ("Reduction granted", "−645,000.00"),
        ("Assessed as payable", "645,000.00"),
        ("Payable by law", "1,290,000.00"),
    ]
    assert [(str(s.rule), s.document) for s in steps if s.is_lawful is False] == [
        ("纪要", "会议纪要〔2019〕模7号 (2019-06-08)")
    ]


@pytest.mark.django_db
def test_page_shows_an_old_assessment_without_lines():
    page = render_to_string("projects/_worksheet.html", {"assessment": FeeAssessmentFactory()})

    assert ("1,290,000.00" in page, "What the law demands" in page) == (True, False)


def test_page_shows_law_and_authority(assessed):
    page = render_to_string("projects/_worksheet.html", {"assessment": assessed})

    assert [
        text in page
        for text in (
            "What the law demands",
            "What the authority fixed",
            f"{ARTICLE}（一）",
            "2026.1",
        )
    ] == [True] * 4
