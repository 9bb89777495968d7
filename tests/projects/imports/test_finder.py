"""Looking projects up reads few of them, however many the ledger holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.imports.finder import Finder, Stated, called
from projects.models import Permit, Project
from tests.factories.projects import DeveloperFactory, ProjectFactory
from tests.projects.imports.files import CREDIT, a_city, clerk_over, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def housing(db):
    a_city()
    return the("通海县住房和城乡建设局")


@pytest.fixture
def finder(housing):
    return Finder(clerk_over(the("通海县")))


def projects_called(housing, *names, **facts):
    return [ProjectFactory(authority=housing, name=name, **facts) for name in names]


def test_a_developer_of_many_projects_brings_only_the_one_with_the_name(finder, housing):
    developer = DeveloperFactory(credit_code=CREDIT)
    wanted, *_others = projects_called(
        housing, "云溪苑（一期）", "聚利小区", "盛景办公楼", developer=developer
    )
    stated = Stated(credit_code=CREDIT.lower(), name="云溪苑一期")

    finder.read([stated])

    assert finder.find(stated).project == wanted
    assert finder.projects == {wanted.pk: wanted}


def test_two_developers_projects_of_one_name_are_not_confused(finder, housing):
    projects_called(housing, "云溪苑", developer=DeveloperFactory(credit_code="A" * 18))
    (wanted,) = projects_called(housing, "云溪苑", developer=DeveloperFactory(credit_code=CREDIT))
    stated = [Stated(credit_code=CREDIT, name="云溪苑"), Stated(credit_code="B" * 18, name="云溪")]

    finder.read(stated)

    assert [finder.find(one).project for one in stated] == [wanted, None]


def test_what_was_read_of_a_developer_serves_the_next_rows(finder, housing):
    developer = DeveloperFactory(credit_code=CREDIT)
    first, second = projects_called(housing, "云溪苑", "聚利小区", developer=developer)
    rows = [Stated(credit_code=CREDIT, name=project.name) for project in (first, second)]

    for row in rows:
        finder.read([row])

    assert finder.find(rows[1]).project == second


def test_names_of_the_ledger_are_not_read_for_rows_that_give_its_number(finder, housing):
    (project,) = projects_called(housing, "云溪苑")
    stated = Stated(number=project.code, name="云溪苑")

    with CaptureQueriesContext(connection) as seen:
        finder.read([stated])

    assert finder.find(stated).project == project
    assert [one for one in seen if "developer__name" in one["sql"]] == []
    assert finder._likeness is None


def test_permits_are_never_given_a_likely_project(housing):
    finder = Finder(clerk_over(the("通海县")), suggests=False)
    projects_called(housing, "云溪苑商住小区")
    stated = Stated(name="云溪苑商住小区")

    finder.read([stated])

    assert finder.find(stated).suggestions == []


def test_likely_projects_are_read_with_one_statement_however_many_rows_ask(finder, housing):
    names = [f"云溪苑商住小区第{n}组团" for n in "甲乙丙丁戊己"]
    projects_called(housing, *names)
    counted = []
    for rows in (names[:1], names):
        finder = Finder(clerk_over(the("通海县")))
        with CaptureQueriesContext(connection) as seen:
            finder.read(Stated(name=name, developer="无") for name in rows)
        counted.append(len(seen))

    assert counted[0] == counted[1]


def test_of_many_of_one_name_the_earliest_are_suggested(finder, housing):
    same = projects_called(housing, *["云溪苑商住小区"] * 9)
    stated = Stated(name="云溪苑商住小区", developer=same[0].developer.name)

    finder.read([stated])

    found = finder.find(stated).suggestions
    assert [one.pk for one in found] == sorted(one.pk for one in found)
    assert {one.pk for one in found} <= {project.pk for project in same[:8]}


def test_projects_beyond_the_reach_are_neither_found_nor_suggested(finder):
    (hidden,) = projects_called(the("玉溪市住房和城乡建设局"), "云溪苑商住小区")
    stated = [Stated(number=hidden.code), Stated(name=hidden.name)]

    finder.read(stated)

    assert [finder.find(one).project for one in stated] == [None, None]
    assert finder.find(stated[1]).suggestions == []


@pytest.mark.parametrize(
    ("model", "field", "index"),
    [
        (Project, "code", "project_by_plain_code"),
        (Permit, "number", "permit_by_plain_number"),
    ],
)
def test_numbers_in_any_spelling_are_found_by_an_index(model, field, index):
    rows = called(model.objects.order_by(), field, ["ＸＭ-1", "建字第 1 号"])

    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        plan = rows.explain()

    assert index in plan


def test_of_many_with_the_same_keys_some_are_offered_and_no_more_are_read(finder, housing):
    developer = DeveloperFactory(credit_code=CREDIT)
    same = projects_called(housing, *["云溪苑"] * 9, developer=developer)
    stated = Stated(credit_code=CREDIT, name="云溪苑")

    finder.read([stated])

    found = finder.find(stated)
    assert found.project is None
    assert {one.pk for one in found.suggestions} == {project.pk for project in same[:5]}
    assert len(finder.projects) == 5
