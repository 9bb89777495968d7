"""A report as evidence: rows as frozen, definitions, digest, manifest and sums."""

import csv
import hashlib
import io
import json
import zipfile

import openpyxl
import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from projects.actions import take_back
from tests.factories.leads import SECRETS, Office, a_lead
from tests.factories.projects import (
    AllocationFactory,
    ProjectFactory,
    ReceiptFactory,
    clerk_of,
)
from tests.factories.reports import MORNING, ReportFactory

pytestmark = pytest.mark.django_db


def money_in(region, name="龙泉大厦"):
    receipt = ReceiptFactory(project=ProjectFactory(region=region, name=name))
    return AllocationFactory(receipt=receipt)


def package(client, path, rows_as="csv"):
    answer = client.post(path, {"purpose": "审计取证", "rows_as": rows_as})
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def lines(archive, name):
    return list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def test_the_package_of_a_figure_is_its_rows_and_their_proof(as_role, city, county):
    row = money_in(county, "=甲")
    report = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    archive = package(client, f"/reports/{report.pk}/figures/M13/evidence/")

    told = json.loads(archive.read("manifest.json"))
    _head, first = lines(archive, "rows/M13.csv")
    assert first[:3] == [str(row.pk), county.code, "100000.00"]
    assert "'=甲" in first
    assert told["report"]["sha256"] == report.digest
    assert told["figures"]["M13"]["rows_in_package"] == 1
    assert told["figures"]["M13"]["value"] == "100000.00"
    sums = dict(reversed(s.split("  ")) for s in archive.read("SHA256SUMS").decode().splitlines())
    assert sums == {n: hashlib.sha256(archive.read(n)).hexdigest() for n in sums}
    assert set(sums) == set(archive.namelist()) - {"SHA256SUMS"}


def test_the_taking_is_recorded_with_its_purpose(as_role, city, county):
    money_in(county)
    report = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    told = json.loads(package(client, f"/reports/{report.pk}/evidence/").read("manifest.json"))

    event = Event.objects.of(report).get(name="export")
    assert (event.actor, event.detail["purpose"]) == (client.user, "审计取证")
    assert event.detail["trace"] == told["taken"]["trace"]


def test_without_a_purpose_nothing_is_taken(as_role, city, county):
    report = ReportFactory(scope=city)

    answer = as_role(Role.LEADERSHIP, city).post(
        f"/reports/{report.pk}/evidence/", {"rows_as": "csv"}
    )

    assert answer.status_code == 200
    assert not Event.objects.of(report).filter(name="export").exists()


def test_rows_may_come_as_workbooks(as_role, city, county):
    money_in(county, "甲")
    report = ReportFactory(scope=city)
    client = as_role(Role.LEADERSHIP, city)

    archive = package(client, f"/reports/{report.pk}/evidence/", rows_as="xlsx")

    book = openpyxl.load_workbook(io.BytesIO(archive.read("rows/M13.xlsx")))
    _head, row = list(book.worksheets[0].values)
    assert (row[1], row[-1]) == ("甲", 100000)
    assert "figures.xlsx" in archive.namelist()


def test_what_counts_back_is_a_number_and_what_was_typed_is_no_formula(as_role, city, county):
    row = money_in(county, "\x0b=甲;=乙")
    back = take_back(row=row, reason="记错缺口", by=clerk_of(row.gap.project), at=MORNING)
    client = as_role(Role.LEADERSHIP, city)
    report = ReportFactory(scope=city)

    archive = package(client, f"/reports/{report.pk}/figures/M13/evidence/")

    text = archive.read("rows/M13.csv").decode("utf-8-sig")
    _head, counted, counted_back = lines(archive, "rows/M13.csv")
    assert counted[:3] == [str(row.pk), county.code, "100000.00"]
    assert counted_back[:3] == [str(back.pk), county.code, "-100000.00"]
    assert f'{back.pk},"{county.code}",-100000.00,' in text
    assert '"\'=甲;=乙"' in text


def test_of_leads_a_package_holds_what_the_page_tells(as_role, city, county):
    a_lead("registered", office=Office(city=city), region=county)
    report = ReportFactory(scope=city)

    archive = package(as_role(Role.LEADERSHIP, city), f"/reports/{report.pk}/evidence/")

    told = json.loads(archive.read("manifest.json"))["figures"]["M15"]
    assert (told["value"], set(told["by_region"].values())) == ("<3", {"<3"})
    assert not [name for name in archive.namelist() if "M15" in name]
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="ignore")
    assert not any(word in everything for word in SECRETS)


def test_strangers_take_nothing(as_role, county, sibling, city):
    report = ReportFactory(scope=county)
    client = as_role(Role.LEADERSHIP, sibling)

    answers = [
        client.post(f"/reports/{report.pk}/{path}", {"purpose": "x", "rows_as": "csv"})
        for path in ("evidence/", "figures/M13/evidence/")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
