"""The journal of changes: who reads what of it, how it is searched, and that looking is noted."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from airdefense import authorship
from airdefense.accounts.models import Organisation, User
from airdefense.accounts.roles import ADMINISTRATORS, Role
from airdefense.casework.journal import register, tracking
from airdefense.casework.journal.readers import case_models, system_models
from airdefense.casework.models import Event, RowChange
from projects.models import Project
from tests.factories.accounts import OrganisationFactory, UserFactory, person
from tests.factories.inspections import a_crew, a_finding
from tests.factories.leads import Office, a_case, a_lead
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db
LIST = reverse("exchange:change_list")


@pytest.fixture
def county():
    return OrganisationFactory()


@pytest.fixture
def examiner(as_role, county):
    return as_role(Role.EXAMINER, county)


def last_change(row):
    found = RowChange.objects.filter(table_name=row._meta.db_table, row_key=str(row.pk))
    return found.latest("id")


def visible(user, row):
    return RowChange.objects.visible_to(user).filter(pk=last_change(row).pk).exists()


def looks_of(user):
    events = Event.objects.of(user).filter(name="read_log").order_by("pk")
    return list(events.values_list("detail", flat=True))


def shown(response):
    """The keys of the rows that a list shows."""
    return [change.row_key for change in response.context["list"].page.rows]


def test_an_examiner_reads_the_changes_of_the_rows_that_he_may_open(county):
    examiner = person(Role.EXAMINER, county)
    own, other = ProjectFactory(region=county), ProjectFactory(region=OrganisationFactory())

    assert visible(examiner, own)
    assert not visible(examiner, other)
    assert not visible(examiner, county)


def test_an_auditor_reads_those_of_people_and_rules_and_of_no_case(county):
    auditor = person(Role.AUDITOR, county)
    project = ProjectFactory(region=county)

    assert visible(auditor, county)
    assert visible(auditor, auditor)
    assert not visible(auditor, project)


def test_nobody_reads_changes_of_leads():
    lead = a_lead("registered")
    county = lead.region
    people = [person(role, county) for role in Role]

    tables = {
        name
        for one in people
        for name in RowChange.objects.visible_to(one).values_list("table_name", flat=True)
    }

    assert tables
    assert not [name for name in tables if name.startswith("leads_")]
    assert not {"casework_event", "casework_attachment", "casework_issuednumber"} & tables


@pytest.mark.slow
def test_a_lead_adds_no_change_that_anybody_reads(county):
    office, crew = Office(city=county), a_crew(county)
    finding = a_finding(crew, status="approved")
    readers = [person(role, county) for role in (Role.EXAMINER, Role.AUDITOR)]
    before = [RowChange.objects.visible_to(one).count() for one in readers]

    origin = {"finding": finding, "project": finding.project, "region": finding.region}
    lead = a_lead("in_disposal", office=office, **origin)
    a_case("investigation", lead=lead)

    assert [RowChange.objects.visible_to(one).count() for one in readers] == before
    assert min(before) > 0


def test_what_is_read_is_never_closed_and_never_of_both_kinds():
    system = {model._meta.db_table for model in system_models()}
    cases = {model._meta.db_table for model in case_models()}

    assert {"accounts_user", "accounts_rolegrant", "people_grantrequest"} <= system
    assert {"projects_project", "inspections_finding", "projects_receipt"} <= cases
    assert system & cases == set()
    assert not [name for name in system | cases if name.startswith("leads_")]


def test_which_lead_a_task_came_of_is_not_told():
    told = {one.table: one for one in register.tracked()}

    assert "lead_id" in told["rectification_rectificationtask"].secret
    assert tracking.untracked() == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR, Role.EXAMINER}))
def test_others_have_no_journal(as_role, county, role):
    client = as_role(role, county)
    change = last_change(county)

    assert client.get(LIST).status_code == 403
    assert client.get(change.get_absolute_url()).status_code == 404
    assert looks_of(client.user) == []


def test_administrators_open_no_change_of_a_case(as_role, county):
    change = last_change(ProjectFactory(region=county))

    answers = [as_role(role, county).get(change.get_absolute_url()) for role in ADMINISTRATORS]

    assert {answer.status_code for answer in answers} == {404}


def test_a_change_says_who_wrote_what_in_which_request(examiner, county):
    by, project = UserFactory(display_name="Li Wen"), ProjectFactory(region=county, name="Old")
    author = authorship.Author(user=lambda: by, reason="projects:edit", request_id="ab12")
    with authorship.written_by(author):
        Project.objects.filter(pk=project.pk).update(name="New")

    page = examiner.get(last_change(project).get_absolute_url())

    assert page.context["pairs"] == [("project name", "Old", "New")]
    assert page.context["writer"] == str(by)
    assert page.context["row"] == project
    assert bytes(last_change(project).digest).hex() in page.content.decode()
    assert "?request=ab12" in page.content.decode()


def test_what_was_written_past_the_product_names_the_role_of_the_database(examiner, county):
    project = ProjectFactory(region=county)
    with connection.cursor() as cursor:
        # Begins with a remark, so that no author is put before it.
        cursor.execute(
            "/* by hand */ update projects_project set name = 'x' where id = %s", [project.pk]
        )
    change = last_change(project)

    page = examiner.get(change.get_absolute_url())

    assert page.context["writer"] == f"Role {change.database_role} of the database"


def test_a_change_without_values_names_its_fields(as_role, county):
    auditor = as_role(Role.AUDITOR, county)
    User.objects.filter(pk=auditor.user.pk).update(display_name="Changed")

    page = auditor.get(last_change(auditor.user).get_absolute_url())

    assert (page.context["pairs"], page.context["row"]) == ([], None)
    assert str(User._meta.get_field("display_name").verbose_name) in page.content.decode()
    assert "Changed" not in page.context["fields"]


def test_it_is_searched_by_row_person_request_and_day(examiner, county):
    by = UserFactory(display_name="Li Wen", username="liwen")
    one, other = ProjectFactory(region=county), ProjectFactory(region=county)
    author = authorship.Author(user=lambda: by, reason="", request_id="ab12")
    with authorship.written_by(author):
        Project.objects.filter(pk=one.pk).update(name="New")
    table = {"table": "projects_project"}
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert set(shown(examiner.get(LIST, table))) == {str(one.pk), str(other.pk)}
    assert shown(examiner.get(LIST, table | {"row": other.pk})) == [str(other.pk)]
    for asked in ({"person": "Li"}, {"person": "liwen"}, {"request": "ab12"}, {"operation": "U"}):
        assert shown(examiner.get(LIST, table | asked)) == [str(one.pk)]
    assert shown(examiner.get(LIST, table | {"recorded_at_after": tomorrow})) == []


def test_a_kind_of_row_that_one_may_not_read_is_no_condition(examiner, county):
    OrganisationFactory(parent=county)

    page = examiner.get(LIST, {"table": "accounts_organisation"})

    assert shown(page) == []
    assert page.context["list"].complaints


def test_looking_is_written_down_with_what_was_asked(examiner, county):
    project = ProjectFactory(region=county)

    examiner.get(LIST, {"table": "projects_project", "person": "Li\x00"})
    examiner.get(last_change(project).get_absolute_url())

    assert looks_of(examiner.user) == [
        {"table": "projects_project", "person": "Li"},
        {"table": "projects_project", "row": str(project.pk)},
    ]


def test_taking_it_away_asks_for_a_purpose_and_is_written_down(examiner, county, settings):
    settings.EXPORT_ASKS_PURPOSE = True
    ProjectFactory(region=county)
    asked = {"table": "projects_project", "format": "xlsx"}

    form = examiner.get(LIST, asked)
    response = examiner.get(LIST, asked | {"purpose": "Court of audit"})

    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    taken = Event.objects.of(examiner.user).get(name="export")
    assert "purpose" in form.context["form"].fields
    assert [row[2].value for row in book.worksheets[0].iter_rows(min_row=2)] != []
    assert (taken.detail["list"], taken.detail["purpose"]) == ("changes", "Court of audit")


def test_the_list_asks_few_questions_however_long_it_is(
    examiner, county, django_assert_max_num_queries
):
    for _ in range(5):
        ProjectFactory(region=county)
    Organisation.objects.update(name_en="Same")

    with django_assert_max_num_queries(25):
        examiner.get(LIST)


@pytest.mark.parametrize(
    "asked",
    [
        {"table": "leads_lead\x00'"},
        {"row": "\x00'; --", "request": "%", "person": "%_\\"},
        {"recorded_at_after": "never", "operation": "Z", "after": "e30", "sort": "-digest"},
        {"row": "9" * 60, "recorded_at_before": "9999-12-31"},
    ],
)
def test_whatever_is_asked_breaks_nothing(examiner, county, asked):
    ProjectFactory(region=county)

    answers = [examiner.get(LIST, asked), examiner.get(f"{LIST}{'9' * 30}/")]

    assert [answer.status_code for answer in answers] == [200, 404]
