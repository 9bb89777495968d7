"""Samples: drawn by a recorded seed, opened one by one, each with what the file showed."""

import hashlib

import pytest

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotPossible
from airdefense.reports.models import Sample
from airdefense.reports.sampling.drawing import draw, share
from tests.factories.leads import Office, a_lead
from tests.factories.projects import AllocationFactory, ProjectFactory, ReceiptFactory
from tests.factories.reports import ReportFactory
from tests.factories.sampling import SampledRowFactory, SampleFactory

pytestmark = pytest.mark.django_db


def words(response):
    return response.content.decode()


def money_in(region, name="龙泉大厦"):
    receipt = ReceiptFactory(project=ProjectFactory(region=region, name=name))
    return AllocationFactory(receipt=receipt)


@pytest.fixture
def frozen(city, county, sibling):
    """M13 of a report with three rows in one county and one in another."""
    for name in "甲乙丙":
        money_in(county, name)
    money_in(sibling, "丁")
    return ReportFactory(scope=city).figures.get(code="M13")


def test_the_draw_follows_the_documented_order(frozen):
    def mark(key):
        return hashlib.sha256(f"20201211:{key}".encode()).digest()

    drawn = draw(frozen, "20201211", 3)

    assert [key for key, _region, _amount in drawn] == sorted(frozen.row_ids, key=mark)[:3]


def test_the_same_seed_draws_the_same_rows_and_the_same_person_no_second_sample(frozen):
    first = SampleFactory(figure=frozen, seed="7", rows=2)
    again = SampleFactory(figure=frozen, seed="7", rows=2, by=first.drawn_by)
    other = SampleFactory(figure=frozen, seed="7", rows=2)

    drawn = [list(s.rows.values_list("row_id", "amount")) for s in (first, other)]
    assert again == first
    assert drawn[0] == drawn[1]
    assert other != first


def test_a_region_is_drawn_from_alone(frozen, county):
    sample = SampleFactory(figure=frozen, region=county, rows=9)

    assert (sample.size, sample.population) == (3, 3)
    assert set(sample.rows.values_list("region", flat=True)) == {county.pk}


@pytest.mark.parametrize(("population", "percent", "rows"), [(412, 5, 21), (10, 5, 1), (4, 100, 4)])
def test_a_part_is_rounded_up(population, percent, rows):
    assert share(population, percent) == rows


def test_leads_and_rates_are_not_sampled(as_role, city):
    a_lead("registered", office=Office(city=city))
    report = ReportFactory(scope=city)
    client = as_role(Role.CASE_SUPERVISION, city)

    for code in ("M15", "M14"):
        figure = report.figures.get(code=code)
        assert client.get(f"/reports/samples/new/{figure.pk}/").status_code == 404
        with pytest.raises(NotPossible):
            SampleFactory(figure=figure)


def test_a_reader_draws_opens_and_says_what_the_file_showed(as_role, city, frozen):
    client = as_role(Role.LEADERSHIP, city)

    answer = client.post(
        f"/reports/samples/new/{frozen.pk}/", {"seed": "20201211", "percent": "50"}
    )
    sample = Sample.objects.get()
    page = f"{sample.get_absolute_url()}rows/1/"
    early = client.post(page, {"verdict": "as_found"})
    opened = client.post(f"{page}open/")
    unsaid = client.post(page, {"verdict": "differs"})
    judged = client.post(page, {"verdict": "differs", "note": "收据金额不符"})

    row = sample.rows.get(place=1)
    assert answer.url == sample.get_absolute_url()
    assert (sample.size, sample.population) == (2, 4)
    assert early.status_code in (302, 409)
    assert opened.url.startswith("/projects/")
    assert "Say how the file differs" in words(unsaid)
    assert judged.url == f"{sample.get_absolute_url()}rows/2/"
    assert (row.opened_by, row.verdict, row.note, row.judged_by) == (
        client.user,
        "differs",
        "收据金额不符",
        client.user,
    )
    assert "收据金额不符" in words(client.get(sample.get_absolute_url()))
    drawn = Event.objects.of(frozen.report).get(name="sample")
    assert (drawn.actor, drawn.detail["seed"]) == (client.user, "20201211")


def test_who_opened_a_row_first_stays(as_role, city, frozen):
    row = SampledRowFactory(sample=SampleFactory(figure=frozen))
    first, second = as_role(Role.LEADERSHIP, city), as_role(Role.INSPECTION_OFFICE, city)

    for client in (first, second):
        client.post(f"{row.get_absolute_url()}open/")

    row.refresh_from_db()
    assert row.opened_by == first.user


def test_the_pages_go_from_row_to_row(as_role, city, frozen):
    sample = SampleFactory(figure=frozen, rows=3)
    client = as_role(Role.LEADERSHIP, city)

    page = words(client.get(f"{sample.get_absolute_url()}rows/2/"))

    assert f'rel="prev" href="{sample.get_absolute_url()}rows/1/"' in page
    assert f'rel="next" href="{sample.get_absolute_url()}rows/3/"' in page
    assert client.get(f"{sample.get_absolute_url()}rows/4/").status_code == 404


def test_strangers_and_other_roles_find_no_sample(as_role, city, sibling, frozen):
    sample = SampleFactory(figure=frozen)
    stranger = as_role(Role.LEADERSHIP, sibling)

    paths = ("", "rows/1/")
    statuses = [stranger.get(sample.get_absolute_url() + path).status_code for path in paths]

    assert statuses == [404, 404]
    assert stranger.post(f"{sample.get_absolute_url()}rows/1/open/").status_code == 404
    assert stranger.get(f"/reports/samples/new/{frozen.pk}/").status_code == 404
    assert sample.seed not in words(stranger.get("/reports/samples/"))
    assert as_role(Role.INSPECTOR, city).get("/reports/samples/").status_code == 403


def test_a_sample_leaves_as_a_workbook(as_role, city, frozen):
    sample = SampleFactory(figure=frozen)

    response = as_role(Role.LEADERSHIP, city).get(f"{sample.get_absolute_url()}?format=xlsx")

    assert response.status_code == 200
    assert b"".join(response.streaming_content)[:2] == b"PK"
