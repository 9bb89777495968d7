"""Whatever a workbook holds: a page, never an error, and never a half-written ledger."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airdefense.accounts.roles import Role
from airdefense.casework.models import CalendarDay
from airdefense.exchange.importing.guard import Limits
from airdefense.exchange.importing.kinds import KINDS
from airdefense.exchange.importing.problems import Refusal
from airdefense.exchange.importing.sheets import read
from airdefense.exchange.models import ImportBatch
from tests.exchange.importing import Days, a_day, opened, workbook
from tests.exchange.test_import_pages import bring, take
from tests.factories.accounts import OrganisationFactory

LIMITS = Limits(megabytes=5, rows=50, columns=20, unpacked_megabytes=20)
# One and the same file for every run: a workbook carries the time it was made.
WHOLE = workbook(a_day()).read()
OFTEN = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# What XML can carry at all.
TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff", min_codepoint=32),
    max_size=30,
)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    TEXT,
    st.sampled_from(["=1/0", "=A1", "12,3OO", "2026-02-30", "９.15E+17", "合计", "示例", "\t"]),
)
ROWS = st.lists(st.lists(CELLS, min_size=8, max_size=9), min_size=1, max_size=6)


@pytest.fixture
def clerk(as_role, monkeypatch):
    monkeypatch.setitem(KINDS, "days", Days())
    return as_role(Role.DATA_CLERK, OrganisationFactory(code="530423"))


def is_whole():
    """Every batch is either in force with all its rows, or has written nothing."""
    applied = sum(b.count_of("created") for b in ImportBatch.objects.filter(status="applied"))
    return CalendarDay.objects.count() == applied


@pytest.mark.slow
@pytest.mark.django_db
@OFTEN
@given(ROWS)
def test_random_cells_are_checked_and_taken_in_or_explained(clerk, rows):
    CalendarDay.objects.all().delete()
    ImportBatch.objects.filter(status="applied").update(counts={})

    response = bring(clerk, workbook(*rows))
    if response.status_code == 302:
        batch = ImportBatch.objects.latest("pk")
        assert clerk.get(f"/imports/{batch.pk}/").status_code == 200
        assert opened(clerk.get(f"/imports/{batch.pk}/annotated/")).sheetnames
        assert take(clerk, batch, skips_faulty="yes").status_code == 302

    assert response.status_code in (200, 302)
    assert is_whole()


@pytest.mark.slow
@pytest.mark.django_db
@OFTEN
@given(st.lists(st.one_of(st.none(), TEXT), min_size=1, max_size=12))
def test_random_heads_are_assigned_refused_or_asked_about(clerk, heads):
    response = bring(clerk, workbook(a_day(), heads=heads))

    assert response.status_code in (200, 302)
    if response.status_code == 302:
        assert clerk.get(response["Location"]).status_code == 200


@OFTEN
@given(st.data())
def test_damaged_files_are_read_or_refused(data):
    content = bytearray(WHOLE)
    for _cut in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))

    assert read_or_refused(bytes(content))


PARTS = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")


@OFTEN
@given(st.sampled_from(PARTS), st.data())
def test_damaged_parts_are_read_or_refused(part, data):
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(WHOLE)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = bytearray(old.read(name))
            if name == part:
                place = data.draw(st.integers(0, len(text) - 1))
                text[place : place + 3] = data.draw(st.binary(max_size=6))
            new.writestr(name, bytes(text))

    assert read_or_refused(out.getvalue())


def read_or_refused(content):
    try:
        read(SimpleUploadedFile("a.xlsx", content), "a.xlsx", LIMITS)
    except Refusal as refusal:
        return bool(str(refusal))
    return True


def cells_for(field):
    """Cells that a column might hold: mostly its own kind, often something else."""
    usual = {
        "day": st.dates(date(1990, 1, 1), date(2030, 1, 1)),
        "number": st.integers(-3, 40),
        "area": st.decimals(-1, 90_000, places=2).map(float),
        "metres": st.decimals(-1, 9, places=2).map(float),
        "money": st.decimals(-1, 10**7, places=2).map(float),
        "yes_no": st.sampled_from(["是", "否"]),
    }.get(field.kind, st.sampled_from(["甲", "乙 1", "91530400MA60002L2L", "530423", "G6"]))
    words = [str(code) for code, _label in field.pairs]
    return st.one_of(usual, *([st.sampled_from(words)] if words else []), usual, CELLS)


@pytest.mark.slow
@pytest.mark.django_db
@settings(OFTEN, max_examples=12)
@given(st.data())
@pytest.mark.parametrize("key", ["projects", "permits", "receipts", "treasury"])
def test_random_rows_of_the_ledger_are_explained_taken_in_and_taken_back(clerk, key, data):
    fields = KINDS[key].fields
    row = st.tuples(*map(cells_for, fields))
    rows = data.draw(st.lists(row, min_size=1, max_size=5))

    response = bring(clerk, workbook(*rows, heads=[str(f.label) for f in fields]), kind=key)
    if response.status_code == 302:
        batch = ImportBatch.objects.latest("pk")
        assert clerk.get(f"/imports/{batch.pk}/").status_code == 200
        assert take(clerk, batch, skips_faulty="yes").status_code == 302
        undo = f"/imports/{batch.pk}/undo/"
        answer = clerk.post(undo, {"note": "fuzzed", "leaves_blocked": "on"})
        assert answer.status_code == 302

    assert response.status_code in (200, 302)
