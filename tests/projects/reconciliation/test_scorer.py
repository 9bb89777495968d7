from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from projects.reconciliation.scorer import (
    Identity,
    Payment,
    Score,
    alike,
    score,
    score_payment,
)

PROJECT = Identity.of(
    codes=["2019-530402-47-03-000123"],
    numbers=["建字第530402201900012号"],
    credit_code="91530402MA6TE1T08E",
    name="云溪苑一期",
    developer="玉溪云溪房地产开发有限公司",
    address="红塔区秀山路12号",
)


def codes_of(result: Score):
    return [reason.code for reason in result.reasons]


def test_an_equal_project_code_is_certain_whatever_the_names():
    paper = Identity.of(codes=["２０１９５３０４０２４７０３０００１２３"], name="完全不同的名称")

    result = score(paper, PROJECT)

    assert (result.points, result.is_certain, codes_of(result)) == (
        100,
        True,
        ["same_code", "name"],
    )


def test_an_equal_permit_number_comes_second():
    paper = Identity.of(numbers=["建字 530402201900012 号"])

    result = score(paper, PROJECT)

    assert (result.points, result.is_certain) == (96, True)


def test_credit_code_and_name_together_come_third():
    paper = Identity.of(credit_code="91530402ma6te1t08e", name="玉溪市云溪苑（1期）")

    result = score(paper, PROJECT)

    assert (result.points, result.is_certain) == (92, True)


def test_credit_code_alone_is_no_key():
    paper = Identity.of(credit_code="91530402MA6TE1T08E", name="滨江花园")

    result = score(paper, PROJECT)

    assert (result.is_certain, result.is_worth_asking) == (False, False)


def test_likeness_is_worth_asking_and_never_certain():
    paper = Identity.of(name="云溪苑（一期）住宅", developer="云溪房地产开发有限责任公司")

    result = score(paper, PROJECT)

    assert (result.is_certain, result.is_worth_asking) == (False, True)
    assert codes_of(result) == ["name", "developer"]


def test_another_phase_of_the_same_estate_is_another_project():
    paper = Identity.of(name="云溪苑二期", developer="玉溪云溪房地产开发有限公司")

    result = score(paper, PROJECT)

    assert (result.is_worth_asking, codes_of(result)[-1]) == (False, "other_phase")


def test_a_paper_that_states_another_code_is_not_suggested():
    paper = replace(PROJECT, codes=frozenset({"2020"}), numbers=frozenset(), credit_code="")

    result = score(paper, PROJECT)

    assert (result.points, result.is_worth_asking) == (55, False)
    assert codes_of(result)[-1] == "other_code"


SHORT = st.text("云溪苑滨江花园一二期有限公司abc", max_size=8)
KEYS = st.frozensets(st.sampled_from(["A1", "B2"]), max_size=2)
IDENTITIES = st.builds(
    lambda codes, numbers, credit, name, developer, address: Identity.of(
        codes=codes,
        numbers=numbers,
        credit_code=credit,
        name=name,
        developer=developer,
        address=address,
    ),
    KEYS,
    KEYS,
    st.sampled_from(["", "C1", "C2"]),
    SHORT,
    SHORT,
    SHORT,
)
FIELDS = ("codes", "numbers", "credit_code", "name", "developer", "address")


@given(IDENTITIES, IDENTITIES)
def test_the_score_is_the_same_from_both_sides(one, other):
    assert score(one, other).points == score(other, one).points


@given(IDENTITIES, IDENTITIES, st.sampled_from(FIELDS))
def test_an_equal_key_never_scores_lower(paper, project, field):
    value = getattr(project, field)
    equal = replace(paper, **{field: value}) if value else paper

    assert score(equal, project).points >= score(paper, project).points


@given(IDENTITIES, IDENTITIES)
def test_points_are_a_percentage_and_only_a_key_is_certain(one, other):
    result = score(one, other)

    assert 0 <= result.points <= 100
    assert result.is_certain == (result.points > 88)


@given(SHORT, SHORT)
def test_likeness_is_symmetric_and_whole_for_equal_texts(one, other):
    assert alike(one, other) == alike(other, one)
    assert alike(one, one) == (1.0 if one else 0.0)


RECEIPT = Payment.of(
    number="模000012",
    paid_on=date(2020, 3, 2),
    amount_yuan=Decimal("300000.00"),
    payer="玉溪云溪房地产开发有限公司",
    project="云溪苑一期",
)


def test_the_same_number_and_amount_are_certain():
    entry = Payment.of(
        number="模 ０００012", paid_on=date(2020, 5, 2), amount_yuan=Decimal("300000.00")
    )

    result = score_payment(entry, RECEIPT)

    assert (result.points, result.is_certain) == (65, True)


def test_the_same_number_with_another_amount_and_payer_is_asked():
    entry = Payment.of(number="模000012", paid_on=date(2020, 3, 2), amount_yuan=Decimal("30000.00"))

    result = score_payment(entry, RECEIPT)

    assert (result.points, result.is_certain, result.is_worth_asking) == (55, False, True)


def test_the_same_number_day_and_payer_are_certain_although_the_amounts_differ():
    entry = replace(RECEIPT, amount_yuan=Decimal("30000.00"))

    assert score_payment(entry, RECEIPT).is_certain


def test_amount_day_and_payer_without_the_number_are_asked():
    entry = replace(RECEIPT, number="模999999")

    result = score_payment(entry, RECEIPT)

    assert (result.points, result.is_certain, result.is_worth_asking) == (60, False, True)


def test_an_amount_alone_is_not_asked():
    entry = Payment.of(number="", paid_on=date(2011, 3, 2), amount_yuan=Decimal("300000.00"))

    assert not score_payment(entry, RECEIPT).is_worth_asking
