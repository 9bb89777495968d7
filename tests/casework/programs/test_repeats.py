"""A program that lost its answer sends again, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from airdefense.accounts.roles import Role
from airdefense.casework.models import KeptAnswer
from airdefense.casework.tasks import purge_kept_answers
from leads.models import Lead
from projects import actions
from projects.models import FeeRate
from tests.factories.accounts import OrganisationFactory, person
from tests.factories.leads import SECRETS, Office
from tests.factories.programs import KeptAnswerFactory, Program, ProgramTokenFactory
from tests.threads import carrying

JSON = "application/json"
RATES = "/api/v1/projects/rates/"


def rate(county, **facts):
    told = {"region": county.code, "grade": "G6", "yuan_per_sqm": "2000.00"}
    return told | {"effective_from": "2020-01-01", "document": "云价综合〔2019〕1号"} | facts


@pytest.fixture
def county(db):
    return OrganisationFactory()


@pytest.fixture
def clerk(as_role, county):
    return as_role(Role.DATA_CLERK, county)


def send(client, body, key="k-1", path=RATES):
    return client.post(path, body, content_type=JSON, headers={"idempotency-key": key})


def test_the_same_request_is_done_once_and_answered_twice_alike(clerk, county):
    first, second = (send(clerk, rate(county)) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert FeeRate.objects.count() == 1


def test_without_a_key_each_request_counts(clerk, county):
    codes = [clerk.post(RATES, rate(county), content_type=JSON).status_code for _ in range(2)]

    assert codes[0] == 201
    assert not KeptAnswer.objects.exists()


def test_the_key_of_another_request_is_not_taken(clerk, county):
    send(clerk, rate(county))

    answer = send(clerk, rate(county, yuan_per_sqm="1.00"))

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:airdefense:problem:key-used")
    assert FeeRate.objects.count() == 1


def test_keys_of_two_people_are_two_keys(clerk, as_role, county):
    other = as_role(Role.DATA_CLERK, OrganisationFactory())
    send(clerk, rate(county))

    assert send(other, rate(other.user.organisation)).status_code == 201


def test_a_refused_request_may_be_sent_again_under_its_key(clerk, county):
    refused = send(clerk, {})
    answer = send(clerk, rate(county))

    assert (refused.status_code, answer.status_code) == (400, 201)


@pytest.mark.parametrize("key", ["a key", "键", "x" * 201])
def test_what_is_no_key_is_refused(clerk, county, key):
    if not key.isascii():
        key = key.encode().decode("latin-1")

    assert send(clerk, rate(county), key).status_code == 400
    assert not FeeRate.objects.exists()


def test_an_answer_is_kept_for_a_day(clerk, county):
    send(clerk, rate(county))
    KeptAnswer.objects.update(saved_at=timezone.now() - timedelta(hours=25))

    answer = send(clerk, rate(county))

    assert "Idempotent-Replayed" not in answer.headers


@pytest.mark.django_db
def test_answers_of_yesterday_are_removed():
    KeptAnswerFactory(saved_at=timezone.now() - timedelta(hours=25))
    young = KeptAnswerFactory(saved_at=timezone.now() - timedelta(hours=23))

    purge_kept_answers()

    assert list(KeptAnswer.objects.all()) == [young]


def test_reading_takes_no_key(clerk):
    clerk.get(RATES, headers={"idempotency-key": "k-1"})

    assert not KeptAnswer.objects.exists()


def test_a_program_repeats_under_the_key_of_its_person(county):
    clerk = person(Role.DATA_CLERK, county)
    ProgramTokenFactory(text="ad_one", made_by=clerk, scopes=["projects:write"])
    caller = Program(Client(), "ad_one")

    def ask():
        return caller.post(RATES, rate(county), headers={"idempotency-key": "k-1"})

    assert (ask().status_code, ask().headers["Idempotent-Replayed"]) == (201, "true")


def test_a_token_without_the_scope_is_told_no_answer_of_another(county):
    clerk = person(Role.DATA_CLERK, county)
    ProgramTokenFactory(text="ad_one", made_by=clerk, scopes=["projects:write"])
    ProgramTokenFactory(text="ad_two", made_by=clerk, scopes=["projects:read"])
    headers = {"idempotency-key": "k-1"}
    Program(Client(), "ad_one").post(RATES, rate(county), headers=headers)

    answer = Program(Client(), "ad_two").post(RATES, rate(county), headers=headers)

    assert answer.status_code == 403


def test_a_withdrawn_token_is_told_nothing_of_what_was_answered(county):
    clerk = person(Role.DATA_CLERK, county)
    token = ProgramTokenFactory(text="ad_one", made_by=clerk, scopes=["projects:write"])
    caller = Program(Client(), "ad_one")
    caller.post(RATES, rate(county), headers={"idempotency-key": "k-1"})

    type(token).objects.update(expires_on="2020-01-01")
    again = caller.post(RATES, rate(county), headers={"idempotency-key": "k-1"})

    assert again.status_code == 401


@pytest.mark.django_db
def test_what_was_answered_about_a_lead_is_not_kept():
    office = Office()
    client = Client(headers={"accept-language": "en"})
    client.force_login(office.sender)
    told = {
        "source": "INSPECTION",
        "region": office.county.code,
        "commission": office.commission.path,
        "letter_number": "函77",
        "content": {"subject_unit": office.unit.path, "matter": SECRETS[2], "facts": SECRETS[3]}
        | {"amount_yuan": None},
    }

    first, second = (send(client, told, path="/api/v1/leads/") for _ in range(2))

    assert (first.status_code, second.status_code, second.json()) == (201, 201, {})
    assert Lead.objects.count() == 1
    assert "函77" in first.content.decode()


@pytest.mark.django_db
def test_what_is_kept_is_kept_encrypted(clerk, county):
    send(clerk, rate(county))

    raw = KeptAnswer.objects.extra(select={"raw": "body"}).values_list("raw", flat=True).get()
    assert raw.startswith("aes:")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_second_request_while_the_first_is_at_work_waits_for_no_answer(monkeypatch):
    county = OrganisationFactory()
    clerk = person(Role.DATA_CLERK, county)
    at_work, go_on = Signal(), Signal()
    propose = actions.propose

    def slowly(*args, **kwargs):
        at_work.set()
        go_on.wait(10)
        return propose(*args, **kwargs)

    monkeypatch.setattr("projects.api.tariff.actions.propose", slowly)

    client = Client(headers={"accept-language": "en"})
    client.force_login(clerk)

    def ask_beside():
        try:
            return send(client, rate(county)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(carrying(ask_beside))
        at_work.wait(10)
        second = send(client, rate(county)).status_code
        go_on.set()
        codes = (first.result(), second)

    assert (codes, FeeRate.objects.count()) == ((201, 409), 1)
