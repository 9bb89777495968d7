"""Rates, adjustments and policies: cited, by two people, never two on one day."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from airdefense.accounts.roles import Role
from airdefense.casework.models import Event
from airdefense.casework.workflow import NotAllowed, NotPossible
from projects import actions
from projects.assessing import NoPolicy, Statute, facts_of
from projects.models import FeePolicy, FeeRate, Project
from projects.tariff import NoRate
from projects.what_if import compare
from projects.workflow import PublishedStatus
from tests.factories.accounts import NOON, OrganisationFactory, person
from tests.factories.projects import (
    OFFICE,
    FeeAdjustmentFactory,
    FeePolicyFactory,
    FeeRateFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db
IN_FORCE = PublishedStatus.IN_FORCE


@pytest.fixture
def county():
    return OrganisationFactory(name="通海县", code="530423")


@pytest.fixture
def clerks(county):
    return person(Role.DATA_CLERK, county), person(Role.DATA_CLERK, county)


def rate(region, **changes):
    facts = {
        "region": region,
        "grade": "G6",
        "yuan_per_sqm": Decimal("1000.00"),
        "effective_from": date(2015, 1, 1),
        "document": "模拟费率〔2015〕1号",
    }
    return facts | changes


def test_rate_counts_once_a_second_person_put_it_in_force(county, clerks):
    first, second = clerks
    row = actions.propose(FeeRate, by=first, at=NOON, **rate(county))

    with pytest.raises(NoRate):
        Statute.in_force().tariff.rate("530423", "G6", date(2019, 6, 1))
    with pytest.raises(NotPossible, match="a second person does"):
        actions.take_published_step(row, "put_in_force", by=first, at=NOON)
    actions.take_published_step(row, "put_in_force", by=second, at=NOON)

    found = Statute.in_force().tariff.rate("530423", "G6", date(2019, 6, 1))
    assert (found.yuan_per_sqm, found.document) == (Decimal("1000.00"), "模拟费率〔2015〕1号")
    assert [e.name for e in Event.objects.of(row).order_by("pk")] == ["propose", "put_in_force"]


def test_rate_without_a_document_is_refused(county, clerks):
    with pytest.raises(NotPossible, match="Name the document"):
        actions.propose(FeeRate, by=clerks[0], at=NOON, **rate(county, document=" "))


def test_clerk_of_another_county_puts_nothing_in_force(county, clerks):
    stranger = person(Role.DATA_CLERK, OrganisationFactory())
    row = actions.propose(FeeRate, by=clerks[0], at=NOON, **rate(county))

    with pytest.raises(NotAllowed):
        actions.take_published_step(row, "put_in_force", by=stranger, at=NOON)


@pytest.mark.parametrize(
    ("first_to", "second_from", "is_refused"),
    [
        (date(2017, 12, 31), date(2017, 12, 31), True),
        (date(2017, 12, 31), date(2018, 1, 1), False),
        (None, date(2018, 1, 1), True),
    ],
)
def test_two_rates_never_share_a_day(county, clerks, first_to, second_from, is_refused):
    FeeRateFactory(region=county, effective_to=first_to, status=IN_FORCE)
    later = FeeRateFactory(region=county, effective_from=second_from)

    if is_refused:
        with pytest.raises(NotPossible, match="overlaps"):
            actions.take_published_step(later, "put_in_force", by=clerks[1], at=NOON)
    else:
        later = actions.take_published_step(later, "put_in_force", by=clerks[1], at=NOON)
        assert later.status == IN_FORCE


def test_database_refuses_overlap_and_own_approval_whatever_the_program_does(county):
    row = FeeRateFactory(region=county, status=IN_FORCE)
    other = FeeRateFactory(region=county, effective_from=date(2018, 1, 1))
    approved = {"status": IN_FORCE, "approved_at": NOON}

    with pytest.raises(IntegrityError), transaction.atomic():
        FeeRate.objects.filter(pk=other.pk).update(approved_by=row.approved_by, **approved)
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeRate.objects.filter(pk=other.pk).update(approved_by=other.proposed_by, **approved)


def test_grades_and_regions_do_not_meet(county, clerks):
    FeeRateFactory(region=county, status=IN_FORCE)

    grade = FeeRateFactory(region=county, grade="G6B", status=IN_FORCE)
    region = FeeRateFactory(region=OrganisationFactory(), status=IN_FORCE)

    assert (grade.status, region.status) == (IN_FORCE, IN_FORCE)


def test_ended_rate_still_counts_for_the_days_before(county, clerks):
    row = FeeRateFactory(region=county, status=IN_FORCE)

    actions.take_published_step(
        row, "end", by=clerks[0], at=NOON, note="新标准施行", effective_to=date(2019, 12, 31)
    )

    tariff = Statute.in_force().tariff
    assert tariff.rate("530423", "G6", date(2019, 12, 31)).yuan_per_sqm == Decimal("1500.00")
    with pytest.raises(NoRate, match="no rate for 530423, G6 on 2020-01-01: add one"):
        tariff.rate("530423", "G6", date(2020, 1, 1))


def test_policy_of_the_day_decides_and_its_absence_is_told(county):
    FeePolicyFactory(
        region=county, ratio=Decimal("0.02"), effective_to=date(2014, 12, 31), status=IN_FORCE
    )
    FeePolicyFactory(region=county, effective_from=date(2016, 1, 1), status=IN_FORCE)
    statute = Statute.in_force()

    assert statute.policy("530423", date(2014, 12, 31)).ratio == Decimal("0.02")
    assert statute.policy("530423", date(2016, 1, 1)).ratio == Decimal("0.03")
    with pytest.raises(NoPolicy, match="no policy for 530423 on 2015-06-01"):
        statute.policy("530423", date(2015, 6, 1))


@pytest.fixture
def hall(county):
    """3,000 ㎡ above ground, approved in 2019: 90 ㎡ are owed at 3 per cent."""
    FeeRateFactory(region=county, status=IN_FORCE)
    FeePolicyFactory(region=county, status=IN_FORCE)
    building = OFFICE | {"floors": 3, "above_ground_sqm": Decimal("3000.00")}
    return ProjectFactory(
        region=county, approved_on=date(2019, 6, 1), is_offsite_approved=True, buildings=[building]
    )


def test_what_if_tells_the_difference_of_every_project_and_changes_nothing(county, hall):
    FeeRateFactory(region=OrganisationFactory(), status=IN_FORCE)
    draft = FeePolicyFactory(region=county, ratio=Decimal("0.02"), effective_from=date(2018, 1, 1))

    outcome = compare(draft, Project.objects.all())

    told = [(row.project, row.today_yuan, row.draft_yuan) for row in outcome.changed]
    assert told == [(hall, Decimal("135000.00"), Decimal("90000.00"))]
    assert outcome.difference_yuan == Decimal("-45000.00")
    assert Statute.in_force().assess(facts_of(hall)).payable_yuan == Decimal("135000.00")


def test_what_if_of_an_adjustment_concerns_its_days_alone(county, hall):
    draft = FeeAdjustmentFactory(region=county)

    outcome = compare(draft, Project.objects.all())

    assert (outcome.compared, outcome.changed) == (0, [])


def test_clerk_proposes_on_the_page_and_sees_both_errors_at_once(as_role, county):
    client = as_role(Role.DATA_CLERK, county)
    given = {
        "region": county.pk,
        "city_class": "III",
        "ratio": "1.5",
        "threshold_scope": "PROJECT",
        "effective_from": "2015-01-01",
        "effective_to": "2014-01-01",
        "document": "模拟口径〔2015〕1号",
    }

    refused = client.post(reverse("projects:policy_new"), given)
    accepted = client.post(
        reverse("projects:policy_new"), given | {"ratio": "0.03", "effective_to": ""}
    )

    assert set(refused.context["form"].errors) == {"ratio", "effective_to"}
    row = FeePolicy.objects.get()
    assert accepted.url == row.get_absolute_url()
    assert (row.status, row.proposed_by, row.effective_to) == ("proposed", client.user, None)


def test_region_of_somebody_else_cannot_be_chosen(as_role, county):
    other = OrganisationFactory()
    client = as_role(Role.DATA_CLERK, county)

    page = client.post(reverse("projects:rate_new"), rate(other.pk))

    assert "region" in page.context["form"].errors
    assert FeeRate.objects.count() == 0


def test_inspector_reads_rates_and_proposes_none(as_role, county):
    row = FeeRateFactory(region=county)
    client = as_role(Role.INSPECTOR, county)

    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.get(reverse("projects:rate_new")).status_code == 403
    assert client.get(reverse("projects:rate_what_if", args=[row.pk])).status_code == 403


def test_rate_is_ended_on_its_page_with_a_day_and_a_reason(as_role, county):
    row = FeeRateFactory(region=county, status=IN_FORCE)
    client = as_role(Role.DATA_CLERK, county)
    url = reverse("projects:rate_end", args=[row.pk])

    early = client.post(url, {"effective_to": "2014-12-31", "note": "文"})
    client.post(url, {"effective_to": "2019-12-31", "note": "新标准施行"})

    assert "effective_to" in early.context["form"].errors
    row.refresh_from_db()
    assert (row.status, row.effective_to) == (PublishedStatus.ENDED, date(2019, 12, 31))


def test_second_clerk_puts_in_force_by_the_button(as_role, county):
    row = FeeRateFactory(region=county)
    client = as_role(Role.DATA_CLERK, county)

    client.post(reverse("projects:take_rate_step", args=[row.pk, "put_in_force"]))

    row.refresh_from_db()
    assert (row.status, row.approved_by) == (IN_FORCE, client.user)


def test_list_shows_what_is_in_force_on_a_day(as_role, county):
    old = FeeRateFactory(region=county, effective_to=date(2017, 12, 31), status=IN_FORCE)
    FeeRateFactory(region=county, effective_from=date(2018, 1, 1), status=IN_FORCE)
    FeeRateFactory(region=county, effective_from=date(2017, 1, 1))
    client = as_role(Role.INSPECTOR, county)

    page = client.get(reverse("projects:rate_list"), {"on": "2017-12-31"})

    assert list(page.context["list"].page.rows) == [old]


def test_what_if_workbook_holds_every_changed_project(as_role, county, hall):
    draft = FeePolicyFactory(region=county, ratio=Decimal("0.02"), effective_from=date(2018, 1, 1))
    client = as_role(Role.DATA_CLERK, county)

    page = client.get(reverse("projects:policy_what_if", args=[draft.pk]))
    file = client.get(reverse("projects:policy_what_if", args=[draft.pk]), {"format": "xlsx"})

    assert [row.project for row in page.context["shown"]] == [hall]
    book = load_workbook(BytesIO(b"".join(file.streaming_content)))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert rows == [(hall.code, hall.name, 135000, 90000, -45000)]
    assert Event.objects.of(client.user).get().name == "export"
