import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from projects.models import Suspicion
from tests.factories.accounts import OrganisationFactory
from tests.projects.screening.ledger import hall, project_in, region_with_rates

pytestmark = pytest.mark.django_db


def screen(*arguments):
    """What the command says on each of its two ways out."""
    out, err = StringIO(), StringIO()
    call_command("screen", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def regions():
    """One county owes for two projects, one has no rate."""
    rich = region_with_rates(code="530423", name="通海")
    project_in(rich)
    project_in(rich, hall("3000"))
    poor = OrganisationFactory(code="530424", name="华宁")
    project_in(poor)
    return rich, poor


def test_json_counts_by_check_and_region(regions):
    out, err = screen("--json")

    assert json.loads(out) == {
        "projects": 3,
        "papers": 0,
        "checks": [
            {
                "code": "GAP",
                "title": "Fee missing by law",
                "count": 2,
                "amount_yuan": "1425000.00",
                "regions": [{"code": "530423", "count": 2, "amount_yuan": "1425000.00"}],
            },
            {
                "code": "RATE",
                "title": "No rate for the day",
                "count": 1,
                "amount_yuan": "0.00",
                "regions": [{"code": "530424", "count": 1, "amount_yuan": "0.00"}],
            },
        ],
        "regions": [
            {"code": "530423", "name": "通海", "count": 2, "missing_yuan": "1425000.00"},
            {"code": "530424", "name": "华宁", "count": 1, "missing_yuan": "0.00"},
        ],
        "no_rate": [{"region": "530424", "grades": [], "projects": 1}],
    }
    assert err.splitlines() == [
        "3 projects",
        "3 new, 0 changed, 0 no longer hold, 0 returned, 0 as before",
    ]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_second_run_prints_the_same(regions, form):
    first, _err = screen(*form)
    second, err = screen(*form)

    assert second == first
    assert err.splitlines()[-1] == "0 new, 0 changed, 0 no longer hold, 0 returned, 3 as before"


def test_the_table_has_a_line_for_each_check_and_region(regions):
    out, _err = screen()

    assert out.splitlines() == [
        "GAP         2          1425000.00  Fee missing by law",
        "RATE        1                0.00  No rate for the day",
        "530423      2          1425000.00  通海",
        "530424      1                0.00  华宁",
        "no rate: 530424  (1)",
    ]


def test_one_region_and_one_check(regions):
    out, _err = screen("--json", "--region", "530424", "--check", "RATE")

    table = json.loads(out)
    assert (table["projects"], [row["code"] for row in table["checks"]]) == (1, ["RATE"])
    assert Suspicion.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--check", "X99"), "There is no check X99; there are GAP, RATE, X01"),
        (("--region", "1"), "There is no region 1; there are "),
    ],
)
def test_an_unknown_check_or_region_is_refused(regions, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        screen(*arguments)

    assert str(refusal.value).startswith(sentence)
    assert not Suspicion.objects.exists()
