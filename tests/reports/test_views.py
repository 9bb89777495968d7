"""Who reads which report, and how much of it."""

import io
import re

import openpyxl
import pytest
from django.utils.html import escape

from airdefense.accounts.roles import Role
from airdefense.reports.models import READERS, Report
from tests.factories.accounts import OrganisationFactory, RoleGrantFactory
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import SECRETS, Office, a_case, a_lead
from tests.factories.projects import AllocationFactory, ProjectFactory, ReceiptFactory
from tests.factories.reports import DeliveryFactory, ReportFactory

pytestmark = pytest.mark.django_db
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


def words(response):
    return response.content.decode()


def money_in(region, name="龙泉大厦"):
    receipt = ReceiptFactory(project=ProjectFactory(region=region, name=name))
    return AllocationFactory(receipt=receipt)


@pytest.mark.parametrize("role", READERS)
def test_readers_of_the_city_read_every_report_below_it(as_role, city, county, role):
    client = as_role(role, city)

    statuses = [
        client.get(f"/reports/{ReportFactory(scope=s).pk}/").status_code for s in (city, county)
    ]

    assert statuses == [200, 200]


@pytest.mark.parametrize("role", READERS)
def test_readers_of_a_county_read_its_report_alone(as_role, city, county, sibling, role):
    client = as_role(role, county)
    own, others = ReportFactory(scope=county), [ReportFactory(scope=s) for s in (city, sibling)]

    assert client.get(f"/reports/{own.pk}/").status_code == 200
    assert [client.get(f"/reports/{o.pk}/").status_code for o in others] == [404, 404]
    assert client.get(f"/reports/{others[0].pk}/figures/M01/").status_code == 404
    assert client.get(f"/reports/{others[0].pk}/workbook/").status_code == 404
    assert client.get(f"/reports/{others[0].pk}/week/").status_code == 404
    listed = words(client.get("/reports/"))
    assert own.get_absolute_url() in listed
    assert others[1].get_absolute_url() not in listed


def test_an_office_reads_the_report_of_the_region_it_sits_in(as_role, city, county):
    commission = OrganisationFactory(parent=city, commission=True)
    bureau = OrganisationFactory(parent=city, housing=True)
    report, other = ReportFactory(scope=city), ReportFactory(scope=county)

    office, leader = as_role(Role.CASE_SUPERVISION, commission), as_role(Role.LEADERSHIP, bureau)

    assert office.get(report.get_absolute_url()).status_code == 200
    assert office.get(other.get_absolute_url()).status_code == 404
    assert leader.get(report.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_find_no_report(as_role, city, role):
    report = ReportFactory(scope=city)
    client = as_role(role, city)

    assert client.get(report.get_absolute_url()).status_code == 404
    assert client.get(f"{report.get_absolute_url()}figures/M01/").status_code == 404


@pytest.mark.parametrize("role", [Role.UNIT_CONTACT, Role.INSPECTOR, Role.CASE_OFFICER])
def test_other_roles_are_told_that_reports_are_not_theirs(as_role, city, role):
    client = as_role(role, city)

    assert client.get("/reports/").status_code == 403
    assert client.get("/reports/outbox/").status_code == 403
    assert client.get("/reports/definitions/").status_code == 403


def test_the_page_says_every_figure_of_its_kind_and_its_seal(as_role, city, county):
    money_in(county)
    report = ReportFactory(scope=city)

    page = words(as_role(Role.LEADERSHIP, city).get(report.get_absolute_url()))

    assert report.digest in page
    assert "10.00" in page
    assert f"/reports/{report.pk}/figures/M13/?region={county.code}" in page
    assert "龙泉大厦" in page


def test_a_figure_opens_exactly_its_rows_as_frozen(as_role, city, county, sibling):
    here, there = money_in(county, "甲"), money_in(sibling, "乙")
    report = ReportFactory(scope=city)
    money_in(county, "丙")
    client = as_role(Role.LEADERSHIP, city)
    url = f"/reports/{report.pk}/figures/M13/"

    rows = client.get(url).context["list"].page.rows
    of_region = client.get(f"{url}?region={county.code}").context["list"].page.rows

    assert set(rows) == {here, there}
    assert of_region == [here]
    assert client.get(f"{url}?region=999999").status_code == 404
    assert client.get(f"/reports/{report.pk}/figures/M99/").status_code == 404


def test_the_workbook_of_a_figure_is_its_rows(as_role, city, county):
    money_in(county, "甲")
    report = ReportFactory(scope=city)
    url = f"/reports/{report.pk}/figures/M13/?format=xlsx"

    response = as_role(Role.LEADERSHIP, city).get(url)

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    head, row = list(book.worksheets[0].values)
    assert (row[1], row[-1]) == ("甲", 100000)
    assert head[-1] == "Counted (yuan)"


def test_rows_outside_the_reach_are_counted_as_missing_and_not_shown(as_role, city, county):
    """The unit answering for a county's project sits in the city, beyond the county's leader."""
    bureau = OrganisationFactory(parent=city, housing=True)
    crew = a_crew(county)
    ours, theirs = (
        a_finding(crew, status="approved"),
        a_finding(crew, status="approved", project=crew.project(), title="untold"),
    )
    type(theirs).objects.filter(pk=theirs.pk).update(unit=bureau)
    report = ReportFactory(scope=county)

    response = as_role(Role.LEADERSHIP, county).get(f"/reports/{report.pk}/figures/M02/")

    assert response.context["list"].page.rows == [ours]
    assert "Shows 1 of 2 rows counted" in words(response)
    assert "untold" not in words(response)


def test_figures_of_leads_open_no_row_to_those_who_do_not_work_on_leads(as_role, city):
    office = Office(city=city)
    a_case("investigation", lead=a_lead("in_disposal", office=office))
    report = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    pages = [
        words(client.get(f"/reports/{report.pk}/{page}"))
        for page in ("", "figures/M15/", "figures/M20/", "figures/M19/?region=530400")
    ]

    assert all("leads" in page for page in pages)
    assert not any(word in page for word in (*SECRETS, "Letter 7", "玉纪") for page in pages)
    assert not any("/leads/" in page for page in pages)


def test_the_register_opens_its_leads_and_only_a_compartment_those_of_persons(as_role, city):
    office = Office(city=city)
    case = a_case("investigation", lead=a_lead("in_disposal", office=office))
    report = ReportFactory(scope=city)
    client = as_role(Role.CASE_SUPERVISION, city)

    of_leads = client.get(f"/reports/{report.pk}/figures/M15/")
    of_persons = client.get(f"/reports/{report.pk}/figures/M20/")

    assert of_leads.context["list"].page.rows == [case.lead]
    assert of_leads.context["list"].total is None
    assert of_persons.context["list"].page.rows == []
    assert client.get(f"/reports/{report.pk}/figures/M15/?format=xlsx").status_code == 200
    assert not any(word in words(of_leads) for word in SECRETS)


def test_small_counts_of_leads_by_region_are_for_those_who_work_on_leads(as_role, city, county):
    office = Office(city=city)
    for number, region in enumerate([city] * 5 + [county]):
        a_lead("registered", office=office, letter_number=f"L{number}", region=region)
    report = ReportFactory(scope=city)

    def cell(client):
        page = words(client.get(f"/reports/{report.pk}/figures/M15/?region={county.code}"))
        return re.search(r'<b class="num">(\S+) ', page).group(1)

    assert cell(as_role(Role.LEADERSHIP, city)) == "&lt;3"
    assert cell(as_role(Role.CASE_SUPERVISION, city)) == "1"


@pytest.mark.parametrize(("leads", "text"), [(1, "<3"), (4, "3+")])
def test_a_county_is_told_alike_in_its_own_report_and_in_the_citys(
    as_role, city, county, leads, text
):
    office = Office(city=city)
    for number, region in enumerate([city] * 3 + [county] * leads):
        a_lead("registered", office=office, letter_number=f"L{number}", region=region)
    reports = ReportFactory(scope=county), ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    def told(report):
        pages = (
            f"/reports/{report.pk}/figures/M15/?region={county.code}",
            f"/reports/{report.pk}/",
        )
        figures = client.get(f"/api/v1/reports/{report.pk}/").json()["figures"]
        file = b"".join(client.get(f"/reports/{report.pk}/workbook/").streaming_content)
        rows = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0].values
        (row,) = (row for row in rows if row[0] == "M15")
        assert all(escape(text) in words(client.get(page)) for page in pages)
        return {figures["M15"]["by_region"][county.code], *row[5:-1]} - {"3+", "<3"}, row[4]

    assert [told(report)[0] for report in reports] == [set(), set()]
    own = client.get(f"/api/v1/reports/{reports[0].pk}/").json()["figures"]["M15"]
    assert (own["value"], own["delta"], own["by_region"]) == (text, None, {county.code: text})
    assert told(reports[0])[1] == "—"


def test_people_of_a_commission_elsewhere_read_its_neighbours_like_anybody(as_role, city, county):
    """Leadership over the city with an office in the commission of one county."""
    commission = OrganisationFactory(parent=county, commission=True)
    a_lead("registered", office=Office(city=city), region=county)
    client = as_role(Role.LEADERSHIP, city)
    RoleGrantFactory(user=client.user, role=Role.CASE_SUPERVISION, scope=commission)
    report, own = ReportFactory(scope=city), ReportFactory(scope=county)

    values = [
        client.get(f"/api/v1/reports/{one.pk}/").json()["figures"]["M15"]["value"]
        for one in (report, own)
    ]

    assert values == ["<3", "1"]


def test_the_inspection_office_corrects_and_others_may_not(as_role, city):
    report = ReportFactory(scope=city)
    url = f"/reports/{report.pk}/correct/"

    refused = as_role(Role.LEADERSHIP, city).post(url, {"reason": "late receipt"})
    answer = as_role(Role.INSPECTION_OFFICE, city).post(url, {"reason": "late receipt"})

    second = Report.objects.get(revision=2)
    assert refused.status_code == 403
    assert answer.url == second.get_absolute_url()
    page = words(as_role(Role.LEADERSHIP, city).get(second.get_absolute_url()))
    assert "late receipt" in page
    assert report.get_absolute_url() in page


def test_a_mail_is_read_by_its_recipient_alone(as_role, city):
    leader, colleague = as_role(Role.LEADERSHIP, city), as_role(Role.LEADERSHIP, city)
    mail = DeliveryFactory(report=ReportFactory(scope=city), recipient=leader.user)
    other = mail.report.deliveries.get(recipient=colleague.user)

    assert escape(mail.subject) in words(leader.get("/reports/outbox/"))
    assert leader.get(mail.get_absolute_url()).status_code == 200
    html = leader.get(f"/reports/outbox/{mail.pk}/html/")
    assert words(html) == mail.html
    assert "default-src 'none'" in html["Content-Security-Policy"]
    assert html["X-Frame-Options"] == "SAMEORIGIN"
    assert leader.get(other.get_absolute_url()).status_code == 404
    assert leader.get(f"/reports/outbox/{other.pk}/html/").status_code == 404


def test_definitions_list_every_figure(as_role, city):
    page = words(as_role(Role.LEADERSHIP, city).get("/reports/definitions/"))

    assert all(f'id="{code}"' in page for code in ("M01", "M13", "M24b", "S07", "W05"))


def test_home_shows_the_newest_report_and_its_figures(as_role, city, county):
    money_in(county)
    report = ReportFactory(scope=city)

    page = words(as_role(Role.LEADERSHIP, city).get("/"))

    assert f'href="/reports/{report.pk}/figures/M13/"' in page
    assert report.get_absolute_url() in page


def test_the_page_takes_as_many_queries_for_many_rows_as_for_few(
    as_role, city, county, django_assert_max_num_queries
):
    for name in "甲乙丙丁戊":
        money_in(county, name)
    report = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    with django_assert_max_num_queries(50):
        client.get(report.get_absolute_url())
    with django_assert_max_num_queries(25):
        client.get(f"/reports/{report.pk}/figures/M13/")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_is_whole_in_both_languages(city, county, language, as_role):
    money_in(county)
    report = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    page = words(client.get(report.get_absolute_url(), headers={"accept-language": language}))

    assert ("分县区" in page) is (language == "zh-hans")
    assert ("By region" in page) is (language == "en")


def test_json_says_what_the_page_says_and_hides_what_it_hides(as_role, city, county):
    money_in(county)
    a_lead("registered", office=Office(city=city), region=county)
    report = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    told = client.get(f"/api/v1/reports/{report.pk}/").json()
    rows = client.get(f"/api/v1/reports/{report.pk}/figures/M13/?region={county.code}").json()
    leads = client.get(f"/api/v1/reports/{report.pk}/figures/M15/").json()

    assert told["figures"]["M13"]["value"] == "100000.00"
    assert told["figures"]["M13"]["by_region"][county.code] == "100000.00"
    assert set(told["figures"]["M15"]["by_region"].values()) == {"<3"}
    assert len(rows["rows"]) == 1
    assert "rows" not in leads


def test_json_is_scoped_like_the_pages(as_role, city, county, sibling):
    own, other = ReportFactory(scope=county), ReportFactory(scope=sibling)
    client = as_role(Role.LEADERSHIP, county)

    listed = client.get("/api/v1/reports/").json()["results"]

    assert [one["id"] for one in listed] == [own.pk]
    assert client.get(f"/api/v1/reports/{other.pk}/").status_code == 404
    assert client.get(f"/api/v1/reports/{other.pk}/figures/M01/").status_code == 404
    assert as_role(Role.UNIT_CONTACT, county).get("/api/v1/reports/").status_code == 403
