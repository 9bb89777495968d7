"""Initials by which names are found, as pypinyin reads them."""

import random

import pytest
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from airdefense.casework import pinyin, readings
from airdefense.casework.pinyin import initials

DRAWN = 2_000
BETWEEN = ("，", "（二）", " xm-04", "·A座", "0731号")


@pytest.mark.parametrize(
    ("words", "letters"),
    [
        ("玉溪市滇池路办公楼", "yxsdclbgl"),
        ("重庆", "cq"),
        ("重要", "zy"),  # the same character in another word
        ("银行步行街", "yhbxj"),
        ("xm-0402 二期A座", "xm-0402 eqaz".replace("a", "A")),
        ("々〇", "々l"),  # no reading of its own, and one
        ("", ""),
    ],
)
def test_initials_follow_the_words_not_the_single_characters(words, letters):
    assert initials(words) == letters


def test_compiled_readings_are_what_pypinyin_says():
    assert pinyin.READINGS.read_text(encoding="utf-8") == readings.content()


def test_readings_are_kept_whole_for_the_next_process(tmp_path):
    place = tmp_path / "compiled" / "pinyin.txt"

    readings.keep("12295 l\n", place)

    assert [one.name for one in place.parent.iterdir()] == ["pinyin.txt"]
    assert place.read_text(encoding="utf-8") == "12295 l\n"


def test_readings_are_not_kept_where_nothing_may_be_written(tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")

    readings.keep("12295 l\n", tmp_path / "taken" / "pinyin.txt")

    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


def test_every_character_is_read_alike():
    signs = [chr(number) for number in PINYIN_DICT]

    assert [sign for sign in signs if initials(sign) != readings.told(sign)] == []


def test_names_of_several_phrases_are_read_alike():
    drawn, phrases = random.Random(20261123), sorted(PHRASES_DICT)
    names = [
        "".join(drawn.choice(phrases) + drawn.choice(BETWEEN) for _ in range(3))
        for _ in range(DRAWN)
    ]

    assert [name for name in names if initials(name) != readings.told(name)] == []
