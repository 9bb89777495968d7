import threading

import pytest
from django.db import connection, transaction

from airdefense.casework import numbering
from airdefense.casework.models import IssuedNumber, NumberSeries
from airdefense.casework.workflow import NotPossible
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory


def take(organisation, year=2020, series="WT"):
    return numbering.take(
        organisation=organisation, series=series, year=year, pattern="{year}-{n:03}"
    )


@pytest.mark.django_db
def test_numbers_run_apart_per_organisation_series_and_year():
    one, two = OrganisationFactory(), OrganisationFactory()

    taken = [take(one), take(one), take(two), take(one, year=2021), take(one, series="ZG")]

    assert taken == ["2020-001", "2020-002", "2020-001", "2021-001", "2020-001"]


@pytest.mark.django_db
def test_number_of_a_failed_transaction_is_given_to_the_next():
    organisation = OrganisationFactory()
    take(organisation)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take(organisation)
        raise ZeroDivisionError

    assert take(organisation) == "2020-002"


@pytest.mark.django_db
def test_void_number_is_kept_with_its_reason_and_never_given_again():
    organisation, user = OrganisationFactory(), UserFactory()
    take(organisation)
    number = IssuedNumber.objects.get()

    numbering.void(number, reason="typed twice", by=user, at=NOON)

    number.refresh_from_db()
    assert (number.voided_by, number.void_reason) == (user, "typed twice")
    assert take(organisation) == "2020-002"
    with pytest.raises(NotPossible, match="void already"):
        numbering.void(number, reason="again", by=user, at=NOON)


@pytest.mark.django_db
def test_number_is_not_voided_without_a_reason():
    take(OrganisationFactory())

    with pytest.raises(NotPossible, match="Say why"):
        numbering.void(IssuedNumber.objects.get(), reason=" ", by=UserFactory(), at=NOON)


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_take_twenty_numbers_without_gap_or_double():
    organisation = OrganisationFactory()
    taken = []

    def one():
        try:
            taken.append(take(organisation))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [f"2020-{n:03}" for n in range(1, 21)]
    assert numbering.gaps(NumberSeries.objects.get()) == []


@pytest.mark.django_db
def test_a_block_goes_on_where_single_numbers_ended_and_leaves_no_gap():
    series = {"organisation": OrganisationFactory(code="530423"), "series": "XM", "year": 0}
    pattern = "XM-{code}-{n:04}"
    numbering.take(**series, pattern=pattern)

    block = numbering.take_many(**series, pattern=pattern, count=3)

    assert block == ["XM-530423-0002", "XM-530423-0003", "XM-530423-0004"]
    assert numbering.take(**series, pattern=pattern) == "XM-530423-0005"
    assert numbering.gaps(NumberSeries.objects.get()) == []


@pytest.mark.django_db
def test_several_numbers_are_voided_at_once_and_once():
    office = OrganisationFactory(code="530423")
    series = {"organisation": office, "series": "XM", "year": 0, "pattern": "XM-{code}-{n:04}"}
    told = {"by": UserFactory(organisation=office), "at": NOON}
    given = numbering.take_many(**series, count=3)

    first = numbering.void_many([*given[:2], "海建7"], series="XM", reason="wrong file", **told)
    again = numbering.void_many(given[:2], series="XM", reason="wrong file", **told)

    assert (first, again) == (2, 0)
    assert IssuedNumber.objects.get(voided_at=None).text == given[2]
