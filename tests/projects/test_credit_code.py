import pytest

from projects.credit_code import check_digit, fails_check, has_shape


@pytest.mark.parametrize("code", ["91110000600037341L", "91530402MA6TE1T08E", "1153040001512345XW"])
def test_genuine_code_passes(code):
    assert has_shape(code)
    assert check_digit(code) == code[-1]
    assert not fails_check(code)


def test_one_wrong_place_is_noticed():
    assert fails_check("91530402MA6TE1T09E")


@pytest.mark.parametrize(
    "code",
    ["", "91530402MA6TE1T08", "91530402MA6TE1T08EE", "91530402MA6TE1I08E"],
)
def test_text_of_another_shape_is_no_code(code):
    assert not has_shape(code)
    assert not fails_check(code)


def test_letters_may_stand_in_the_first_two_places():
    assert has_shape("A1530402MA6TE1T08E")
