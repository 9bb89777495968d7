"""Few statements however many rows; the numbers of time and memory are in benchmarks/."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.projects import ProjectFactory
from tests.projects.imports.files import BUILDING, PROJECT, Clerk, a_city, the, workbook

PLANNING, FINANCE = "通海县自然资源局", "通海县财政局"
# What a file costs whatever its length: the batch, its history, places, locks, the numbering.
EVERY_FILE = 60
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def project(db):
    a_city()
    return ProjectFactory(authority=the("通海县住房和城乡建设局"))


def project_row(n, project):
    return PROJECT | BUILDING | {"name": f"第{n}苑", "national_code": f"2019-530423-47-03-{n:06}"}


def permit_row(n, project):
    return {"number": f"建字第{n}号", "issued_on": date(2020, 1, 1), "stated_name": f"第{n}苑"}


def receipt_row(n, project):
    paid = {"number": f"00{n}", "paid_on": date(2020, 1, 1), "amount_yuan": n + 1}
    return paid | {"code": project.code}


def treasury_row(n, project):
    return {"number": f"00{n}", "paid_on": date(2020, 1, 1), "amount_yuan": n + 1}


@pytest.mark.parametrize(
    ("kind", "row", "source"),
    [
        ("projects", project_row, None),
        ("permits", permit_row, PLANNING),
        ("receipts", receipt_row, None),
        ("treasury", treasury_row, FINANCE),
    ],
)
def test_no_row_costs_a_statement_of_its_own(project, kind, row, source):
    clerk = Clerk(the("通海县"), kind, source=the(source) if source else None)
    rows = [row(n, project) for n in range(600)]
    statements = {}

    def count(name, do):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = do()
        statements[name] = len(seen)
        return answer

    batch = clerk.upload(workbook(kind, rows))
    batch = count("check", lambda: clerk.check_again(batch))
    batch = count("apply", lambda: clerk.apply(batch))
    count("undo", lambda: clerk.undo(batch))

    assert {name: n for name, n in statements.items() if n > EVERY_FILE + 0.1 * len(rows)} == {}
