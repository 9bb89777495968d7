"""Workbooks of the kinds of the ledger, brought in as a clerk brings them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from airdefense.accounts.models import Organisation
from airdefense.accounts.roles import Role
from airdefense.exchange.importing import actions
from airdefense.exchange.importing.books import write_ledger
from airdefense.exchange.importing.guard import limits_of
from airdefense.exchange.importing.kinds import KINDS
from tests.factories.accounts import OrganisationFactory, person

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
CREDIT = "91530402MA6TE1T08E"

BUILDING = {
    "building_name": "1幢",
    "use": "住宅",
    "floors": 18,
    "foundation_depth_m": Decimal("3.50"),
    "first_floor_sqm": Decimal("860.00"),
    "above_ground_sqm": Decimal("15480.00"),
}
PROJECT = {
    "name": "云溪苑一期",
    "developer_name": "玉溪模拟置业有限公司",
    "developer_code": CREDIT,
    "approved_on": date(2019, 6, 1),
    "is_offsite_approved": "是",
    "offsite_document": "玉人防易地〔2019〕3号",
}


def a_city():
    """A city with one county, their air defence bodies and departments."""
    city = OrganisationFactory(city=True, code="530400", name="玉溪市", short_name="市本级")
    county = OrganisationFactory(parent=city, code="530423", name="通海县", short_name="通海")
    for region in (city, county):
        for code, kind, name in (
            ("zj", "housing", "住房和城乡建设局"),
            ("gh", "planning", "自然资源局"),
            ("cz", "finance", "财政局"),
        ):
            OrganisationFactory(parent=region, code=code, kind=kind, name=f"{region.name}{name}")
    return city


def the(name):
    return Organisation.objects.get(name=name)


def clerk_over(region):
    return person(Role.DATA_CLERK, region)


def workbook(kind, rows, *, heads=None, merge=0):
    """A workbook of dicts by field key; the heads are the labels of the fields."""
    fields = KINDS[kind].by_key
    keys = list(dict.fromkeys(key for row in rows for key in row))
    book = openpyxl.Workbook()
    book.active.append([(heads or {}).get(key) or str(fields[key].label) for key in keys])
    for row in rows:
        book.active.append([row.get(key) for key in keys])
    for column in range(1, merge + 1):
        span = {"start_column": column, "end_column": column, "end_row": 1 + len(rows)}
        book.active.merge_cells(start_row=2, **span)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile(f"{kind}.xlsx", file.getvalue())


class Clerk:
    """Somebody who brings files of one kind to one region."""

    def __init__(self, region, kind="projects", user=None, source=None):
        self.region, self.kind, self.source = region, kind, source
        self.user = user or clerk_over(region)
        self.told = {"by": self.user, "at": AT}

    def upload(self, file):
        kind = KINDS[self.kind]
        kinds = [KINDS[key] for key in ("projects", "permits", "receipts", "treasury")]
        return actions.upload(
            file,
            kind=kind,
            kinds=kinds,
            region=self.region,
            source=self.source,
            limits=limits_of(settings),
            **self.told,
        )

    def check(self, *rows, file=None):
        batch = self.upload(file or workbook(self.kind, rows))
        return self.check_again(batch)

    def check_again(self, batch):
        return actions.check(batch, limits=limits_of(settings), on=TODAY, **self.told)

    def apply(self, batch, **modes):
        return actions.apply(batch, on=TODAY, **modes, **self.told)

    def bring(self, *rows, file=None, **modes):
        return self.apply(self.check(*rows, file=file), **modes)

    def undo(self, batch, **choices):
        return actions.undo(batch, note="wrong file", **choices, **self.told)

    def decide(self, row, decision):
        return actions.decide(row, str(decision), on=TODAY, **self.told)

    def correct(self, row, key, text):
        return actions.correct(row, key, text, on=TODAY, **self.told)

    def export(self):
        file = BytesIO()
        write_ledger(file, KINDS[self.kind], self.user, self.region)
        return SimpleUploadedFile("export.xlsx", file.getvalue())


def verdicts(batch):
    return [row.verdict for row in batch.rows.order_by("pk")]


def problems(batch):
    """(line, field, code) of every problem that stops a row."""
    return [
        (row.number, problem["key"], problem["code"])
        for row in batch.rows.order_by("pk")
        for problem in row.problems
        if not problem.get("is_warning")
    ]


def warnings(batch):
    return [
        (row.number, problem["key"], problem["code"])
        for row in batch.rows.order_by("pk")
        for problem in row.problems
        if problem.get("is_warning")
    ]


def counts(batch, *names):
    return tuple(batch.count_of(name) for name in names)
