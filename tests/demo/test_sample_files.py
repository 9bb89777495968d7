"""Files to try the import with, offered where the city is simulated and nowhere else."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from airdefense.accounts.models import User
from demo.workbook import HEADS, MAKERS
from tests.conftest import Browser

ADDRESSES = {kind: reverse("demo:sample_file", args=[kind]) for kind in MAKERS}


def of(account):
    client = Browser(headers={"accept-language": "en"})
    client.force_login(User.objects.get(username=account))
    return client


@pytest.mark.parametrize("kind", MAKERS)
def test_clerk_takes_a_sample_away_from_the_page_that_brings_files(small_city, settings, kind):
    settings.DEMO_MODE = True
    clerk = of("demo_data_clerk")

    page = clerk.get(reverse("exchange:import_new"))
    answer = clerk.get(ADDRESSES[kind])

    assert ADDRESSES[kind] in page.text
    (sheet,) = load_workbook(BytesIO(answer.getvalue())).worksheets
    title, heads, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert "模拟数据" in title[0]
    assert tuple(heads) == HEADS[kind]
    assert len(rows) == 60


def test_sample_is_not_there_for_who_brings_no_such_file_nor_for_a_kind_without_one(
    small_city, settings
):
    settings.DEMO_MODE = True

    assert of("demo_unit_contact").get(ADDRESSES["permits"]).status_code == 404
    assert (
        of("demo_data_clerk").get(reverse("demo:sample_file", args=["powers"])).status_code == 404
    )


def test_real_city_has_no_samples(small_city, settings):
    settings.DEMO_MODE = False
    clerk = of("demo_data_clerk")

    assert clerk.get(ADDRESSES["permits"]).status_code == 404
    assert "/demo/files/" not in clerk.get(reverse("exchange:import_new")).text
