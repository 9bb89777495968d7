import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from airdefense.reports.models import Report
from tests.factories.inspections import a_check, a_crew
from tests.factories.projects import AllocationFactory, ProjectFactory, ReceiptFactory

pytestmark = pytest.mark.django_db


def printed(*arguments):
    out = StringIO()
    call_command("daily_report", *arguments, stdout=out)
    return out.getvalue()


def test_json_alone_is_printed_with_every_region_zero_included(city, county, sibling):
    crew = a_crew(county)
    a_check(crew, status="completed")
    AllocationFactory(receipt=ReceiptFactory(project=ProjectFactory(region=county)))

    told = json.loads(printed("--on", "2020-11-02", "--json"))

    assert told["on"] == "2020-11-02"
    assert told["figures"]["M01"] == {
        "value": "1",
        "unit": "个",
        "by_region": {"530400": "0", "530423": "1", "530427": "0"},
    }
    assert told["figures"]["M13"]["value"] == "100000.00"
    assert told["figures"]["M14"]["value"] == "15.50"
    assert told["figures"]["M09"]["value"] is None


def test_the_report_is_compiled_once_and_printed_again(city):
    assert printed("--on", "2020-11-02", "--json") == printed("--on", "2020-11-02", "--json")
    assert Report.objects.count() == 1


def test_without_json_a_table_is_printed(city):
    table = printed("--on", "2020-11-02", "--kind", "fee_recovery")

    assert "M13" in table
    assert "M15" not in table


def test_without_a_city_it_says_what_to_do():
    with pytest.raises(CommandError, match="no city"):
        printed("--on", "2020-11-02")
