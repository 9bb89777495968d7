"""Each request has its own number, made here."""

import pytest
from django.test import Client

from airdefense.casework import tracing

pytestmark = pytest.mark.django_db


def test_each_answer_tells_the_number_of_its_request():
    client = Client()

    first, second = (client.get("/healthz")[tracing.HEADER] for _ in range(2))

    assert len(first) == len(second) == 32
    assert first != second


def test_a_number_from_outside_is_not_taken_over():
    response = Client().get("/healthz", headers={"x-request-id": "f" * 32})

    assert response[tracing.HEADER] != "f" * 32


def test_the_number_ends_with_the_request():
    response = Client().get("/accounts/login/")

    assert response.wsgi_request.request_id == response[tracing.HEADER]
    assert tracing.current() == ""


def test_a_number_holds_for_what_is_done_inside_it():
    with tracing.traced("a" * 32):
        inside = tracing.current()
        with tracing.traced("b" * 32):
            within = tracing.current()
        back = tracing.current()

    assert (inside, within, back) == ("a" * 32, "b" * 32, "a" * 32)
