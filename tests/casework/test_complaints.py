"""What a form says of a field that is not filled in right."""

from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

FEE = {"max_digits": 5, "decimal_places": 2, "min_value": 1}


class AnyForm(forms.Form):
    purpose = forms.CharField(min_length=4, max_length=6)
    day = forms.DateField()
    fee = forms.DecimalField(**FEE)
    way = forms.ChoiceField(choices=[("a", "甲")])
    proof = forms.FileField()


def complaints(**data):
    with translation.override("zh-hans"):
        form = AnyForm(data, {"proof": SimpleUploadedFile("空.pdf", b"")})
        return {name: list(errors) for name, errors in form.errors.items()}


def test_a_field_says_in_the_offices_words_what_is_wrong_with_it():
    assert complaints(purpose="测试", day="待补", fee="0", way="b") == {
        "purpose": ["至少填写 4 个字，现为 2 个字。"],
        "day": ["请填写有效日期，如 2020-01-05。"],
        "fee": ["不得小于 1。"],
        "way": ["“b”不在可选范围内，请重新选择。"],
        "proof": ["文件是空的，请检查后重新选择。"],
    }


@pytest.mark.parametrize(
    ("fee", "words"),
    [("1.234", "小数不超过 2 位。"), ("1234", "小数点前不超过 3 位。"), ("", "必填。")],
)
def test_an_amount_says_how_many_digits_it_may_have(fee, words):
    told = complaints(purpose="清缴会议", day=date(2020, 1, 5), fee=fee, way="a")

    assert told["fee"] == [words]
