"""Adding a figure touches one function and one test: this is the function, and the test."""

import pytest
from django.test import Client
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.roles import Role
from airdefense.reports.actions import compile_report
from airdefense.reports.content import Paper
from airdefense.reports.figures import FIGURES, Section, Unit, figure
from airdefense.reports.models import Kind
from airdefense.reports.workbook import report_workbook
from projects.figures.recovery import GAP_COLUMNS
from projects.models import Gap
from tests.factories.accounts import TODAY, person
from tests.factories.projects import GapFactory
from tests.factories.reports import MORNING


@pytest.fixture
def toy():
    """A figure that an app adds, for as long as the test runs."""

    @figure(
        "Z99",
        _("Gaps opened"),
        unit=Unit.GAPS,
        section=Section.RECOVERY,
        region="project__region",
        columns=GAP_COLUMNS,
        definition=_("Fee gaps opened by the day."),
    )
    def opened(day):
        return Gap.objects.filter(opened_on__lte=day)

    yield FIGURES["Z99"]
    del FIGURES["Z99"]


def test_a_figure_of_one_function_is_in_report_page_workbook_and_api(toy, city, county):
    gap = GapFactory(project__region=county)
    reader = person(Role.INSPECTION_OFFICE, city)
    client = Client(headers={"accept-language": "en"})
    client.force_login(reader)

    report = compile_report(kind=Kind.DAILY, day=TODAY, scope=city, by=reader, at=MORNING)

    frozen = report.figures.get(code="Z99")
    assert (toy.value(TODAY), frozen.value, frozen.row_ids) == (1, 1, [gap.pk])
    assert frozen.by_region == {city.code: "0", county.code: "1"}
    assert Paper(report, reader)["Z99"].text == "1"
    assert gap.project.name in client.get(frozen.get_absolute_url()).content.decode()
    assert report_workbook(report, reader)
    told = client.get(f"/api/v1/reports/{report.pk}/figures/Z99/").json()
    assert (told["value"], [row["id"] for row in told["rows"]]) == ("1", [gap.pk])
