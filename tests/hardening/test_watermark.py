"""Who looks at a confidential page can be told from a picture of it."""

from base64 import b64decode

import pytest
from django.test import override_settings

from airdefense.casework import tracing
from tests.factories.leads import Office, a_lead
from tests.test_authorization import signed_in

pytestmark = pytest.mark.django_db
START = '<img class="watermark" src="data:image/svg+xml;base64,'


@pytest.fixture
def office():
    return Office()


def mark_in(response):
    """The words of the mark, or None where the page has none."""
    _before, found, rest = response.content.decode().partition(START)
    return b64decode(rest.partition('"')[0]).decode() if found else None


def test_a_page_of_a_lead_tells_who_looks_when_and_by_which_request(office):
    lead = a_lead("in_disposal", office=office)

    response = signed_in(office.officer).get(f"/leads/{lead.pk}/")

    mark = mark_in(response)
    assert f">{office.officer} {office.officer.organisation}<" in mark
    assert response[tracing.HEADER][:8] in mark


def test_the_mark_is_not_read_out_and_runs_nothing(office):
    response = signed_in(office.officer).get("/leads/")

    page = response.content.decode()
    assert page.count(START) == 1
    assert 'alt="" aria-hidden="true">' in page.partition(START)[2]
    assert "data:" in response["Content-Security-Policy"].partition("img-src")[2].split(";")[0]
    assert "<script" not in mark_in(response)


def test_a_name_with_signs_of_markup_stays_words(office):
    officer = office.officer
    officer.display_name = "<b>&"
    officer.save(update_fields=["display_name"])

    mark = mark_in(signed_in(officer).get("/leads/"))

    assert "<b>" not in mark
    assert "&lt;b&gt;&amp;" in mark


def test_other_pages_carry_none_unless_the_setting_says_so(office):
    client = signed_in(office.officer)

    usual = mark_in(client.get("/reminders/"))
    with override_settings(WATERMARKED=["everywhere"]):
        everywhere = mark_in(client.get("/reminders/"))

    assert usual is None
    assert str(office.officer) in everywhere


def test_the_anonymous_see_no_mark(client):
    with override_settings(WATERMARKED=["everywhere"]):
        assert mark_in(client.get("/accounts/login/")) is None


def test_the_demonstration_says_so_in_the_mark(office):
    with override_settings(DEMO_MODE=True):
        mark = mark_in(signed_in(office.officer).get("/leads/"))

    assert "simulated data" in mark


def test_a_fragment_brings_no_second_mark(office):
    response = signed_in(office.officer).get("/leads/", headers={"hx-request": "true"})

    assert mark_in(response) is None
